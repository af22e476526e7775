// ---------------------------------------------------------------- heat maps

/** The columns of a heat map whose rows are the same things stand in the order of the rows. */
const alike = (down, along) => (along.every((value) => down.includes(value)) ? down.filter((value) => along.includes(value)) : along);

const inOrder = (values) => (values.every(isNumber) ? [...values].sort((one, other) => one - other) : values);

/** Colours on which dark text is read; where values lie on both sides of nought, nought is white. */
function colours(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least >= 0 || most <= 0) return { zmin: least, zmax: most, colorscale: [[0, "#F7FBFF"], [0.5, "#B5D4EA"], [1, "#5BA3D0"]] };
  const end = Math.max(-least, most);
  return { zmin: -end, zmax: end, colorscale: [[0, "#E39B62"], [0.5, "#FFFFFF"], [1, "#5BA3D0"]] };
}

/** A heat map: values written where there is room, thin cells grey. What is wider than a screen is scrolled; paper is not. */
function heatFigure(chart, marks, width, isOnPaper) {
  const down = inOrder(distinct(marks.map((mark) => mark.by)));
  const along = alike(down, inOrder(distinct(marks.map((mark) => mark.x))));
  const labels = down.map((name) => wrapped(labelled(chart, name), width < 700 ? 16 : 34));
  const lines = Math.max(...labels.map((label) => label.split("<br>").length));
  const left = Math.min(width * 0.4, 18 + longest(labels) * 6.8);
  const wide = isOnPaper ? width : Math.max(width, left + 40 + along.length * 22);
  const room = (wide - left - 20) / along.length;
  const [solid, thin] = [grid(down, along), grid(down, along)];
  const [said, saidThin] = [grid(down, along, ""), grid(down, along, "")];
  const hovers = grid(down, along, "");
  for (const mark of marks) {
    const [row, place] = [down.indexOf(mark.by), along.indexOf(mark.x)];
    (mark.is_thin ? thin : solid)[row][place] = mark.is_thin ? 1 : mark.value;
    (mark.is_thin ? saidThin : said)[row][place] = room < 40 ? worded(mark.value, chart.unit).replace("%", "") : worded(mark.value, chart.unit);
    hovers[row][place] = hover(chart, mark, `${labelled(chart, mark.by)}, ${labelled(chart, mark.x)}`);
  }
  const scale = colours(marks.filter((mark) => !mark.is_thin).map((mark) => mark.value));
  const common = {
    type: "heatmap", x: along.map((_, at) => at), y: down.map((_, at) => at), xgap: 1, ygap: 1, hoverongaps: false,
    hovertext: hovers, hoverinfo: "text", texttemplate: room >= 18 ? "%{text}" : "", textfont: { size: room < 28 ? 9 : 11 },
  };
  const traces = [
    {
      ...common, z: thin, text: saidThin, meta: "marks", zmin: 0, zmax: 1, showscale: false,
      colorscale: [[0, "#D9DCE0"], [1, "#D9DCE0"]], textfont: { ...common.textfont, color: "#4A5056" },
    },
    {
      ...common, z: solid, text: said, meta: "marks", showscale: false, ...scale, textfont: { ...common.textfont, color: INK },
    },
  ];
  const every = Math.max(1, Math.ceil(44 / room));
  const ticks = along.map((_, at) => at).filter((at) => at % every === 0);
  const layout = {
    ...baseLayout(wide, down.length * Math.max(32, lines * 15 + 8) + 60, { l: left, r: 6, t: 8, b: 46 }),
    xaxis: {
      tickvals: ticks, ticktext: ticks.map((at) => plain(labelled(chart, along[at]))), tickangle: 0,
      range: [-0.5, along.length - 0.5], fixedrange: true, showgrid: false, zeroline: false,
      title: chart.x_label ? { text: plain(chart.x_label), font: { size: 12 } } : undefined,
    },
    yaxis: { tickvals: down.map((_, at) => at), ticktext: labels, range: [down.length - 0.5, -0.5], ...LABELS },
  };
  return { traces, layout, left_out: 0, note: chart.unit === "share" && room < 40 ? "Figures are in percent. " : "" };
}

const grid = (down, along, nothing = null) => down.map(() => along.map(() => nothing));
