// A list is narrowed to the entries that have all that is chosen, and hold all words.
"use strict";

for (const form of document.querySelectorAll("form[data-filter]")) {
  const entries = [...document.getElementById(form.dataset.filter).children];
  const shown = form.querySelector("output");
  const narrow = () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    const words = form.elements.words.value.normalize("NFC").toLocaleLowerCase(lang).split(/\s+/u).filter(Boolean);
    for (const entry of entries) {
      const text = entry.textContent.normalize("NFC").toLocaleLowerCase(lang);
      const fits = chosen.every(([name, value]) => name === "words" || entry.dataset[name].split(" ").includes(value));
      entry.hidden = !fits || !words.every((word) => text.includes(word));
    }
    const number = entries.filter((entry) => !entry.hidden).length;
    shown.textContent = shown.dataset.shown.replace("{number}", number).replace("{total}", entries.length);
  };
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
}
