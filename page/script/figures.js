/*
 * Draws the page from its payload: sections, filters, figures, charts, tables. The parts of this folder are read one
 * after the other into one function (easemart.drawing.page), so that each sees what the others declare.
 *
 * Rows arrive at the grain that the charts' SQL gives, with sums that add up. A figure is worked out here, after
 * filtering, from those sums (a share is sum / sum), with the interval that the marts themselves use
 * (dbt_project/macros/measures). Shares are 0 to 1, intervals are of 95 %.
 */

// ---------------------------------------------------------------- the payload

const payload = JSON.parse(document.getElementById("payload").textContent);
const THIN = payload.thin ?? 30;
const MONTH = "month_start";
/** The filters beside the period: their names, and the words before them. Columns of rows have the same names. */
const CUTS = { channel: "Channel", queue: "Queue", tier: "Customer tier" };

const has = (chart, name) => chart.columns.includes(name);

/** A column as a function from a row's number to its value; texts and dates are kept as a dictionary, null as -1. */
function column(chart, name) {
  if (!has(chart, name)) return null;
  chart.kept ??= JSON.parse(document.getElementById(`rows-${chart.id}`).textContent);
  const kept = chart.kept[name];
  if (Array.isArray(kept)) return (row) => kept[row] ?? null;
  return (row) => kept.of[kept.at[row]] ?? null;
}

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

/** Months of rows of which not everything is ripe yet, in order: what is quick to ripen is over-represented in them. */
function openMonths(chart, rows) {
  const [month, isComplete] = [column(chart, MONTH), column(chart, "is_complete")];
  if (!month || !isComplete) return [];
  return [...new Set(rows.filter((row) => isComplete(row) === 0).map((row) => monthOf(month(row))))].sort();
}

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
