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

/** The width of what is drawn on paper: A4, upright, less its margins. */
const PAPER = 680;

/** Draws whatever is not drawn yet: for print, and for tests. */
function drawAll() {
  for (const view of views) draw(view);
}

/** Draws anew, at another width, what Plotly has drawn. */
function redraw(width) {
  for (const view of views.filter(({ is_drawn, canvas }) => is_drawn && canvas)) {
    view.width = width;
    view.is_stale = true;
    // What Plotly has made room for stays for a moment, and paper does not wait: it is drawn from nothing.
    if (width !== undefined) view.canvas.remove();
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
  redraw(PAPER);
});
addEventListener("afterprint", () => redraw(undefined));
addEventListener("hashchange", () => {
  const wanted = restore();
  if (wanted) goTo(wanted);
});

const isBehind = (view) => !view.is_told || !(view.has_table || view.table.hidden);
let isCatchingUp = false;

/** What is said of charts, and tables for screen readers, in what time is left once the screen stands. */
function catchUp() {
  if (isCatchingUp) return;
  isCatchingUp = true;
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 5 }), 50));
  const next = (deadline) => {
    let view = views.find(isBehind);
    while (view && deadline.timeRemaining() > 2) {
      tabulate(view);
      view = views.find(isBehind);
    }
    isCatchingUp = Boolean(view);
    if (view) idle(next);
  };
  idle(next);
}

header();
document.getElementById("content").append(...payload.sections.map(buildSection));
navigation();
footer();
// Empty ones are lower than others: what comes after them would move later.
for (const view of views) if (!view.chart.row_count) tell(view);
const wanted = restore();
for (const view of views) coming.observe(view.node);
if (wanted) document.getElementById(wanted)?.scrollIntoView();
catchUp();

const view = (section, chart) => views.find((one) => one.section.name === section && one.chart.name === chart);
const bare = ({ rows, row, trail, ...mark }) => mark;
window.easemart = {
  /** The marks of a chart under the filters that are set, as drawn. */
  marks: (section, chart) => {
    const found = view(section, chart);
    tell(found);
    return found.shown.marks.map(bare);
  },
  set: (section, choice) => choose(section, choice),
  draw_all: drawAll,
  /** For tests of the formulas by themselves. */
  formulas: { tQuantile, leftOver, wilson, student },
  rolled_up: (chart, choice) => shown({ ...chart, columns: Object.keys(chart.columns), kept: chart.columns }, choice).marks.map(bare),
};
