// ---------------------------------------------------------------- colours, axes, legends

// Okabe and Ito's colours (2008), the light ones darkened to 3 : 1 on white; shapes and dashes say the same.
const COLOURS = ["#0072B2", "#C24E00", "#00805E", "#A8487F", "#8A6D00", "#2E86B8", "#555555", "#000000"];
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon"];
const PATTERNS = ["", "/", ".", "x", "-", "\\", "+", "|"];
const GREY = "#8B9096";
const INK = "#1F2933";
const FONT = { family: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif", size: 12, color: INK };

/** Plotly reads a little markup in texts: what data says is only text. */
const plain = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A label in lines of about `length` letters, at most three of them. */
function wrapped(text, length) {
  const lines = [""];
  for (const word of String(text).split(" ")) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length + 1 > length) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  const kept = lines.slice(0, 3).map((line) => (line.length > length + 6 ? `${line.slice(0, length + 5)}…` : line));
  if (lines.length > 3) kept[2] += "…";
  return kept.map(plain).join("<br>");
}

const LABELS = { ticks: "outside", ticklen: 6, tickcolor: "rgba(0,0,0,0)", fixedrange: true, showgrid: false, zeroline: false };
const longest = (labels) => Math.max(0, ...labels.flatMap((label) => label.split("<br>").map((line) => line.length)));

/** Round numbers within a range, about `count` of them. */
function roundNumbers([least, most], count) {
  const rough = (most - least) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const found = [];
  for (let at = Math.ceil(least / step); at * step <= most; at += 1) found.push(at * step);
  return found;
}

/** Plotly has no format for percentage points: their ticks are written here. */
function pointTicks(unit, { range: ends, nticks }) {
  if (unit !== "share_difference" || !ends) return {};
  const tickvals = roundNumbers(ends, nticks ?? 5);
  return { tickvals, ticktext: tickvals.map((value) => worded(value, unit)) };
}

const axisFormat = (unit) => (unit === "share" ? ",.2~%" : ",");
const distinct = (values) => [...new Set(values)];
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

const baseLayout = (width, height, margin) => ({
  width,
  height,
  margin: { l: 50, r: 16, t: 10, b: 36, ...margin },
  font: FONT,
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  hoverlabel: { font: { ...FONT, color: "#FFFFFF" }, bgcolor: INK, bordercolor: INK, align: "left" },
  hovermode: "closest",
  dragmode: false,
  showlegend: false,
  legend: { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom", font: { size: 12 } },
});

const axis = (unit, more = {}) => ({
  gridcolor: "#E3E7EB",
  zerolinecolor: "#9AA5B1",
  linecolor: "#9AA5B1",
  tickformat: axisFormat(unit),
  ticksuffix: UNITS[unit] ?? "",
  automargin: false,
  fixedrange: true,
  ...more,
  ...pointTicks(unit, more),
});

const named = (chart, codes) => codes.filter((code) => code !== null).map((code) => labelled(chart, code)).join(", ");

const hover = (chart, mark, extra) =>
  [extra ? `<b>${plain(extra)}</b>` : null, ...sentence(chart, mark).map(plain)].filter(Boolean).join("<br>");

const whiskers = (marks, low, high, value, more = {}) => ({
  type: "data",
  symmetric: false,
  array: marks.map((mark) => (isNumber(mark[high]) ? Math.max(0, mark[high] - mark[value]) : 0)),
  arrayminus: marks.map((mark) => (isNumber(mark[low]) ? Math.max(0, mark[value] - mark[low]) : 0)),
  visible: marks.some((mark) => isNumber(mark[low]) && isNumber(mark[high])),
  color: "#3E4C59",
  thickness: 1.4,
  width: 3,
  ...more,
});

/** The ends of an axis that holds all of `levels`, from nought where that is meaningful. */
function range(levels, unit, fromZero = true) {
  const known = levels.filter(isNumber);
  const least = Math.min(...known, ...(fromZero ? [0] : []));
  const most = Math.max(...known, ...(fromZero ? [0] : []));
  const pad = (most - least || Math.abs(most) || 1) * 0.06;
  const top = unit === "share" && most <= 1 ? Math.min(1.02, most + pad) : most + pad;
  return [fromZero && least === 0 ? 0 : least - pad, top];
}

const faded = (colour, part = 0.14) => `rgba(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(",")},${part})`;
const colourOf = (at) => COLOURS[at % COLOURS.length];

/** Bars of a series: pale, so that whiskers are seen on them, with an outline; grey where they are thin. */
function filled(at, isThin) {
  const colour = isThin ? GREY : colourOf(at);
  return {
    color: isThin ? "#E1E4E8" : faded(colour, 0.45),
    line: { width: 1.5, color: colour },
    pattern: { shape: PATTERNS[at % PATTERNS.length], size: 6, solidity: 0.12, fgcolor: colour, fillmode: "overlay" },
  };
}

/** Dots of a series: a shape of its own, open and grey where they are thin. */
function dots(at, isThin) {
  const colour = isThin ? GREY : colourOf(at);
  return { color: colour, size: 10, symbol: SYMBOLS[at % SYMBOLS.length] + (isThin ? "-open" : ""), line: { width: 1.5, color: colour } };
}

/**
 * The height that a legend takes above a picture of that width. Plotly makes room by itself, but only some time after it
 * has drawn, which is too late for paper.
 */
function legendRoom(chart, series, width) {
  if (series.length < 2) return 0;
  const wide = series.map((name) => 48 + 6.8 * labelled(chart, name).length);
  const isOneRow = wide.reduce((sum, one) => sum + one, 0) <= width;
  const rows = isOneRow ? 1 : Math.ceil(series.length / Math.max(1, Math.floor(width / Math.max(...wide))));
  return 19 * rows + 12;
}

/** A series in the legend as it looks where it is not thin. */
const legendOf = (name, marker, isDots) => ({
  type: isDots ? "scatter" : "bar", mode: isDots ? "markers" : undefined, orientation: isDots ? undefined : "h",
  x: [null], y: [null], name: plain(name), marker, showlegend: true, hoverinfo: "skip",
});
