// ---------------------------------------------------------------- scatters

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const overlaps = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Where the name of a point goes: the first of eight sides that covers no other name or point, else nowhere. */
function namesPlaced(points, width, height) {
  const taken = points.map(({ x, y, radius }) => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }));
  return points.map(({ x, y, radius, text }) => {
    const [wide, high] = [text.length * 6.3 + 4, 14];
    const sides = {
      "middle right": [x + radius, y - high / 2], "middle left": [x - radius - wide, y - high / 2],
      "top center": [x - wide / 2, y - radius - high], "bottom center": [x - wide / 2, y + radius],
      "top right": [x + radius * 0.7, y - radius - high * 0.7], "bottom right": [x + radius * 0.7, y + radius * 0.5],
      "top left": [x - radius * 0.7 - wide, y - radius - high * 0.7], "bottom left": [x - radius * 0.7 - wide, y + radius * 0.5],
    };
    for (const [side, [left, top]] of Object.entries(sides)) {
      const box = { left, right: left + wide, top, bottom: top + high };
      const isInside = left >= 0 && box.right <= width && top >= 0 && box.bottom <= height;
      if (isInside && !taken.some((other) => overlaps(box, other))) {
        taken.push(box);
        return side;
      }
    }
    return null;
  });
}

/** Points with whiskers, named where there is room, and lines at the medians of those that are not thin. */
function scatterFigure(chart, marks, width) {
  const height = Math.min(520, Math.max(340, width * 0.6));
  const margin = { l: 60, r: 16, t: 26 + legendRoom(chart, distinct(marks.map((mark) => mark.series)), width - 76), b: 50 };
  const [xUnit, yUnit] = [chart.x_unit ?? chart.unit, chart.y_unit ?? chart.unit];
  const series = distinct(marks.map((mark) => mark.series));
  const bounds = (low, value, high) => {
    const near = marks.filter((mark) => !mark.is_thin);
    return (near.length > 2 ? near : marks).flatMap((mark) => [mark[low], mark[value], mark[high]]).concat(marks.map((mark) => mark[value]));
  };
  const xEnds = range(bounds("x_low", "x", "x_high"), xUnit, false);
  const yEnds = range(bounds("low", "value", "high"), yUnit, false);
  const [inner, deep] = [width - margin.l - margin.r, height - margin.t - margin.b];
  const most = Math.max(1, ...marks.map((mark) => mark.size ?? 0));
  const radius = (mark) => (chart.size ? 4 + 11 * Math.sqrt(Math.max(0, mark.size ?? 0) / most) : 6);
  const sorted = [...marks].sort((one, other) => one.is_thin - other.is_thin || (other.size ?? other.n ?? 0) - (one.size ?? one.n ?? 0));
  const places = namesPlaced(
    sorted.map((mark) => ({
      x: ((mark.x - xEnds[0]) / (xEnds[1] - xEnds[0])) * inner, y: (1 - (mark.value - yEnds[0]) / (yEnds[1] - yEnds[0])) * deep,
      radius: radius(mark), text: labelOf(chart, mark),
    })), inner, deep);
  const traces = series.map((name, at) => {
    const own = sorted.map((mark, order) => [mark, places[order]]).filter(([mark]) => mark.series === name);
    const points = own.map(([mark]) => mark);
    const colour = points.map((mark) => (mark.is_thin ? GREY : COLOURS[at % COLOURS.length]));
    const faint = { color: "rgba(62,76,89,0.35)", thickness: 1, width: 0 };
    return {
      type: "scatter", mode: "markers+text", name: plain(labelled(chart, name)), cliponaxis: true, meta: "marks",
      x: points.map((mark) => mark.x), y: points.map((mark) => mark.value),
      error_x: whiskers(points, "x_low", "x_high", "x", faint), error_y: whiskers(points, "low", "high", "value", faint),
      text: own.map(([mark, side]) => (side ? plain(labelOf(chart, mark)) : "")),
      textposition: own.map(([, side]) => side ?? "top center"),
      textfont: { size: 11 },
      marker: {
        color: colour, size: points.map((mark) => radius(mark) * 2), opacity: 0.85, line: { width: 1, color: "#FFFFFF" },
        symbol: points.map((mark) => SYMBOLS[at % SYMBOLS.length] + (mark.is_thin ? "-open" : "")),
      },
      hovertext: points.map((mark) => scatterHover(chart, mark)), hoverinfo: "text",
    };
  });
  const sound = marks.filter((mark) => !mark.is_thin);
  const [x, y] = [median((sound.length ? sound : marks).map((mark) => mark.x)), median((sound.length ? sound : marks).map((mark) => mark.value))];
  const line = { color: "#616E7C", width: 1, dash: "dot" };
  const title = (text) => ({ text: plain(text), font: { size: 12 }, standoff: 6 });
  const layout = {
    ...baseLayout(width, height, margin),
    showlegend: series.length > 1,
    xaxis: axis(xUnit, { range: xEnds, title: title(chart.x_label ?? nameOf(chart.x_value)), nticks: Math.max(3, Math.floor(width / 90)) }),
    yaxis: axis(yUnit, { range: yEnds, title: title(chart.y_label ?? nameOf(chart.y_value ?? chart.value)) }),
    shapes: [
      { type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line, layer: "below" },
      { type: "line", y0: y, y1: y, x0: 0, x1: 1, xref: "paper", line, layer: "below" },
    ],
    annotations: [{ x, y: 1, yref: "paper", yanchor: "bottom", text: "median", showarrow: false, font: { size: 10, color: "#52606D" } }],
  };
  return { traces, layout, left_out: 0 };
}

function scatterHover(chart, mark) {
  const [xUnit, yUnit] = [chart.x_unit ?? chart.unit, chart.y_unit ?? chart.unit];
  const one = (label, value, low, high, n, unit) => {
    const interval = isNumber(low) && isNumber(high) ? ` (${between(low, high, unit)})` : "";
    return `${label}: ${worded(value, unit)}${interval}${isNumber(n) ? `, n ${whole.format(n)}` : ""}`;
  };
  return [
    `<b>${plain(labelOf(chart, mark))}</b>`,
    plain(one(chart.x_label ?? nameOf(chart.x_value), mark.x, mark.x_low, mark.x_high, mark.x_n, xUnit)),
    plain(one(chart.y_label ?? nameOf(chart.y_value ?? chart.value), mark.value, mark.low, mark.high, mark.n, yUnit)),
    chart.size ? plain(`${capital(inWords(chart.size))}: ${worded(mark.size, "count")}`) : null,
    mark.is_thin ? `thin (under ${THIN})` : null,
  ].filter(Boolean).join("<br>");
}
