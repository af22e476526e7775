// ---------------------------------------------------------------- targets and published figures

/** Levels of what is drawn across a whole chart: the target, and published figures that stand at no category. */
const referenceLevels = (chart, series = []) => [
  ...(isNumber(chart.target) ? [chart.target] : []),
  ...publishedOf(chart).filter(({ at }) => at === undefined || isNumber(at) || series.includes(at)).flatMap(({ fact }) => [fact.figure_low, fact.figure_high]),
];

/** Published figures and targets that stand at a category of bars. */
function referencePoints(chart, names, marks, place) {
  const stated = publishedOf(chart).filter((entry) => entry.at !== undefined && names.includes(entry.at));
  const at = (entry) => {
    const own = marks.find((mark) => mark.by === entry.at && (entry.series === undefined || mark.series === entry.series));
    return own && entry.series !== undefined ? place(own) : names.indexOf(entry.at);
  };
  const ends = stated.map(({ fact }) => ({ value: factFigure(fact), low: fact.figure_low, high: fact.figure_high }));
  const published = stated.length && {
    type: "scatter", mode: "markers", name: "published",
    x: stated.map(({ fact }) => factFigure(fact)),
    y: stated.map(at),
    error_x: whiskers(ends, "low", "high", "value", { color: "#000000", thickness: 1 }),
    marker: { symbol: "diamond-open", size: 12, color: "#000000", line: { width: 2 } },
    hovertext: stated.map((entry) => plain(publishedWorded(chart, entry))),
    hoverinfo: "text", meta: "published",
  };
  const aimed = marks.filter((mark) => isNumber(mark.target));
  const targets = aimed.length && {
    type: "scatter", mode: "markers", name: "target",
    x: aimed.map((mark) => mark.target), y: aimed.map(place),
    marker: { symbol: "line-ns", size: 18, line: { width: 3, color: "#000000" } },
    hovertext: aimed.map((mark) => `target ${plain(worded(mark.target, chart.unit))}`), hoverinfo: "text", meta: "target",
  };
  return [published, targets].filter(Boolean);
}

/** Published figures that stand at one place along a line chart. */
function referenceAlong(chart) {
  const stated = publishedOf(chart).filter(({ at }) => isNumber(at));
  if (!stated.length) return [];
  return [{
    type: "scatter", mode: "markers+text", name: "published", showlegend: false, cliponaxis: false,
    x: stated.map(({ at }) => at), y: stated.map(({ fact }) => factFigure(fact)),
    marker: { symbol: "diamond-open", size: 12, color: "#000000", line: { width: 2 } },
    text: stated.map(({ id, fact }) => plain(`${id}: ${factWorded(fact, chart.unit)}`)), textposition: "bottom right",
    hovertext: stated.map((entry) => plain(publishedWorded(chart, entry))), hoverinfo: "text", meta: "published",
  }];
}

/** The name of a line that runs across a chart. */
const across = (along, level, text, isFirst) => ({
  text: plain(text), showarrow: false, font: { size: 11 }, bgcolor: "rgba(255,255,255,0.75)",
  ...(along === "y"
    ? { x: isFirst ? 0 : 1, xref: "paper", xanchor: isFirst ? "left" : "right", y: level, yanchor: "bottom" }
    : { y: 0, yref: "paper", yanchor: "bottom", x: level, xanchor: isFirst ? "right" : "left", xshift: isFirst ? -3 : 3 }),
});

/** Draws the target and published figures across: lines, or a band between the two ends of a published one. */
function referenceLines(chart, along, layout, series = []) {
  const other = along === "x" ? "y" : "x";
  const put = (low, high, text, dash, colour = "#000000") => {
    const ends = { type: low === high ? "line" : "rect", [`${along}ref`]: along, [`${other}ref`]: "paper", layer: "above" };
    layout.shapes.push({
      ...ends, [`${along}0`]: low, [`${along}1`]: high, [`${other}0`]: 0, [`${other}1`]: 1,
      line: { color: colour, width: 1.5, dash }, fillcolor: low === high ? undefined : "rgba(0,0,0,0.08)",
    });
    // Neighbouring lines have their names at alternate ends; one at the right edge of bars has it before the line.
    const [least, most] = layout.xaxis.range ?? [];
    const isFirst = along === "y" ? layout.shapes.length % 2 === 0 : high > least + 0.7 * (most - least);
    layout.annotations.push(across(along, high, text, isFirst));
  };
  const unit = chart.y_unit ?? chart.unit;
  if (isNumber(chart.target)) put(chart.target, chart.target, `target ${worded(chart.target, unit)}`, "dash");
  for (const { fact, id, at } of publishedOf(chart)) {
    if (isNumber(at) || (at !== undefined && !series.includes(at))) continue;
    const what = at === undefined || layout.width < 480 ? id : `${id}, ${labelled(chart, at)}`;
    const colour = at === undefined ? undefined : colourOf(series.indexOf(at));
    put(factFigure(fact), fact.figure_high ?? fact.figure_low, `${what}: ${factWorded(fact, unit)}`, "dot", colour);
  }
}
