// ---------------------------------------------------------------- charts, by Plotly

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
  const isOfOnePlace = view.chart.kind === "lines" && distinct(marks.map((mark) => mark.x)).length === 1;
  const figure = (isOfOnePlace ? momentFigure : FIGURES[view.chart.kind])(view.chart, marks, width, view.width !== undefined);
  if (!view.canvas?.isConnected) {
    view.canvas = element("div", { className: "canvas" });
    view.plot.replaceChildren(view.canvas);
  }
  plotly().react(view.canvas, figure.traces, figure.layout, { displayModeBar: false, responsive: false, doubleClick: false, showTips: false });
  const kept = distinct(marks.map((mark) => mark.by)).length - figure.left_out;
  const rest = `The first ${kept}; ${figure.left_out} more are in the table. `;
  view.note.textContent = figure.left_out > 0 ? rest : (figure.note ?? "");
}
