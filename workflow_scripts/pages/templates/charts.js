// Draws each chart of the page from the specification beside it.
for (const source of document.querySelectorAll("script[data-chart]")) {
  const spec = JSON.parse(source.textContent);
  source.closest("details").hidden = false;
  vegaEmbed("#" + source.dataset.chart, spec, { actions: false, renderer: "svg" });
}
