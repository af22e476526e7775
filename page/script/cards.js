// ---------------------------------------------------------------- a chart and what stands around it

const views = [];

/** What makes a published figure comparable, and what it is worth: "F02: 22% (counted; repeat contacts)". */
function publishedWorded(chart, { id, fact }) {
  const kinds = { behaviour: "counted", stated: "as people said", case: "one company's" };
  const source = [kinds[fact.kind] ?? fact.kind, fact.population].filter(Boolean).join("; ");
  return `${id}: ${factWorded(fact, chart.y_unit ?? chart.unit)}, ${fact.fact} (${source})`;
}

/** The filters that are set and do not cut this chart. */
function uncut(chart, choice) {
  const missing = Object.keys(CUTS).filter((cut) => choice[cut] && !has(chart, cut));
  if ((choice.from || choice.to) && !has(chart, MONTH)) missing.unshift("period");
  return missing;
}

/** The n of a chart's marks: one number where all share it, else the least and the most. */
function numbers(marks) {
  const known = marks.map((mark) => mark.n).filter(isNumber);
  if (!known.length) return "";
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return least === most ? `n\u00a0${whole.format(most)}` : `n\u00a0${whole.format(least)} to ${whole.format(most)}`;
}

function period(chart, { rows, month }) {
  if (!has(chart, MONTH)) return "";
  if (month && chart.kind !== "table") return monthWorded(month);
  const months = rows.map((row) => monthOf(column(chart, MONTH)(row))).filter(Boolean).sort();
  if (!months.length) return "";
  const [first, last] = [months[0], months[months.length - 1]];
  return first === last ? monthWorded(first) : `${monthWorded(first)} to ${monthWorded(last)}`;
}

/** Why a chart has nothing to draw, in words; null where it has. */
function emptiness(chart, { marks, rows }, choice) {
  if (chart.no_feed) return `Nothing to show: nothing is delivered yet of ${chart.no_feed.replace(/^no feed: /, "")}.`;
  if (!chart.row_count) return chart.empty ?? "Nothing to show yet: nothing of the kind has happened, or it is too early to know.";
  const isEmpty = chart.kind === "table" ? !rows.length : !marks.some((mark) => mark.value !== null);
  if (!isEmpty) return null;
  return Object.values(choice).some(Boolean) ? "Nothing under these filters: choose others, or reset them." : "Nothing to show yet: it is too early to know any of these figures.";
}

/** Writes everything of a chart but its picture: badges, notes, table; once for a choice of filters. */
function tell(view) {
  if (view.is_told) return;
  view.is_told = true;
  const { chart } = view;
  const choice = choiceOf(view.section.name);
  view.shown = shown(chart, choice);
  const { marks, rows } = view.shown;
  const why = emptiness(chart, view.shown, choice);
  const badges = [numbers(marks), period(chart, view.shown)].filter(Boolean).map((text) => element("span", {}, text));
  for (const cut of chart.no_feed ? [] : uncut(chart, choice)) {
    badges.push(element("span", { className: "badge" }, `not cut by ${cut}`));
  }
  if (chart.kind !== "tiles" && marks.some((mark) => mark.is_thin)) {
    badges.push(element("span", { className: "badge grey" }, `grey: thin, n under ${THIN}`));
  }
  const open = chart.kind === "tiles" ? [] : openMonths(chart, rows);
  if (open.length) {
    const months = distinct([open[0], open[open.length - 1]]).map(monthWorded).join(" to ");
    badges.push(element("span", { className: "badge" }, `${months} not complete yet`));
  }
  view.badges.replaceChildren(...badges);
  view.empty.textContent = why ?? "";
  view.empty.hidden = why === null;
  view.plot.hidden = why !== null;
  view.node.classList.toggle("is_empty", why !== null);
  if (view.published) view.published.hidden = why !== null;
  view.table.hidden = why !== null || chart.kind === "table";
  view.note.textContent = "";
  view.is_stale = true;
  view.has_table = false;
}

