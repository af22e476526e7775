// ---------------------------------------------------------------- tiles

const STANDARDS = {
  financial: "Financial",
  perception: "What customers perceive",
  operations: "Operations",
  learning: "Learning",
};
const STATUSES = {
  reached: ["✓", "target reached"],
  missed: ["✕", "target missed"],
  open: ["◐", "target within chance"],
  no_target: ["", ""],
};
const TRENDS = {
  better: ["▲", "better than the month before"],
  worse: ["▼", "worse than the month before"],
  within_chance: ["", "no more than chance since the month before"],
};

/** A trend of months without axes: its interval as a band, the target as a dashed line. Decoration of a table. */
function sparkline(trail, target) {
  const known = trail.filter((at) => at.value !== null);
  if (known.length < 2) return null;
  const [width, height] = [160, 36];
  const levels = known.flatMap((at) => [at.value, target].filter((level) => typeof level === "number"));
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  const pad = (most - least || Math.abs(most) || 1) * 0.15;
  const x = (at) => 4 + (at / (trail.length - 1)) * (width - 8);
  const y = (level) => height - 3 - ((level - least + pad) / (most - least + 2 * pad)) * (height - 6);
  const inside = (level) => Math.min(height, Math.max(0, y(level)));
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, class: "trend", "aria-hidden": "true", preserveAspectRatio: "none" });
  for (const run of runs(trail, (at) => at.value !== null && at.low !== null && at.high !== null)) {
    const there = run.map((at) => `${x(at)},${inside(trail[at].high)}`);
    const back = [...run].reverse().map((at) => `${x(at)},${inside(trail[at].low)}`);
    if (run.length > 1) svg.append(drawn("polygon", { points: [...there, ...back].join(" "), class: "band" }));
  }
  if (typeof target === "number") {
    svg.append(drawn("line", { x1: 0, x2: width, y1: y(target), y2: y(target), class: "aim" }));
  }
  for (const run of runs(trail, (at) => at.value !== null)) {
    svg.append(drawn("polyline", { points: run.map((at) => `${x(at)},${y(trail[at].value)}`).join(" ") }));
  }
  return svg;
}

/** Numbers of neighbouring entries that hold: [[0, 1], [4, 5, 6]]. */
function runs(entries, holds) {
  const found = [];
  entries.forEach((entry, at) => {
    if (!holds(entry)) return;
    const last = found[found.length - 1];
    if (last && last[last.length - 1] === at - 1) last.push(at);
    else found.push([at]);
  });
  return found;
}

/** What a tile says beside its figure, from the columns that the chart's rows have. */
function tileFacts(chart, mark) {
  const said = (name) => column(chart, name)?.(mark.row) ?? null;
  const unit = unitOf(chart, mark);
  const low = said("published_low");
  const high = said("published_high");
  const isPublished = said("published_id") !== null && (low !== null || high !== null);
  return {
    unit,
    target: said("target"),
    status: STATUSES[said("status")] ? said("status") : "no_target",
    trend: TRENDS[said("trend")] ? said("trend") : null,
    direction: said("direction"),
    published: isPublished
      ? `published ${said("published_id")}: ${factWorded({ figure_low: low, figure_high: high }, unit)}`
      : null,
    population: said("published_population"),
    kind: payload.facts?.[said("published_id")]?.kind ?? null,
    evidence: said("evidence"),
  };
}

function tile(chart, mark, newest) {
  const facts = tileFacts(chart, mark);
  const label = labelOf(chart, mark);
  if (mark.value === null) {
    const why = mark.n === 0 || mark.n === null ? "no figure yet" : "not ripe yet";
    return element("li", { className: "tile void" }, element("h4", {}, label), element("p", { className: "value" }, "–"), element("p", {}, why));
  }
  const [sign, word] = STATUSES[facts.status];
  const aim = facts.target === null ? null : `${facts.direction === "lower_better" ? "at most" : "at least"} ${worded(facts.target, facts.unit)}`;
  const [arrow, course] = facts.trend ? TRENDS[facts.trend] : ["", ""];
  const details = [
    mark.low === null ? null : between(mark.low, mark.high, facts.unit),
    mark.n === null ? null : `n\u00a0${whole.format(mark.n)}`,
    mark.month && mark.month !== newest ? monthWorded(mark.month) : null,
  ].filter(Boolean);
  const value = element("p", { className: "value" }, worded(mark.value, facts.unit));
  value.dataset.value = String(mark.value);
  const source = [facts.kind, facts.population].filter(Boolean).join(", ");
  return element(
    "li",
    { className: `tile ${facts.status}${mark.is_thin ? " thin" : ""}` },
    element("h4", {}, label),
    value,
    element("p", { className: "interval" }, details.join(" · "), mark.is_thin ? element("em", {}, " thin") : null),
    sign ? element("p", { className: "status" }, element("b", { "aria-hidden": "true" }, sign), ` ${word}: ${aim}`) : null,
    arrow ? element("p", { className: `course ${facts.trend}` }, element("b", { "aria-hidden": "true" }, arrow), ` ${course}`) : null,
    facts.published ? element("p", { className: "source" }, facts.published, source ? ` (${source})` : "") : null,
    sparkline(mark.trail, facts.target),
  );
}

/** The sentence that a manager reads first: how many targets are missed, and which. */
function verdict(chart, marks) {
  const standing = marks.filter((mark) => mark.value !== null).map((mark) => [mark, tileFacts(chart, mark)]);
  const of = (status) => standing.filter(([, facts]) => facts.status === status);
  const worse = standing.filter(([, facts]) => facts.trend === "worse");
  if (!of("missed").length && !of("reached").length && !of("open").length && !worse.length) return null;
  const line = (className, sign, text, entries, detail) =>
    element(
      "div",
      { className: `verdict ${className}` },
      element("p", { className: "count" }, element("b", { "aria-hidden": "true" }, sign), ` ${entries.length} ${text}`),
      element("ul", {}, ...entries.map(([mark, facts]) => element("li", {}, labelOf(chart, mark), " ", element("span", {}, detail(mark, facts))))),
    );
  const against = (mark, facts) => `${worded(mark.value, facts.unit)}, target ${worded(facts.target, facts.unit)}`;
  return element(
    "div",
    { className: "verdicts" },
    line("missed", "✕", of("missed").length === 1 ? "target missed" : "targets missed", of("missed"), against),
    line("open", "◐", "within chance of target", of("open"), against),
    line("reached", "✓", of("reached").length === 1 ? "target reached" : "targets reached", of("reached"), against),
    worse.length ? line("worse", "▼", "worse than the month before", worse, (mark, facts) => worded(mark.value, facts.unit)) : "",
  );
}

function drawTiles(view, { marks, month }) {
  const { chart, plot } = view;
  const standard = column(chart, "standard");
  const groups = new Map();
  for (const mark of marks) {
    const name = standard?.(mark.row) ?? "";
    groups.set(name, [...(groups.get(name) ?? []), mark]);
  }
  const rank = (name) => (Object.keys(STANDARDS).indexOf(name) + 1 || 9);
  const parts = [...groups].sort(([one], [other]) => rank(one) - rank(other)).map(([name, members]) =>
    element(
      "div",
      { className: "standard" },
      name ? element("h4", { className: "standard_name" }, STANDARDS[name] ?? capital(inWords(name))) : null,
      element("ul", { className: "tiles" }, ...members.map((mark) => tile(chart, mark, month))),
    ),
  );
  plot.replaceChildren(...[standard ? verdict(chart, marks) : null, ...parts].filter(Boolean));
}
