// ---------------------------------------------------------------- words and numbers

const number = (digits, least = 0) =>
  new Intl.NumberFormat("en-GB", { maximumFractionDigits: digits, minimumFractionDigits: least });
const whole = number(0);
const UNITS = { minutes: " min", seconds: " s", hours: " h", days: " days" };

/** A figure for reading: shares in percent, what lies between two of them in percentage points. */
function worded(value, unit) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (typeof value !== "number") return String(value);
  return digits(value, unit).replace(/^[-+](?=[0.]*\D*$)/, "").replace("-", "−");
}

function digits(value, unit) {
  const size = Math.abs(value);
  if (unit === "share_difference") return `${value > 0 ? "+" : ""}${number(size < 0.0995 ? 1 : 0).format(value * 100)} pp`;
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

/** A queue as its system and its name there, which other systems may have too. */
const QUEUE = /^(.* )?([a-z][a-z0-9_]*):(\S.*)$/;
const queueWorded = (code) => String(code).replace(QUEUE, (_, before, system, name) => `${before ?? ""}${name} (${inWords(system)})`);
const isOfQueues = (chart) => has(chart, "queue") || has(chart, "owner");

/** A category by name; a number that is a name has the word for what it counts before it: "team 100". */
function spelled(chart, code) {
  const isNumberOnly = /^\d+$/.test(String(code)) && chart.labels?.[code] === undefined;
  return isNumberOnly ? `${inWords(chart.by)} ${code}` : labelled(chart, code);
}

/** A code in words: the chart's own labels, else without underscores. */
function labelled(chart, code) {
  if (code === null || code === undefined) return "not recorded";
  const label = chart.labels?.[String(code)];
  if (label !== undefined) return label;
  if (/^\d{4}-\d{2}-01( 00:00:00)?$/.test(String(code))) return monthWorded(String(code));
  if (QUEUE.test(code) && isOfQueues(chart)) return queueWorded(code);
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
