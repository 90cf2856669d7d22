// The texts of a page in another language, put where `languages.py` numbered them.

/**
 * @param {Record<string, string[]>} texts by language
 * @param {string} language
 */
function speak(texts, language) {
  const said = texts[language];
  document.documentElement.lang = language;
  const option = document.querySelector(`option[lang="${language}"]`);
  document.documentElement.dir = option?.getAttribute("dir") ?? "ltr";
  for (const each of document.querySelectorAll("[data-text]")) {
    each.textContent = said[Number(each.getAttribute("data-text"))];
  }
  for (const each of document.querySelectorAll("[data-names]")) {
    for (const pair of (each.getAttribute("data-names") ?? "").split(";")) {
      const [name, number] = pair.split(" ");
      each.setAttribute(name, said[Number(number)]);
    }
  }
  document.title = document.querySelector("h1")?.textContent ?? "";
}
