// A list is narrowed to the entries that have all that is chosen, and hold all words.
"use strict";

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-filter]"))) {
  const list = /** @type {HTMLElement} */ (document.getElementById(form.dataset.filter ?? ""));
  const entries = /** @type {HTMLElement[]} */ ([...list.children]);
  const shown = /** @type {HTMLOutputElement} */ (form.querySelector("output"));
  const typed = /** @type {HTMLInputElement} */ (form.elements.namedItem("words"));
  const narrow = () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    const words = typed.value.normalize("NFC").toLocaleLowerCase(lang).split(/\s+/u).filter(Boolean);
    for (const entry of entries) {
      const text = entry.textContent.normalize("NFC").toLocaleLowerCase(lang);
      const fits = chosen.every(([name, value]) =>
        name === "words" || (entry.dataset[name] ?? "").split(" ").includes(String(value))
      );
      entry.hidden = !fits || !words.every((word) => text.includes(word));
    }
    const number = entries.filter((entry) => !entry.hidden).length;
    shown.textContent = (shown.dataset.shown ?? "").replace("{number}", `${number}`).replace(
      "{total}",
      `${entries.length}`,
    );
  };
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
}