function tabulate(view) {
  tell(view);
  if (view.has_table || view.table.hidden) return;
  view.has_table = true;
  view.tableRoom.replaceChildren(tableOfMarks(view.chart, view.shown.marks));
}

function drawTable(view, { rows }) {
  const limit = view.chart.rows ?? 20;
  const kept = view.is_whole ? rows : rows.slice(0, limit);
  const room = element("div", { className: view.is_whole ? "room" : "room first", tabIndex: 0, role: "region", "aria-label": view.chart.question }, tableOfRows(view.chart, kept));
  const more = button(view.is_whole ? `Show the first ${limit}` : `Show all ${whole.format(rows.length)}`, () => {
    view.is_whole = !view.is_whole;
    drawTable(view, view.shown);
  });
  view.plot.replaceChildren(room, ...(rows.length > limit ? [element("p", {}, more)] : []));
}

/** Draws a chart's picture if it is not drawn as it should be. */
function draw(view) {
  tell(view);
  if (!view.is_stale) return;
  view.is_stale = false;
  view.is_drawn = true;
  if (view.empty.hidden) {
    if (view.chart.kind === "tiles") drawTiles(view, view.shown);
    else if (view.chart.kind === "table") drawTable(view, view.shown);
    else drawPlot(view, view.shown);
  }
  tabulate(view);
  view.node.dataset.state = view.empty.hidden ? "drawn" : "empty";
}

const isWide = (chart) => ["tiles", "heat", "table"].includes(chart.kind);

/** A chart's place in the document; nothing is drawn yet. */
function build(section, chart) {
  const { id } = chart;
  const view = { section, chart };
  view.badges = element("p", { className: "badges" });
  view.empty = element("p", { className: "empty", hidden: true });
  view.note = element("span", { className: "note" });
  const isPicture = !["tiles", "table"].includes(chart.kind);
  view.plot = element("div", {
    className: `plot ${chart.kind}`,
    tabIndex: chart.kind === "heat" ? 0 : undefined,
    role: isPicture ? "img" : undefined,
    "aria-label": isPicture ? `Chart: ${chart.question} Its figures are in the table below.` : undefined,
  });
  view.tableRoom = element("div", { className: "room", tabIndex: 0, role: "region", "aria-label": `Table: ${chart.question}` });
  view.table = element("details", {}, element("summary", { "aria-label": `Table: ${chart.question}` }, "Table"), view.tableRoom);
  view.table.addEventListener("toggle", () => tabulate(view));
  const sign = (entry) => (entry.at === undefined || (chart.kind === "lines" && !isNumber(entry.at)) ? "┄ " : "◇ ");
  const published = publishedOf(chart).map((entry) =>
    element("li", {}, element("b", { "aria-hidden": "true" }, sign(entry)), publishedWorded(chart, entry)),
  );
  view.published = published.length ? element("ul", { className: "published" }, ...published) : null;
  const source = chart.reads?.[0];
  const page = source ? payload.tables?.[source] : null;
  view.node = element(
    "article",
    { className: `chart ${chart.kind}${isWide(chart) ? " wide" : ""}`, id, "aria-labelledby": `${id}-question` },
    element("h3", { id: `${id}-question` }, chart.question),
    view.badges,
    view.empty,
    view.plot,
    view.published,
    element("p", { className: "reading" }, view.note, chart.reading ?? ""),
    element(
      "div",
      { className: "ways" },
      payload.definitions?.[chart.definition]
        ? button("Definition", () => openDefinition(chart.definition), `Definition: ${chart.definition}`)
        : null,
      button("SQL", () => openSql(chart), `SQL of: ${chart.question}`),
      page ? element("a", { href: page }, source) : source ? element("span", {}, source) : null,
      view.table,
    ),
  );
  views.push(view);
  return view.node;
}
