// Leads to the pages in a language of the browser; without this script, and without such a language, one chooses.
"use strict";

{
  const offered = [...document.querySelectorAll("a[hreflang]")];
  /** @param {string} tag */
  const primary = (tag) => tag.split("-")[0].toLowerCase();
  for (const tag of navigator.languages) {
    const alike = offered.filter((each) => primary(each.getAttribute("hreflang") ?? "") === primary(tag));
    const exact = alike.find((each) => each.getAttribute("hreflang")?.toLowerCase() === tag.toLowerCase());
    const link = exact ?? alike[0];
    if (link instanceof HTMLAnchorElement) {
      location.replace(link.href);
      break;
    }
  }
}
