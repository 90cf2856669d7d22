// Leads to the pages in a language of the browser; without this script, and without such a language, one chooses.
"use strict";

{
  const offered = [...document.querySelectorAll("a[hreflang]")];
  for (const tag of navigator.languages) {
    const link = offered.find((each) => each.getAttribute("hreflang") === tag.split("-")[0].toLowerCase());
    if (link instanceof HTMLAnchorElement) {
      location.replace(link.href);
      break;
    }
  }
}
