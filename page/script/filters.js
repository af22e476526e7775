// ---------------------------------------------------------------- filters, and the address they are kept in

const choices = {};
const bars = {};
const choiceOf = (name) => choices[name] ?? {};

function select(label, id, options, none, onchange) {
  const offered = [["", none], ...options].map(([value, text]) => element("option", { value }, text));
  const list = element("select", { id, onchange }, ...offered);
  return [element("label", { for: id }, label, list), list];
}

/** The bar of filters of a section: only what its charts have. */
function filterBar(section) {
  const months = section.offered[MONTH] ?? [];
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
    const options = section.offered[cut] ?? [];
    if (options.length) add(cut, label, options.map((value) => [value, cut === "queue" ? queueWorded(value) : inWords(value)]), "all");
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
    view.is_told = false;
    if (view.is_seen || view.is_drawn) draw(view);
  }
  catchUp();
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
