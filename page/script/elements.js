// ---------------------------------------------------------------- building the document

/** An element with properties, attributes (names with a dash, `role`, `for`, `colspan`) and children; texts are texts. */
function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || ["role", "for", "scope", "style"].includes(name)) node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function drawn(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

const button = (text, onclick, label) =>
  element("button", { type: "button", onclick, "aria-label": label }, text);

// ---------------------------------------------------------------- definitions and SQL, in a dialog

const sheet = document.getElementById("sheet");

function openSheet(title, ...content) {
  const close = button("Close", () => sheet.close());
  close.className = "close";
  sheet.replaceChildren(element("header", {}, element("h2", { id: "sheet_title" }, title), close), ...content);
  sheet.showModal();
  sheet.scrollTop = 0;
}

sheet.addEventListener("click", (event) => {
  if (event.target === sheet) sheet.close();
});

function openDefinition(heading) {
  const body = element("div", { className: "definition" });
  // The only markup that is taken as such: docs/definitions.md, rendered when the page was made.
  body.innerHTML = payload.definitions[heading];
  openSheet(heading, body);
}

async function copied(text, pre) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    getSelection().selectAllChildren(pre);
    return "Selected: copy it with Ctrl+C";
  }
}

function openSql(chart) {
  const pre = element("pre", { tabIndex: 0 }, element("code", {}, chart.sql));
  const said = element("span", { role: "status" });
  const copy = button("Copy", async () => {
    said.textContent = await copied(chart.sql, pre);
  });
  const why = "One statement on the published marts; the page adds up what it yields.";
  openSheet(`SQL: ${chart.question}`, element("p", {}, why), element("p", {}, copy, " ", said), pre);
}

// ---------------------------------------------------------------- tables

/** A cell that keeps its full precision beside what it reads as. */
function cell(value, text) {
  const node = element("td", {}, text);
  if (typeof value === "number") node.className = "figure";
  else if (/^\d{4}-\d{2}-\d{2}/.test(String(value))) node.className = "moment";
  else if (text.length > 60) node.className = "long";
  else if (/^\S{24,}$/.test(text)) node.className = "code";
  if (value !== null && value !== undefined) node.dataset.value = String(value);
  return node;
}

function table(caption, headings, rows, rowHeadings = 1) {
  const isFigure = (at) => rows.some((cells) => cells[at]?.className === "figure");
  const named = (heading, at) =>
    element("th", { scope: "col", className: at >= rowHeadings && isFigure(at) ? "figure" : "" }, heading);
  const head = element("tr", {}, ...headings.map(named));
  const lines = rows.map((cells) => {
    const line = element("tr");
    cells.forEach((node, at) => {
      if (node.className === "" && node.dataset.value === undefined && isFigure(at)) node.className = "figure";
      if (at >= rowHeadings) return line.append(node);
      const heading = element("th", { scope: "row" }, ...node.childNodes);
      Object.assign(heading.dataset, node.dataset);
      heading.className = ["moment", "code"].includes(node.className) ? node.className : "";
      return line.append(heading);
    });
    return line;
  });
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, head),
    element("tbody", {}, ...lines),
  );
}

/** The marks of a chart as a table: what each is of, its value, interval and n. */
function tableOfMarks(chart, marks) {
  const parts = ["by", "series", "x"].filter((part) => chart[part] && !(part === "x" && ["scatter", "tiles"].includes(chart.kind)));
  const isAny = (name) => marks.some((mark) => mark[name] !== null && mark[name] !== undefined);
  const figures = [
    ...(chart.x_value ? ["x", "x_low", "x_high", "x_n"] : []),
    "value", "low", "high", "n",
    ...(isAny("size") ? ["size"] : []),
    ...(isAny("target") ? ["target"] : []),
  ].filter((name) => name === "value" || isAny(name));
  const unit = (name, mark) => {
    if (name === "n" || name === "x_n" || name === "size") return "count";
    return name.startsWith("x") ? chart.x_unit ?? chart.unit : name === "target" ? unitOf(chart, mark) : chart.y_unit ?? unitOf(chart, mark);
  };
  const names = {
    x: chart.x_label ?? nameOf(chart.x_value), x_low: "from", x_high: "to", x_n: "n",
    value: chart.y_label ?? (chart.y_value ? nameOf(chart.y_value) : "Value"),
    low: "95% from", high: "95% to", n: "n", size: inWords(chart.size), target: "Target",
  };
  const rows = marks.map((mark) => [
    ...parts.map((part) => cell(mark[part], labelled(chart, mark[part]))),
    ...figures.map((name) => cell(mark[name] ?? null, worded(mark[name] ?? null, unit(name, mark)))),
    element("td", {}, mark.is_thin ? "thin" : ""),
  ]);
  const headings = [...parts.map((part) => capital(inWords(chart[part]))), ...figures.map((name) => names[name]), "Note"];
  return table(chart.question, headings, rows, parts.length);
}

const nameOf = (spec) => capital(inWords(spec?.stored ?? spec?.sum ?? spec?.share?.[0] ?? spec?.mean?.[0] ?? ""));

/** A value of a table's column for reading; its unit is told by the column's name, or by the row. */
function readable(chart, name, value, row) {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (/(^|_)share_difference(_|$)/.test(name)) return worded(value, "share_difference");
  if (/(^|_)(share|probability|rate)(_|$)/.test(name)) return worded(value, "share");
  if (typeof value === "number") return worded(value, ofRow(chart, name, row));
  if (/^\d{4}-\d{2}-\d{2}([T ]|$)/.test(value)) return name === MONTH ? monthWorded(value) : momentWorded(value);
  return chart.labels?.[value] ?? (["queue", "owner"].includes(name) ? queueWorded(value) : value);
}

/** The unit of a figure whose row says it; a change of shares is of percentage points. */
function ofRow(chart, name, row) {
  const [, part] = /^(value|change)(?:_|$)/.exec(name) ?? [];
  const unit = part && column(chart, "unit") ? unitOf(chart, { row }) : "count";
  return part === "change" && unit === "share" ? "share_difference" : unit;
}

function tableOfRows(chart, rows) {
  const headings = Object.entries(chart.headings ?? {});
  const lines = rows.map((row) =>
    headings.map(([name]) => {
      const value = column(chart, name)?.(row) ?? null;
      return cell(value, readable(chart, name, value, row));
    }),
  );
  return table(chart.question, headings.map(([, heading]) => heading), lines);
}
