// A mark that is chosen, in the chart or by its link in the table, opens its evidence below the chart, with that of
// the marks that contradict or decide it; Bokeh dims the rest.
const panel = document.getElementById("panel"), hint = document.getElementById("hint");
const number = each => Number(each.id.replace("mark-", "")) - 1;
let marks = null, busy = false;

function open(places) {
  for (const each of panel.querySelectorAll("article")) each.hidden = !places.includes(number(each));
  for (const place of places) panel.append(document.getElementById(`mark-${place + 1}`));
  document.querySelectorAll("tbody tr").forEach((row, place) => row.classList.toggle("chosen", places.includes(place)));
  hint.hidden = places.length > 0;
}

function choose(places) {
  const near = marks ? places.flatMap(place => marks.data.near[place] || []) : [];
  const all = [...new Set([...places, ...near])];
  open(all);
  if (!marks) return;
  busy = true;
  marks.selected.indices = all.filter(place => place < marks.data.near.length);
  const dimmed = marks.selected.indices.length > 0;
  for (const each of Bokeh.documents[0].roots()[0].renderers.filter(one => one.name === "lines")) {
    const pairs = each.data_source.data.pair;
    const kept = [...pairs.keys()].filter(line => pairs[line].every(place => all.includes(place)));
    each.data_source.selected.indices = kept;
    each.muted = dimmed && kept.length === 0;
  }
  busy = false;
}

function follow(hash) {
  const article = /^#mark-\d+$/.test(hash) && document.querySelector(hash);
  if (!article) return;
  choose([number(article)]);
  article.tabIndex = -1;
  article.focus();
}

document.querySelector("tbody").addEventListener("click", event => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  follow(link.hash);
});
Bokeh.embed.embed_item(JSON.parse(document.getElementById("plot").textContent)).then(() => {
  const [chart] = Bokeh.documents[0].roots();
  marks = Bokeh.documents[0].get_model_by_name("marks");
  marks.selected.properties.indices.change.connect(() => {
    if (busy) return;
    choose([...marks.selected.indices]);
    const first = panel.querySelector("article:not([hidden]) h2");
    if (first) first.scrollIntoView({ block: "nearest" });
  });
  // A finger that moves over the chart scrolls the page, until the reader chooses to move the chart.
  if (matchMedia("(pointer: coarse)").matches) for (const tool of chart.toolbar.tools)
    if (String(tool.event_type).includes("pan")) tool.active = false;
  follow(location.hash);
});
