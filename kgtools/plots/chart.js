// What is chosen in the picture comes into the panel, in the order of the page.
const panel = document.getElementById("panel"), hint = document.getElementById("hint");
function choose(ids) {
  for (const each of panel.querySelectorAll("article")) each.hidden = !ids.includes(each.id);
  hint.hidden = ids.length > 0;
  panel.classList.toggle("chosen", ids.length > 0);
  if (ids.length) panel.scrollTop = 0;
}
document.getElementById("all").addEventListener("click", () => choose(
  [...panel.querySelectorAll("article")].map(each => each.id)));
window.tandemChoose = choose;
Bokeh.embed.embed_item(JSON.parse(document.getElementById("plot").textContent)).then(() => {
  // A finger that moves over the picture scrolls the page, until the reader chooses to move the picture.
  if (matchMedia("(pointer: coarse)").matches) for (const tool of Bokeh.documents[0].roots()[0].toolbar.tools)
    if (String(tool.event_type).includes("pan")) tool.active = false;
});
