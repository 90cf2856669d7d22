// A mark that is chosen, in the chart or by its link in the table, opens its evidence below the chart, with that of
// the marks that contradict or decide it; the rest of the chart grows faint.

/**
 * The places that a choice shows: those chosen, each with what contradicts or decides it.
 * @param {number[]} places
 * @param {number[][]} near
 * @returns {number[]}
 */
function withNear(places, near) {
  return [...new Set([...places, ...places.flatMap((place) => near[place] ?? [])])];
}

function chart() {
  /** @param {string} id */
  const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @type {number[][]} */
  const near = JSON.parse(at("near").textContent ?? "");
  const panel = at("panel");
  const picture = at("picture");
  const articles = [.../** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("article"))];
  const rows = [...document.querySelectorAll("tbody tr")];

  /** @param {number[]} places */
  function choose(places) {
    const shown = withNear(places, near);
    articles.forEach((article, place) => article.hidden = !shown.includes(place));
    panel.append(...shown.map((place) => articles[place]));
    rows.forEach((row, place) => row.classList.toggle("chosen", shown.includes(place)));
    at("hint").hidden = shown.length > 0;
    picture.classList.toggle("chosen", shown.some((place) => place < near.length));
    for (const each of picture.querySelectorAll("[data-place]")) {
      each.classList.toggle("kept", shown.includes(Number(each.getAttribute("data-place"))));
    }
    for (const each of picture.querySelectorAll("[data-pair]")) {
      const pair = (each.getAttribute("data-pair") ?? "").split(" ").map(Number);
      each.classList.toggle("kept", pair.every((place) => shown.includes(place)));
    }
  }

  /** @param {string} hash */
  function follow(hash) {
    const place = articles.findIndex((article) => `#${article.id}` === hash);
    choose(place < 0 ? [] : [place]);
    if (place < 0) return;
    articles[place].tabIndex = -1;
    articles[place].focus({ preventScroll: true });
    articles[place].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#mark-']") : null;
    if (!link) return;
    event.preventDefault();
    const hash = link.getAttribute("href") ?? "";
    history.replaceState(null, "", hash);
    follow(hash);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose([]);
  });
  follow(location.hash);
}

if (document.getElementById("near")) chart();
