"use strict";
/*
 * Draws the page from its payload: sections, filters, figures, charts, tables.
 *
 * Rows arrive at the grain that the charts' SQL gives, with sums that add up. A figure is worked out here, after
 * filtering, from those sums (a share is sum / sum), with the interval that the marts themselves use
 * (dbt_project/macros/measures). Shares are 0 to 1, intervals are of 95 %.
 */
(() => {
  // ---------------------------------------------------------------- the payload

  const payload = JSON.parse(document.getElementById("payload").textContent);
  const THIN = payload.thin ?? 30;
  const MONTH = "month_start";
  /** The filters beside the period: their names, and the words before them. Columns of rows have the same names. */
  const CUTS = { channel: "Channel", queue: "Queue", tier: "Customer tier" };

  /** A column as a function from a row's number to its value; texts and dates are kept as a dictionary, null as -1. */
  function column(chart, name) {
    const kept = name === undefined || name === null ? undefined : chart.columns?.[name];
    if (kept === undefined) return null;
    if (Array.isArray(kept)) return (row) => kept[row] ?? null;
    return (row) => kept.of[kept.at[row]] ?? null;
  }

  const has = (chart, name) => chart.columns?.[name] !== undefined;

  // ---------------------------------------------------------------- formulas

  const Z = 1.959963984540054; // the 97.5 % quantile of the normal distribution

  /** 97.5 % quantile of Student's t: exact to four degrees of freedom, then Cornish-Fisher, as macro t_quantile. */
  function tQuantile(degrees) {
    if (!(degrees >= 1)) return null;
    const exact = [12.7062047, 4.3026527, 3.1824463, 2.7764451];
    if (degrees < 5) return exact[Math.floor(degrees) - 1];
    return Z + 2.3722712 / degrees + 2.8225 / degrees ** 2 + 2.5558 / degrees ** 3 + 1.5895 / degrees ** 4;
  }

  /** What sums leave when others are taken from them: nil where only their last digits differ, as macro left_over. */
  const leftOver = (sums, less) => (sums - less > 1e-12 * sums ? sums - less : 0);

  /** Wilson's interval (1927) of a share of `n` independent units, `yes` of them; null without units. */
  function wilson(yes, n) {
    if (!(n > 0)) return { low: null, high: null };
    const p = yes / n;
    const middle = p + (Z * Z) / (2 * n);
    const half = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
    const whole = 1 + (Z * Z) / n;
    const kept = (bound) => Math.min(1, Math.max(0, bound));
    return {
      low: yes === 0 ? 0 : kept((middle - half) / whole),
      high: yes === n ? 1 : kept((middle + half) / whole),
    };
  }

  /** Student's interval of a mean from what rolls it up, worth `units` independent ones; null below two, as mean_bound. */
  function student(count, total, squares, units) {
    const t = count >= 2 ? tQuantile(units - 1) : null;
    if (t === null) return { low: null, high: null };
    const mean = total / count;
    const half = t * Math.sqrt(leftOver(squares, (total * total) / count) / (count - 1) / units);
    return { low: mean - half, high: mean + half };
  }

  // ---------------------------------------------------------------- figures from rows

  /** Sums columns over the rows where none of those that are `required` is null: [[sums], rows counted]. */
  function summed(chart, rows, names, required) {
    const columns = names.map((name) => column(chart, name) ?? (() => null));
    const sums = names.map(() => 0);
    let counted = 0;
    for (const row of rows) {
      const values = columns.map((value) => value(row));
      if (values.some((value, at) => value === null && required > at)) continue;
      counted += 1;
      values.forEach((value, at) => {
        sums[at] += value ?? 0;
      });
    }
    return [sums, counted];
  }

  const NOTHING = { value: null, low: null, high: null, n: null };

  /** Sum of numerators over sum of denominators; Wilson's interval on `worth`, else on the denominator. */
  function shareOf(chart, rows, spec, worth) {
    const [[yes, n, worths], counted] = summed(chart, rows, [...spec.share, worth], 2);
    if (counted === 0 || !(n > 0)) return { ...NOTHING, n: counted ? n : null };
    const units = worth ? worths : n;
    const all = yes === n ? units : (yes / n) * units;
    return { value: yes / n, ...wilson(all, units), n };
  }

  /** Sum over count; Student's interval on `worth`, else on the count. */
  function meanOf(chart, rows, spec, worth) {
    const [[total, count, squares, worths], counted] = summed(chart, rows, [...spec.mean, worth], 2);
    if (counted === 0 || !(count > 0)) return { ...NOTHING, n: counted ? count : null };
    return { value: total / count, ...student(count, total, squares, worth ? worths : count), n: count };
  }

  function sumOf(chart, rows, spec) {
    const [[total], counted] = summed(chart, rows, [spec.sum], 1);
    return { ...NOTHING, value: counted ? total : null };
  }

  /** What the mart says of the last of the rows, as it stands: medians, regressions and the like do not add up. */
  function storedOf(chart, rows, spec) {
    const said = (name) => column(chart, name)?.(rows[rows.length - 1]) ?? null;
    return { value: said(spec.stored), low: said(spec.low), high: said(spec.high), n: said(spec.n) };
  }

  function figureOf(chart, rows, spec, worth) {
    const kind = ["share", "mean", "sum", "stored"].find((name) => spec?.[name] !== undefined);
    if (kind === undefined) return NOTHING;
    return { share: shareOf, mean: meanOf, sum: sumOf, stored: storedOf }[kind](chart, rows, spec, spec.worth ?? worth);
  }

  const monthOf = (date) => (date === null || date === undefined ? null : String(date).slice(0, 7));

  /** Row numbers that pass the filters a chart has columns for; `choice` is {from, to, channel, queue, tier}. */
  function rowsChosen(chart, choice) {
    const month = column(chart, MONTH);
    const cuts = Object.keys(CUTS)
      .filter((cut) => choice[cut] && has(chart, cut))
      .map((cut) => [column(chart, cut), choice[cut]]);
    const chosen = [];
    for (let row = 0; row < chart.row_count; row += 1) {
      const at = month ? monthOf(month(row)) : null;
      if (at !== null && ((choice.from && at < choice.from) || (choice.to && at > choice.to))) continue;
      if (cuts.every(([value, wanted]) => String(value(row)) === wanted)) chosen.push(row);
    }
    return chosen;
  }

  /**
   * Whether the newest month stands for the period: where the chart asks for it, and where a mark that does not add up
   * has several. A cohort, which has one month only, stays what it is.
   */
  function isOfOneMonth(chart, rows) {
    if (!has(chart, MONTH)) return false;
    if (chart.kind === "tiles") return true;
    if (chart.x === MONTH || chart.by === MONTH) return false;
    if (chart.latest) return true;
    if (![chart.value, chart.x_value, chart.y_value].some((spec) => spec?.stored !== undefined)) return false;
    const month = column(chart, MONTH);
    return [...grouped(chart, rows).values()].some((group) => group.rows.some((row) => month(row) !== month(group.rows[0])));
  }

  const newestOf = (chart, rows) => {
    const month = column(chart, MONTH);
    return rows.reduce((newest, row) => (monthOf(month(row)) > (newest ?? "") ? monthOf(month(row)) : newest), null);
  };

  /** Rows by what they are a mark of, in the order of rows: Map of a key to {by, series, x, rows}. */
  function grouped(chart, rows) {
    // The months of a tile are its trend, and no tiles of their own.
    const parts = ["by", "series", "x"].map((part) => [part, chart.kind === "tiles" && part === "x" ? null : column(chart, chart[part])]);
    const groups = new Map();
    for (const row of rows) {
      const values = parts.map(([, value]) => value?.(row) ?? null);
      const key = JSON.stringify(values);
      if (!groups.has(key)) {
        groups.set(key, { by: values[0], series: values[1], x: values[2], rows: [] });
      }
      groups.get(key).rows.push(row);
    }
    return groups;
  }

  /** A mark is thin under `payload.thin` units; where their number is not known, where the mart says so. */
  function isThin(chart, figure, rows) {
    if (figure.n !== null) return figure.n < THIN;
    return Boolean(column(chart, "is_thin")?.(rows[rows.length - 1]));
  }

  /** The newest month of a tile that has a value, and the months before it as its trail. */
  function tileOf(chart, group) {
    const month = column(chart, MONTH);
    const value = (row) => figureOf(chart, [row], chart.value).value;
    const inOrder = month
      ? [...group.rows].sort((one, other) => String(month(one)).localeCompare(String(month(other))))
      : group.rows;
    const valued = inOrder.filter((row) => value(row) !== null);
    const row = valued.length ? valued[valued.length - 1] : inOrder[inOrder.length - 1];
    const known = new Map(inOrder.map((at) => [monthOf(month?.(at)), figureOf(chart, [at], chart.value)]));
    const months = month ? monthsBetween(monthOf(month(inOrder[0])), monthOf(month(inOrder[inOrder.length - 1]))) : [];
    const trail = months.map((at) => known.get(at) ?? NOTHING);
    return { ...group, rows: [row], row, month: monthOf(month?.(row)), trail };
  }

  /** Measures one group as the mark of its kind. */
  function markOf(chart, group) {
    const placed = chart.kind === "tiles" ? tileOf(chart, group) : group;
    const { rows, by, series } = placed;
    const figure = figureOf(chart, rows, chart.y_value ?? chart.value, chart.y_value ? undefined : chart.worth);
    const mark = { by, series, x: placed.x, ...figure, is_thin: isThin(chart, figure, rows), rows };
    if (chart.kind === "tiles") Object.assign(mark, { month: placed.month, trail: placed.trail, row: placed.row });
    if (chart.x_value) {
      const along = figureOf(chart, rows, chart.x_value);
      Object.assign(mark, { x: along.value, x_low: along.low, x_high: along.high, x_n: along.n });
      mark.is_thin = mark.is_thin || isThin(chart, along, rows);
    }
    if (chart.size) mark.size = sumOf(chart, rows, { sum: chart.size }).value;
    if (typeof chart.target === "string") mark.target = column(chart, chart.target)?.(rows[rows.length - 1]) ?? null;
    return mark;
  }

  /** What a chart shows under a choice of filters: {marks, rows, month} (`month`: the one that stands for the period). */
  function shown(chart, choice) {
    let rows = rowsChosen(chart, choice);
    let month = null;
    if (isOfOneMonth(chart, rows)) {
      month = newestOf(chart, rows);
      if (chart.kind !== "tiles") rows = rows.filter((row) => monthOf(column(chart, MONTH)(row)) === month);
    }
    if (chart.kind === "table") return { marks: [], rows, month };
    const marks = [...grouped(chart, rows).values()].map((group) => markOf(chart, group));
    const isDrawn = (mark) => (chart.kind === "scatter" ? mark.value !== null && mark.x !== null : mark.value !== null);
    return { marks: chart.kind === "tiles" ? marks : marks.filter(isDrawn), rows, month };
  }

  // ---------------------------------------------------------------- words and numbers

  const number = (digits, least = 0) =>
    new Intl.NumberFormat("en-GB", { maximumFractionDigits: digits, minimumFractionDigits: least });
  const whole = number(0);
  const UNITS = { minutes: " min", seconds: " s", hours: " h", days: " days" };

  /** A figure for reading: shares in percent, with as many digits as mean something. */
  function worded(value, unit) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    if (typeof value !== "number") return String(value);
    return digits(value, unit).replace(/^-(?=[0.]*\D*$)/, "").replace("-", "−");
  }

  function digits(value, unit) {
    const size = Math.abs(value);
    if (unit === "share") return `${number(size < 0.0995 ? 1 : 0).format(value * 100)}%`;
    if (unit === "currency") return number(size < 100 ? 2 : 0, size < 100 ? 2 : 0).format(value);
    const places = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return number(places).format(value) + (unit === "days" && value === 1 ? " day" : (UNITS[unit] ?? ""));
  }

  const between = (low, high, unit) =>
    low === null || high === null ? "" : `${worded(low, unit)} to ${worded(high, unit)}`;

  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const monthWorded = (month) => (month ? `${MONTHS[Number(month.slice(5, 7)) - 1]} ${month.slice(0, 4)}` : "");

  /** A moment in UTC as "22 Nov 2026, 18:43 UTC"; a date without a time stays one. */
  function momentWorded(moment) {
    const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}))?/.exec(String(moment ?? ""));
    if (!parts) return String(moment ?? "–");
    const day = `${Number(parts[3])} ${MONTHS[Number(parts[2]) - 1]} ${parts[1]}`;
    return parts[4] && !/[T ]00:00(:00(\.0+)?)?Z?$/.test(String(moment)) ? `${day}, ${parts[4]} UTC` : day;
  }

  /** A code in words: the chart's own labels, else without underscores. */
  function labelled(chart, code) {
    if (code === null || code === undefined) return "not recorded";
    const label = chart.labels?.[String(code)];
    if (label !== undefined) return label;
    if (/^\d{4}-\d{2}-01( 00:00:00)?$/.test(String(code))) return monthWorded(String(code));
    if (/^[0-9a-f]{24,}$/.test(String(code))) return `${String(code).slice(0, 8)}…`; // a hash: its head tells it apart
    return String(code).replaceAll("_", " ");
  }

  const inWords = (name) => String(name ?? "").replaceAll("_", " ");
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const labelOf = (chart, mark) => labelled(chart, mark.by ?? mark.series ?? mark.x);
  const unitOf = (chart, mark) => (mark?.row !== undefined && column(chart, "unit")?.(mark.row)) || chart.unit || "count";

  /** What a figure is of, in a sentence, for hovering and for tables. */
  function sentence(chart, mark) {
    const unit = unitOf(chart, mark);
    const parts = [`${worded(mark.value, unit)}`];
    if (mark.low !== null && mark.high !== null) parts.push(`95% interval ${between(mark.low, mark.high, unit)}`);
    if (mark.n !== null) parts.push(`n\u00a0${whole.format(mark.n)}${mark.is_thin ? `, thin (under ${THIN})` : ""}`);
    return parts;
  }

  // ---------------------------------------------------------------- published facts

  const factFigure = (fact) => fact.figure_low ?? fact.figure_high;

  /** The figure of a published fact in words: "22%", "5% to 30%", "at least 60%". */
  function factWorded(fact, unit) {
    const { figure_low: low, figure_high: high } = fact;
    if (low === null) return `at most ${worded(high, unit)}`;
    if (high === null) return `at least ${worded(low, unit)}`;
    return low === high ? worded(low, unit) : between(low, high, unit);
  }

  /** The published figures a chart is compared with: [{id, at, fact}], those that the payload knows. */
  const publishedOf = (chart) =>
    (chart.published ?? [])
      .map((entry) => (typeof entry === "string" ? { id: entry } : entry))
      .map((entry) => ({ ...entry, fact: payload.facts?.[entry.id] }))
      .filter((entry) => entry.fact && factFigure(entry.fact) !== null);

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
        if (at >= rowHeadings) return line.append(node);
        const heading = element("th", { scope: "row" }, ...node.childNodes);
        Object.assign(heading.dataset, node.dataset);
        heading.className = node.className === "moment" ? "moment" : "";
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

  /** A value of a table's column for reading; its unit is told by how the column's name ends. */
  function readable(chart, name, value) {
    if (value === null) return "–";
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (/(^|_)(share|probability|rate)(_|$)/.test(name)) return worded(value, "share");
    if (typeof value === "number") return worded(value, "count");
    if (/^\d{4}-\d{2}-\d{2}([T ]|$)/.test(value)) return name === MONTH ? monthWorded(value) : momentWorded(value);
    return chart.labels?.[value] ?? value;
  }

  function tableOfRows(chart, rows) {
    const headings = Object.entries(chart.headings ?? {});
    const lines = rows.map((row) =>
      headings.map(([name]) => {
        const value = column(chart, name)?.(row) ?? null;
        return cell(value, readable(chart, name, value));
      }),
    );
    return table(chart.question, headings.map(([, heading]) => heading), lines);
  }

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

  // ---------------------------------------------------------------- charts, by Plotly

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

  /** A series in the legend as it looks where it is not thin. */
  const legendOf = (name, marker, isDots) => ({
    type: isDots ? "scatter" : "bar", mode: isDots ? "markers" : undefined, orientation: isDots ? undefined : "h",
    x: [null], y: [null], name: plain(name), marker, showlegend: true, hoverinfo: "skip",
  });

  const HAS_NO_ZERO = ["score", "ratio", "index", "points"];

  /** Categories in the order asked: by value, or as the rows come. */
  function categories(chart, marks) {
    const names = distinct(marks.map((mark) => mark.by));
    if (chart.order === "given" || chart.kind === "funnel") return names;
    const height = (name) => Math.max(...marks.filter((mark) => mark.by === name).map((mark) => mark.value));
    return names.sort((one, other) => height(other) - height(one));
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
    const labels = names.map((name) => wrapped(labelled(chart, name), width < 480 ? 16 : 30));
    const left = Math.min(width * 0.45, 18 + longest(labels) * 6.8);
    const row = Math.max(series.length > 1 ? 19 * series.length + 10 : 30, 15 * Math.max(...labels.map((label) => label.split("<br>").length)) + 8);
    const traces = series.flatMap((name, at) => [false, true].map((isThin) => {
      const own = kept.filter((mark) => mark.series === name && mark.is_thin === isThin);
      const common = {
        x: own.map((mark) => mark.value),
        y: own.map(place),
        error_x: whiskers(own, "low", "high", "value"),
        hovertext: own.map((mark) => hover(chart, mark, named(chart, [mark.by, mark.series]))),
        hoverinfo: "text",
        meta: "marks",
        showlegend: false,
      };
      if (isDots) return { ...common, type: "scatter", mode: "markers", marker: dots(at, isThin) };
      return { ...common, type: "bar", orientation: "h", width: step * 0.88, marker: filled(at, isThin) };
    }));
    if (series.length > 1) traces.push(...series.map((name, at) => legendOf(labelled(chart, name), isDots ? dots(at) : filled(at), isDots)));
    const points = referencePoints(chart, names, kept, place);
    const levels = [...kept.flatMap((mark) => [mark.value, mark.low, mark.high]), ...points.flatMap((trace) => trace.x), ...referenceLevels(chart)];
    const ends = range(levels, chart.unit, !isDots);
    const height = names.length * row + 46 + (series.length > 1 ? 30 : 0);
    const layout = {
      ...baseLayout(width, height, { l: left, r: 62, t: series.length > 1 ? 30 : 14, b: 32 }),
      barmode: "overlay",
      showlegend: series.length > 1,
      xaxis: axis(chart.unit, { range: ends, nticks: Math.max(3, Math.floor((width - left) / 80)) }),
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

  /** Levels of what is drawn across a whole chart: the target, and published figures that stand at no category. */
  const referenceLevels = (chart, series = []) => [
    ...(isNumber(chart.target) ? [chart.target] : []),
    ...publishedOf(chart).filter(({ at }) => at === undefined || series.includes(at)).flatMap(({ fact }) => [fact.figure_low, fact.figure_high]),
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

  /** The name of a line that runs across a chart. */
  const across = (along, level, text, isLeft) => ({
    text: plain(text), showarrow: false, font: { size: 11 }, bgcolor: "rgba(255,255,255,0.75)",
    ...(along === "y"
      ? { x: isLeft ? 0 : 1, xref: "paper", xanchor: isLeft ? "left" : "right", y: level, yanchor: "bottom" }
      : { y: 0, yref: "paper", yanchor: "bottom", x: level, xanchor: "left", xshift: 3 }),
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
      // Neighbouring lines have their names at alternate ends.
      layout.annotations.push(across(along, high, text, layout.shapes.length % 2 === 0));
    };
    const unit = chart.y_unit ?? chart.unit;
    if (isNumber(chart.target)) put(chart.target, chart.target, `target ${worded(chart.target, unit)}`, "dash");
    for (const { fact, id, at } of publishedOf(chart)) {
      if (at !== undefined && !series.includes(at)) continue;
      const what = at === undefined ? id : `${id}, ${labelled(chart, at)}`;
      const colour = at === undefined ? undefined : colourOf(series.indexOf(at));
      put(factFigure(fact), fact.figure_high ?? fact.figure_low, `${what}: ${factWorded(fact, unit)}`, "dot", colour);
    }
  }

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
          error_y: whiskers(lone, "low", "high", "value"),
          hovertext: points.map((mark) => hover(chart, mark, named(chart, [mark.x, mark.series ?? null]))),
          hoverinfo: "text", meta: "marks",
        },
        { ...legendOf(labelled(chart, name), { ...dots(at), size: 7 }, true), mode: "lines+markers", line: stroke },
        ...targetLine(points),
      ];
    });
    const levels = [...marks.flatMap((mark) => [mark.value, mark.low, mark.high, mark.target]), ...referenceLevels(chart, series)];
    const known = levels.filter(isNumber);
    const isNearZero = chart.unit === "count" || Math.min(...known) < 0.45 * Math.max(...known);
    const layout = {
      ...baseLayout(width, height + 20 * Math.ceil(series.length / 5), { l: 56, t: series.length > 1 ? 34 : 14, b: chart.x_label ? 50 : 36 }),
      showlegend: series.length > 1,
      xaxis: axis(null, {
        ...timeTicks(chart, marks, width),
        showgrid: false, zeroline: false, nticks: Math.max(3, Math.floor(width / 75)),
        title: chart.x_label ? { text: plain(chart.x_label), font: { size: 12 } } : undefined,
      }),
      yaxis: axis(chart.unit, { range: range(levels, chart.unit, isNearZero && !HAS_NO_ZERO.includes(chart.unit)) }),
      annotations: [],
      shapes: [],
    };
    referenceLines(chart, "y", layout, series);
    const aimed = marks.filter((mark) => isNumber(mark.target)).pop();
    if (aimed) layout.annotations.push(across("y", aimed.target, `target ${worded(aimed.target, chart.unit)}`));
    return { traces, layout, left_out: 0 };
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

  /** The columns of a heat map whose rows are the same things stand in the order of the rows. */
  const alike = (down, along) => (along.every((value) => down.includes(value)) ? down.filter((value) => along.includes(value)) : along);

  const inOrder = (values) => (values.every(isNumber) ? [...values].sort((one, other) => one - other) : values);

  /** A heat map: values written where there is room, thin cells grey. */
  function heatFigure(chart, marks, width) {
    const down = inOrder(distinct(marks.map((mark) => mark.by)));
    const along = alike(down, inOrder(distinct(marks.map((mark) => mark.x))));
    const labels = down.map((name) => wrapped(labelled(chart, name), width < 700 ? 16 : 34));
    const lines = Math.max(...labels.map((label) => label.split("<br>").length));
    const left = Math.min(width * 0.4, 18 + longest(labels) * 6.8);
    const wide = Math.max(width, left + 40 + along.length * 22);
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
    const values = marks.filter((mark) => !mark.is_thin).map((mark) => mark.value);
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
        ...common, z: solid, text: said, meta: "marks", zmin: Math.min(...values), zmax: Math.max(...values), showscale: false,
        colorscale: [[0, "#F7FBFF"], [0.25, "#C6DBEF"], [0.5, "#6BAED6"], [0.75, "#2171B5"], [1, "#08306B"]],
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
    const margin = { l: 60, r: 16, t: 26, b: 50 };
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

  /** Steps from first to last: how many are left, of the first and of the step before. */
  function funnelFigure(chart, marks, width) {
    const labels = marks.map((mark) => wrapped(labelled(chart, mark.by), width < 480 ? 15 : 28));
    const left = Math.min(width * 0.42, 18 + longest(labels) * 6.8);
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
      ...baseLayout(width, marks.length * 40 + 24, { l: left, r: right, t: 6, b: 10 }),
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

  const FIGURES = { bars: barsFigure, lines: linesFigure, heat: heatFigure, scatter: scatterFigure, funnel: funnelFigure };

  /** Plotly, which waits as text until something is to be drawn. */
  function plotly() {
    if (!window.Plotly) {
      const code = element("script");
      code.textContent = document.getElementById("plotly").textContent;
      document.head.append(code);
      window.Plotly ??= window.moduleName;
    }
    return window.Plotly;
  }

  function drawPlot(view, { marks }) {
    const width = Math.max(260, view.width ?? Math.floor(view.plot.clientWidth));
    const figure = FIGURES[view.chart.kind](view.chart, marks, width);
    if (!view.canvas?.isConnected) {
      view.canvas = element("div", { className: "canvas" });
      view.plot.replaceChildren(view.canvas);
    }
    plotly().react(view.canvas, figure.traces, figure.layout, { displayModeBar: false, responsive: false, doubleClick: false, showTips: false });
    const kept = distinct(marks.map((mark) => mark.by)).length - figure.left_out;
    const rest = `The first ${kept}; ${figure.left_out} more are in the table. `;
    view.note.textContent = figure.left_out > 0 ? rest : (figure.note ?? "");
  }

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
    if (chart.no_feed) return capital(chart.no_feed);
    if (!chart.row_count) return "Nothing to show yet: no row of it is ripe, or no such thing has happened.";
    const isEmpty = chart.kind === "table" ? !rows.length : !marks.some((mark) => mark.value !== null);
    if (!isEmpty) return null;
    return Object.values(choice).some(Boolean) ? "Nothing under these filters." : "Nothing to show yet: no figure is ripe.";
  }

  /** Writes everything of a chart but its picture: badges, notes, table. */
  function tell(view) {
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
    view.badges.replaceChildren(...badges);
    view.empty.textContent = why ?? "";
    view.empty.hidden = why === null;
    view.plot.hidden = why !== null;
    view.node.classList.toggle("is_empty", why !== null);
    view.table.hidden = why !== null || chart.kind === "table";
    view.note.textContent = "";
    view.is_stale = true;
    view.has_table = false;
    if (view.table.open || view.is_ready) tabulate(view);
    return rows;
  }

  function tabulate(view) {
    if (view.has_table || view.table.hidden) return;
    view.has_table = true;
    view.tableRoom.replaceChildren(tableOfMarks(view.chart, view.shown.marks));
  }

  function drawTable(view, { rows }) {
    const limit = view.chart.rows ?? 20;
    const kept = view.is_whole ? rows : rows.slice(0, limit);
    const room = element("div", { className: "room", tabIndex: 0, role: "region", "aria-label": view.chart.question }, tableOfRows(view.chart, kept));
    const more = button(view.is_whole ? `Show the first ${limit}` : `Show all ${whole.format(rows.length)}`, () => {
      view.is_whole = !view.is_whole;
      drawTable(view, view.shown);
    });
    view.plot.replaceChildren(room, ...(rows.length > limit ? [element("p", {}, more)] : []));
  }

  /** Draws a chart's picture if it is not drawn as it should be. */
  function draw(view) {
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
    const id = `${section.name}-${chart.name}`;
    const view = { section, chart, is_stale: true };
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
    view.table = element("details", {}, element("summary", {}, "Table"), view.tableRoom);
    view.table.addEventListener("toggle", () => tabulate(view));
    const sign = (entry) => (entry.at === undefined || chart.kind === "lines" ? "┄ " : "◇ ");
    const published = publishedOf(chart).map((entry) =>
      element("li", {}, element("b", { "aria-hidden": "true" }, sign(entry)), publishedWorded(chart, entry)),
    );
    const source = chart.reads?.[0];
    const page = source ? payload.tables?.[source] : null;
    view.node = element(
      "article",
      { className: `chart ${chart.kind}${isWide(chart) ? " wide" : ""}`, id, "aria-labelledby": `${id}-question` },
      element("h3", { id: `${id}-question` }, chart.question),
      view.badges,
      view.empty,
      view.plot,
      published.length ? element("ul", { className: "published" }, ...published) : null,
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

  // ---------------------------------------------------------------- filters, and the address they are kept in

  const choices = {};
  const bars = {};
  const choiceOf = (name) => choices[name] ?? {};

  /** Distinct values of a filter's column over a section's charts. */
  function optionsOf(section, name) {
    const found = new Set();
    for (const chart of section.charts) {
      const kept = chart.columns?.[name];
      if (!kept || chart.no_feed) continue;
      const values = Array.isArray(kept) ? kept : kept.of;
      for (const value of values) if (value !== null) found.add(name === MONTH ? monthOf(value) : String(value));
    }
    return [...found].sort();
  }

  function select(label, id, options, none, onchange) {
    const offered = [["", none], ...options].map(([value, text]) => element("option", { value }, text));
    const list = element("select", { id, onchange }, ...offered);
    return [element("label", { for: id }, label, list), list];
  }

  /** The bar of filters of a section: only what its charts have. */
  function filterBar(section) {
    const months = optionsOf(section, MONTH);
    const lists = {};
    const nodes = [];
    const add = (key, label, options, none) => {
      const chosen = () => choose(section.name, { ...choiceOf(section.name), [key]: list.value }, key);
      const [node, list] = select(label, `${section.name}-filter-${key}`, options, none, chosen);
      lists[key] = list;
      nodes.push(node);
    };
    if (months.length > 1) {
      const named = months.map((month) => [month, monthWorded(month)]);
      add("from", "From", named, `start (${monthWorded(months[0])})`);
      add("to", "To", named, `end (${monthWorded(months[months.length - 1])})`);
    }
    for (const [cut, label] of Object.entries(CUTS)) {
      const options = optionsOf(section, cut);
      if (options.length) add(cut, label, options.map((value) => [value, inWords(value)]), "all");
    }
    if (!nodes.length) return null;
    const reset = button("Reset", () => choose(section.name, {}));
    reset.disabled = true;
    bars[section.name] = { lists, reset };
    const said = { role: "search", "aria-label": `Filters of ${section.title}`, onsubmit: () => false };
    return element("form", { className: "filters", ...said }, ...nodes, reset);
  }

  /** Sets the filters of a section: {from, to, channel, queue, tier}; what is left out is not filtered. */
  function choose(name, wanted, changed) {
    const choice = {};
    for (const key of ["from", "to", ...Object.keys(CUTS)]) {
      if (wanted[key]) choice[key] = key === "from" || key === "to" ? monthOf(wanted[key]) : String(wanted[key]);
    }
    if (choice.from && choice.to && choice.from > choice.to) {
      choice[changed === "from" ? "to" : "from"] = choice[changed === "from" ? "from" : "to"];
    }
    choices[name] = choice;
    const bar = bars[name];
    if (bar) {
      for (const [key, list] of Object.entries(bar.lists)) list.value = choice[key] ?? "";
      bar.reset.disabled = !Object.keys(choice).length;
    }
    for (const view of views.filter(({ section }) => section.name === name)) {
      tell(view);
      if (view.is_seen || view.is_drawn) draw(view);
    }
    keep();
  }

  let place = "";

  /** Writes place and filters into the address: #effort&effort.from=2024-03&effort.channel=phone */
  function keep() {
    const parts = [];
    for (const [name, choice] of Object.entries(choices)) {
      for (const [key, value] of Object.entries(choice)) parts.push(`${name}.${key}=${encodeURIComponent(value)}`);
    }
    const fragment = [place, ...parts].filter(Boolean).join("&");
    const address = fragment ? `#${fragment}` : location.pathname + location.search;
    if (location.hash !== (fragment ? `#${fragment}` : "")) history.replaceState(null, "", address);
  }

  /** Reads them from there; what the page does not offer is left out. */
  function restore() {
    const [first, ...rest] = location.hash.slice(1).split("&");
    const parts = first.includes("=") ? [first, ...rest] : rest;
    place = first.includes("=") ? "" : first;
    const wanted = {};
    for (const part of parts) {
      const [, name, key, value] = /^([^.=]+)\.([^.=]+)=(.*)$/.exec(part) ?? [];
      const offered = name && bars[name]?.lists[key];
      let text = "";
      try {
        text = decodeURIComponent(value ?? "");
      } catch {
        continue;
      }
      if (offered && [...offered.options].some((option) => option.value === text)) (wanted[name] ??= {})[key] = text;
    }
    for (const section of payload.sections) {
      const name = section.name;
      if (JSON.stringify(wanted[name] ?? {}) !== JSON.stringify(choiceOf(name))) choose(name, wanted[name] ?? {});
    }
    return place;
  }

  function goTo(id) {
    const target = document.getElementById(id);
    if (!target) return;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    target.scrollIntoView({ behavior: isCalm ? "auto" : "smooth", block: "start" });
  }

  // ---------------------------------------------------------------- the whole page

  function header() {
    const { marts, failed } = payload;
    const facts = [
      marts?.through ? `Figures through ${momentWorded(marts.through)}` : null,
      marts?.published_at ? `published ${momentWorded(marts.published_at)}` : "nothing published yet",
      marts?.build_id ? `build ${marts.build_id}` : null,
      marts?.warehouse ? `from ${{ duckdb: "DuckDB", postgres: "PostgreSQL" }[marts.warehouse] ?? marts.warehouse}` : null,
    ].filter(Boolean);
    const top = document.getElementById("top");
    top.append(element("h1", {}, payload.title), element("p", { className: "through" }, facts.join(" · ")));
    if (failed) {
      top.append(
        element(
          "div",
          { className: "banner", role: "alert" },
          element("b", {}, `Build ${failed.build_id} failed${failed.at ? ` on ${momentWorded(failed.at)}` : ""}. `),
          `${failed.reason ?? ""} What you see is what was published before it.`,
        ),
      );
    }
  }

  function navigation() {
    const links = payload.sections.map((section) => {
      const link = element("a", { href: `#${section.name}`, className: section.reader === "engineer" ? "engineer" : "" }, section.title);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        place = section.name;
        keep();
        goTo(section.name);
        document.getElementById(section.name).focus({ preventScroll: true });
      });
      return element("li", {}, link);
    });
    document.getElementById("sections").append(element("ul", {}, ...links));
    const seen = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const link = links[payload.sections.findIndex(({ name }) => name === entry.target.id)]?.firstChild;
          if (entry.isIntersecting) link?.setAttribute("aria-current", "true");
          else link?.removeAttribute("aria-current");
        }
      },
      { rootMargin: "-20% 0px -70% 0px" },
    );
    for (const section of payload.sections) seen.observe(document.getElementById(section.name));
  }

  function buildSection(section) {
    const charts = element("div", { className: "charts" }, ...section.charts.map((chart) => build(section, chart)));
    return element(
      "section",
      { id: section.name, className: `section ${section.reader ?? "manager"}`, tabIndex: -1, "aria-labelledby": `${section.name}-title` },
      section.reader === "engineer" ? element("p", { className: "divide" }, "For data engineers") : null,
      element("h2", { id: `${section.name}-title` }, section.title),
      section.intro ? element("p", { className: "intro" }, section.intro) : null,
      filterBar(section),
      charts,
    );
  }

  function footer() {
    const source = "Shares and means are worked out in this page from sums, with the intervals of the marts (95%). ";
    document.getElementById("bottom").append(
      element("p", {}, source, `Drawn ${momentWorded(payload.drawn_at)}. Nothing here asks the network.`),
    );
  }

  const coming = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const view = views.find(({ node }) => node === entry.target);
        view.is_seen = entry.isIntersecting;
        if (entry.isIntersecting) draw(view);
      }
    },
    { rootMargin: "400px 0px" },
  );

  /** Draws whatever is not drawn yet: for print, and for tests. */
  function drawAll() {
    for (const view of views) draw(view);
  }

  /** Draws anew, at another width, what Plotly has drawn. */
  function redraw(width) {
    for (const view of views.filter(({ is_drawn, canvas }) => is_drawn && canvas)) {
      view.width = width;
      view.is_stale = true;
      if (view.is_seen || width !== undefined) draw(view);
    }
  }

  let waiting = 0;
  let lastWidth = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === lastWidth) return;
    lastWidth = innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(() => redraw(undefined), 150);
  });
  addEventListener("beforeprint", () => {
    drawAll();
    redraw(680);
  });
  addEventListener("afterprint", () => redraw(undefined));
  addEventListener("hashchange", () => {
    const wanted = restore();
    if (wanted) goTo(wanted);
  });

  /** Tables for screen readers, in what time is left once the first screen stands. */
  function tabulateInTime() {
    const idle = window.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 5 }), 50));
    const next = (deadline) => {
      let view = views.find(({ is_ready }) => !is_ready);
      while (view && deadline.timeRemaining() > 2) {
        view.is_ready = true;
        tabulate(view);
        view = views.find(({ is_ready }) => !is_ready);
      }
      if (view) idle(next);
    };
    idle(next);
  }

  header();
  document.getElementById("content").append(...payload.sections.map(buildSection));
  navigation();
  footer();
  for (const view of views) tell(view);
  const wanted = restore();
  for (const view of views) coming.observe(view.node);
  if (wanted) document.getElementById(wanted)?.scrollIntoView();
  tabulateInTime();

  const view = (section, chart) => views.find((one) => one.section.name === section && one.chart.name === chart);
  const bare = ({ rows, row, trail, ...mark }) => mark;
  window.easemart = {
    /** The marks of a chart under the filters that are set, as drawn. */
    marks: (section, chart) => view(section, chart).shown.marks.map(bare),
    set: (section, choice) => choose(section, choice),
    draw_all: drawAll,
    /** For tests of the formulas by themselves. */
    formulas: { tQuantile, leftOver, wilson, student },
    rolled_up: (chart, choice) => shown(chart, choice).marks.map(bare),
  };
})();
