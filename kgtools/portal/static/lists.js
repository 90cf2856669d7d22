// A list is narrowed to the entries that have all that is chosen, and hold all words; of a list on several pages all of
// them, which are fetched when the first choice is made.
"use strict";

/** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-filter]")).forEach(narrowing);

/** @param {HTMLFormElement} form what the reader chooses by; it names its list */
function narrowing(form) {
  const list = /** @type {HTMLElement} */ (document.getElementById(form.dataset.filter ?? ""));
  const own = /** @type {HTMLElement[]} */ ([...list.children]);
  const shown = /** @type {HTMLOutputElement} */ (form.querySelector("output"));
  const typed = /** @type {HTMLInputElement} */ (form.elements.namedItem("words"));
  const pages = /** @type {HTMLElement | null} */ (document.querySelector("nav.pages"));
  const links = /** @type {HTMLAnchorElement[]} */ ([...(pages?.querySelectorAll("a") ?? [])]);
  let entries = own;
  let part = false; // whether other pages could not be had, as where the page was opened from a disk
  /** @type {Promise<void> | undefined} */
  let whole;

  /** The entries of another page of the list, with links that lead on from here. @param {HTMLAnchorElement} link */
  async function fetched(link) {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = /** @type {HTMLElement[]} */ ([...(page.getElementById(list.id)?.children ?? [])]);
    for (const anchor of found.flatMap((entry) => [...entry.querySelectorAll("a")])) {
      anchor.href = new URL(anchor.getAttribute("href") ?? "", link.href).href;
    }
    return found;
  }
  async function gather() {
    try {
      const parts = await Promise.all(links.map((link) => link.ariaCurrent ? own : fetched(link)));
      entries = parts.flat();
      list.append(...entries);
    } catch {
      part = true;
    }
  }
  async function narrow() {
    if (links.length) await (whole ??= gather());
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    const words = typed.value.normalize("NFC").toLocaleLowerCase(lang).split(/\s+/u).filter(Boolean);
    for (const entry of entries) {
      const text = entry.textContent.normalize("NFC").toLocaleLowerCase(lang);
      const fits = chosen.every(([name, value]) =>
        name === "words" || (entry.dataset[name] ?? "").split(" ").includes(String(value))
      );
      entry.hidden = chosen.length ? !fits || !words.every((word) => text.includes(word)) : !own.includes(entry);
    }
    if (pages) pages.hidden = !part && chosen.length > 0;
    const number = entries.filter((entry) => !entry.hidden).length;
    const told = (part && shown.dataset.part) || shown.dataset.shown || "";
    shown.textContent = told.replace("{number}", `${number}`).replace("{total}", `${entries.length}`);
  }
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
}
