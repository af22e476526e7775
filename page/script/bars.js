// ---------------------------------------------------------------- bars and funnels

const HAS_NO_ZERO = ["score", "ratio", "index", "points"];
/** Points lie between two scores, so that nought means as much on the one side as on the other. */
const isFromZero = (unit) => unit === "points" || !HAS_NO_ZERO.includes(unit);

/** Categories in the order asked: by value, or as the rows come. */
function categories(chart, marks) {
  const names = distinct(marks.map((mark) => mark.by));
  if (chart.order === "given" || chart.kind === "funnel") return names;
  const height = (name) => Math.max(...marks.filter((mark) => mark.by === name).map((mark) => mark.value));
  return names.sort((one, other) => height(other) - height(one));
}

/**
 * How far an axis has to reach for a mark: a thin one's whiskers run out of the picture before they flatten the others.
 * Shares have ends of their own.
 */
function reach(chart, mark, marks) {
  const most = Math.max(...marks.map(({ value }) => Math.abs(value)));
  const within = (bound) => (isNumber(bound) && mark.is_thin && chart.unit !== "share" ? Math.min(2 * most, Math.max(-most, bound)) : bound);
  return [mark.value, within(mark.low), within(mark.high)];
}

/** Horizontal bars with whiskers, or dots with whiskers where nought means nothing; series side by side. */
function barsFigure(chart, marks, width) {
  const limit = chart.rows ?? 24;
  const names = categories(chart, marks).slice(0, limit);
  const series = distinct(marks.map((mark) => mark.series));
  const isDots = HAS_NO_ZERO.includes(chart.unit);
  const step = series.length > 1 ? 0.8 / series.length : 0.62;
  const place = (mark) =>
    names.indexOf(mark.by) + (series.length > 1 ? (series.indexOf(mark.series) - (series.length - 1) / 2) * step : 0);
  const kept = marks.filter((mark) => names.includes(mark.by));
  const labels = names.map((name) => wrapped(spelled(chart, name), width < 480 ? 16 : 30));
  const left = Math.min(width * 0.45, 18 + longest(labels) * 6.8);
  const row = Math.max(series.length > 1 ? 19 * series.length + 10 : 30, 15 * Math.max(...labels.map((label) => label.split("<br>").length)) + 8);
  const traces = series.flatMap((name, at) => [false, true].map((isThin) => {
    const own = kept.filter((mark) => mark.series === name && mark.is_thin === isThin);
    const common = {
      x: own.map((mark) => mark.value),
      y: own.map(place),
      error_x: whiskers(own, "low", "high", "value"),
      hovertext: own.map((mark) => hover(chart, mark, [spelled(chart, mark.by), named(chart, [mark.series])].filter(Boolean).join(", "))),
      hoverinfo: "text",
      meta: "marks",
      showlegend: false,
    };
    if (isDots) return { ...common, type: "scatter", mode: "markers", marker: dots(at, isThin) };
    return { ...common, type: "bar", orientation: "h", width: step * 0.88, marker: filled(at, isThin) };
  }));
  if (series.length > 1) traces.push(...series.map((name, at) => legendOf(labelled(chart, name), isDots ? dots(at) : filled(at), isDots)));
  const points = referencePoints(chart, names, kept, place);
  const levels = [...kept.flatMap((mark) => reach(chart, mark, kept)), ...points.flatMap((trace) => trace.x), ...referenceLevels(chart)];
  const ends = range(levels, chart.unit, isFromZero(chart.unit));
  const legend = legendRoom(chart, series, width - left - 62);
  const height = names.length * row + 46 + legend;
  const base = baseLayout(width, height, { l: left, r: 62, t: 14 + legend, b: 32 });
  const layout = {
    ...base,
    legend: { ...base.legend, y: 1 + 3 / (names.length * row) },
    barmode: "overlay",
    showlegend: series.length > 1,
    xaxis: axis(chart.unit, { range: ends, nticks: Math.max(3, Math.floor((width - left) / 60)) }),
    yaxis: { range: [names.length - 0.5, -0.5], tickvals: names.map((_, at) => at), ticktext: labels, ...LABELS },
    annotations: kept.map((mark) => ({
      x: 1, xref: "paper", y: place(mark), xanchor: "left", xshift: 6, showarrow: false,
      text: plain(worded(mark.value, chart.unit)), font: { size: 12, color: mark.is_thin ? "#5F666D" : INK },
    })),
    shapes: [],
  };
  referenceLines(chart, "x", layout);
  return { traces: [...traces, ...points], layout, left_out: distinct(marks.map((mark) => mark.by)).length - names.length };
}

/** Steps from first to last: how many are left, of the first and of the step before. */
function funnelFigure(chart, marks, width) {
  const labels = marks.map((mark) => wrapped(labelled(chart, mark.by), width < 480 ? 15 : 28));
  const left = Math.min(width * 0.42, 18 + longest(labels) * 6.8);
  const row = Math.max(40, 15 * Math.max(...labels.map((label) => label.split("<br>").length)) + 8);
  const isCount = chart.value?.sum !== undefined || chart.unit === "count";
  const part = (mark, other) => (other > 0 ? worded(mark.value / other, "share") : "–");
  const texts = marks.map((mark, at) => {
    const figure = worded(mark.value, chart.unit);
    if (!isCount || at === 0) return figure;
    const before = at > 1 && width > 640 ? `, ${part(mark, marks[at - 1].value)} of the step before` : "";
    return `${figure} (${part(mark, marks[0].value)} of all${before})`;
  });
  const right = Math.min(width * 0.45, 26 + Math.max(...texts.map((text) => text.length)) * 6.6);
  const most = Math.max(...marks.flatMap((mark) => [mark.value, mark.high ?? 0]), 0) || 1;
  const traces = [false, true].map((isThin) => {
    const own = marks.filter((mark) => mark.is_thin === isThin);
    return {
      type: "bar", orientation: "h", x: own.map((mark) => mark.value), y: own.map((mark) => marks.indexOf(mark)), width: 0.72, meta: "marks",
      marker: filled(0, isThin), error_x: whiskers(own, "low", "high", "value"),
      hovertext: own.map((mark) => hover(chart, mark, labelled(chart, mark.by))), hoverinfo: "text",
    };
  });
  const layout = {
    ...baseLayout(width, marks.length * row + 24, { l: left, r: right, t: 6, b: 10 }),
    xaxis: { range: [0, most * 1.02], visible: false, fixedrange: true },
    yaxis: { range: [marks.length - 0.5, -0.5], tickvals: marks.map((_, at) => at), ticktext: labels, ...LABELS },
    annotations: marks.map((mark, at) => ({
      x: 1, xref: "paper", xanchor: "left", xshift: 8, y: at, showarrow: false, align: "left",
      text: plain(texts[at]), font: { size: 12, color: mark.is_thin ? "#5F666D" : INK },
    })),
    shapes: [],
  };
  return { traces, layout, left_out: 0 };
}
