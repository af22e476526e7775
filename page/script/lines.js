// ---------------------------------------------------------------- lines

/** Months between two, both counted: ["2024-01", "2024-02", …]. */
function monthsBetween(first, last) {
  const found = [];
  let [year, month] = first.split("-").map(Number);
  for (let at = first; at <= last && found.length < 1200; ) {
    found.push(at);
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
    at = `${year}-${String(month).padStart(2, "0")}`;
  }
  return found;
}

/** One series of a line chart in the order of x, with a hole where a month is missing. */
function lineOf(chart, marks) {
  const sorted = [...marks].sort((one, other) => (one.x < other.x ? -1 : one.x > other.x ? 1 : 0));
  if (chart.x !== MONTH || !sorted.length) return sorted;
  const known = new Map(sorted.map((mark) => [monthOf(mark.x), mark]));
  return monthsBetween(monthOf(sorted[0].x), monthOf(sorted[sorted.length - 1].x)).map(
    (month) => known.get(month) ?? { x: `${month}-01`, ...NOTHING, is_thin: false },
  );
}

/** The outline of a series' intervals, run by run; Plotly fills each polygon of a trace that null parts. */
function bandOf(points, isSteps) {
  const [x, y] = [[], []];
  for (const run of runs(points, (mark) => isNumber(mark.low) && isNumber(mark.high))) {
    const ends = (bound) =>
      run.flatMap((at, place) => {
        const stepped = isSteps && place > 0 ? [[points[at].x, points[run[place - 1]][bound]]] : [];
        return [...stepped, [points[at].x, points[at][bound]]];
      });
    for (const [along, level] of [...ends("high"), ...ends("low").reverse(), [null, null]]) {
      x.push(along);
      y.push(level);
    }
  }
  return { x, y };
}

function dotsOfLine(points, at) {
  const looks = points.map((mark) => dots(at, mark.is_thin));
  const color = looks.map((look) => look.color);
  return { size: 7, color, symbol: looks.map(({ symbol }) => symbol), line: { width: 1.5, color } };
}

/** Lines with their intervals as bands, or as whiskers where a point stands alone. */
function linesFigure(chart, marks, width) {
  const series = distinct(marks.map((mark) => mark.series));
  const height = width < 480 ? 280 : 320;
  const traces = series.flatMap((name, at) => {
    const points = lineOf(chart, marks.filter((mark) => mark.series === name));
    const stroke = { color: colourOf(at), width: 2, dash: DASHES[at % DASHES.length] };
    const isAlone = points.map((mark, place) => isNumber(mark.value) && !isNumber(points[place - 1]?.value) && !isNumber(points[place + 1]?.value));
    const lone = points.map((mark, place) => (isAlone[place] ? mark : { ...mark, low: null, high: null }));
    return [
      {
        ...bandOf(points, chart.steps), type: "scatter", mode: "lines", line: { width: 0 }, fill: "toself",
        fillcolor: faded(colourOf(at)), hoverinfo: "skip", showlegend: false, meta: "interval",
      },
      {
        type: "scatter", mode: points.length > 45 ? "lines" : "lines+markers", connectgaps: false,
        x: points.map((mark) => mark.x), y: points.map((mark) => mark.value),
        line: { ...stroke, shape: chart.steps ? "hv" : "linear" }, marker: dotsOfLine(points, at), showlegend: false,
        error_y: whiskers(lone, "low", "high", "value"), cliponaxis: false,
        hovertext: points.map((mark) => hover(chart, mark, named(chart, [mark.x, mark.series ?? null]))),
        hoverinfo: "text", meta: "marks",
      },
      { ...legendOf(labelled(chart, name), { ...dots(at), size: 7 }, true), mode: "lines+markers", line: stroke },
      ...targetLine(points),
    ];
  });
  traces.push(...referenceAlong(chart));
  const levels = [...marks.flatMap((mark) => [mark.value, mark.low, mark.high, mark.target]), ...referenceLevels(chart, series)];
  const known = levels.filter(isNumber);
  const isNearZero = chart.unit === "count" || Math.min(...known) < 0.45 * Math.max(...known);
  const legend = legendRoom(chart, series, width - 72);
  const layout = {
    ...baseLayout(width, height + legend, { l: 56, t: 14 + legend, b: chart.x_label ? 50 : 36 }),
    showlegend: series.length > 1,
    xaxis: axis(null, {
      ...timeTicks(chart, marks, width),
      showgrid: false, zeroline: false, nticks: Math.max(3, Math.floor(width / 75)),
      title: chart.x_label ? { text: plain(chart.x_label), font: { size: 12 } } : undefined,
    }),
    yaxis: axis(chart.unit, { range: range(levels, chart.unit, chart.unit === "points" || (isNearZero && isFromZero(chart.unit))) }),
    annotations: [],
    shapes: [],
  };
  referenceLines(chart, "y", layout, series);
  const aimed = marks.filter((mark) => isNumber(mark.target)).pop();
  if (aimed) layout.annotations.push(across("y", aimed.target, `target ${worded(aimed.target, chart.unit)}`));
  return { traces, layout, left_out: 0 };
}

/** A course of one place along is none: its series are drawn one below the other, each with its figure. */
function momentFigure(chart, marks, width) {
  const [{ x }] = marks;
  const bars = { ...chart, kind: "bars", by: chart.series ?? chart.x, series: undefined, order: "given", rows: marks.length };
  const place = /^\d{4}-\d{2}-\d{2}/.test(String(x)) ? (chart.x === MONTH ? monthWorded(x) : momentWorded(x)) : `${chart.x_label ?? inWords(chart.x)} ${x}`;
  const figure = barsFigure(bars, marks.map((mark) => ({ ...mark, by: mark.series ?? x, series: null })), width);
  return { ...figure, note: `There is only ${place} here, so no course is drawn. ` };
}

/** How the ticks of an axis along months, other dates or numbers are written. */
function timeTicks(chart, marks, width) {
  if (!/^\d{4}-\d{2}-\d{2}/.test(String(marks[0]?.x))) return { tickformat: "," };
  if (chart.x !== MONTH) {
    const stops = [[null, "M1", "%-d %b\n%Y"], ["M1", "M12", "%b\n%Y"], ["M12", null, "%Y"]];
    const tickformatstops = stops.map(([from, to, value]) => ({ dtickrange: [from, to], value }));
    return { type: "date", tickformat: undefined, tickformatstops };
  }
  const months = distinct(marks.map((mark) => mark.x)).length;
  return { type: "date", tickformat: "%b\n%Y", dtick: `M${Math.ceil((months * 60) / width)}` };
}

/** A target that is a column moves with the months: a dashed line of its own. */
function targetLine(points) {
  if (!points.some((mark) => isNumber(mark.target))) return [];
  return [{
    type: "scatter", mode: "lines", name: "target", showlegend: false, hoverinfo: "skip", meta: "target",
    x: points.map((mark) => mark.x), y: points.map((mark) => mark.target ?? null),
    line: { color: "#000000", width: 1.5, dash: "dash", shape: "hv" },
  }];
}
