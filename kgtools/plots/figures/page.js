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
  /** @type {number[][]} */
  const near = JSON.parse(document.getElementById("near").textContent);
  const panel = document.getElementById("panel");
  const picture = document.getElementById("picture");
  const hint = document.getElementById("hint");
  /** @param {Element} article */
  const placeOf = (article) => Number(article.id.replace("mark-", "")) - 1;

  /** @param {number[]} places */
  function choose(places) {
    const shown = withNear(places, near);
    for (const each of panel.querySelectorAll("article")) each.hidden = !shown.includes(placeOf(each));
    for (const place of shown) panel.append(document.getElementById(`mark-${place + 1}`));
    document.querySelectorAll("tbody tr").forEach((row, place) => row.classList.toggle("chosen", shown.includes(place)));
    hint.hidden = shown.length > 0;
    picture.classList.toggle("chosen", shown.some((place) => place < near.length));
    for (const each of picture.querySelectorAll("a")) {
      each.classList.toggle("kept", shown.includes(Number(each.dataset.place)));
    }
    for (const each of picture.querySelectorAll("line")) {
      const pair = (each.dataset.pair ?? "").split(" ").map(Number);
      each.classList.toggle("kept", pair.every((place) => shown.includes(place)));
    }
  }

  /** @param {string} hash */
  function follow(hash) {
    const article = /^#mark-\d+$/.test(hash) ? document.getElementById(hash.slice(1)) : null;
    choose(article ? [placeOf(article)] : []);
    if (!article) return;
    article.tabIndex = -1;
    article.focus({ preventScroll: true });
    article.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#mark-']") : null;
    if (!link) return;
    event.preventDefault();
    const hash = link.getAttribute("href");
    history.replaceState(null, "", hash);
    follow(hash);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose([]);
  });
  follow(location.hash);
}

if (document.getElementById("near")) chart();
