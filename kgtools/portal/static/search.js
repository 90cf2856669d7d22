// Finds things by words: asks the server, or in a folder of files looks through the names that come with it.
"use strict";

/**
 * @typedef {object} Found
 * @property {string} id
 * @property {string} href the page of the thing
 * @property {string} label
 * @property {string} kind
 * @property {string} name the name by which it was found
 * @property {string} about
 * @property {boolean} told whether a claim tells it, so that no name does
 * @property {[string, boolean][]} why the name or text in pieces, each with whether it is what was found
 *
 * @typedef {[string, number, string[], string[]]} Thing path, number of its kind, labels by language, other names
 * @typedef {{ kinds: string[][], things: Thing[], phonetics: Phonetics, ranking: Ranking }} Things
 */

/** @type {(words: string) => Promise<Found[]>} */
const tandemFind = (() => {
  const { lang = "en", root = ".", live } = document.body.dataset;
  const tongue = Number(document.body.dataset.tongue ?? 0);
  /** @param {string} path */
  const page = (path) => `${root}/${lang}/${path}.html`;
  /** @param {string} id */
  const path = (id) => (/^(article|claim|disagreement|target)\//.test(id) ? id : `id/${id}`);

  /** @param {string} words @returns {Promise<Found[]>} */
  async function asked(words) {
    const answer = await fetch(`${root}/search?${new URLSearchParams({ words, lang })}`);
    // What cannot be searched yet, or by so many at once, is no search that found nothing: its reason is shown.
    if (answer.status === 503) throw new Error((await answer.text()).trim(), { cause: answer.status });
    if (!answer.ok) return [];
    return (await answer.json()).map((/** @type {Found} */ each) => ({ ...each, href: page(path(each.id)) }));
  }

  /** @param {string} name of a file that comes with the pages; as a script it can be read from a disk, too */
  const load = (name) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `${root}/static/${name}`;
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });

  /** The names of all things with their keys, once they are wanted. */
  const read = () =>
    Promise.all([load("names.js"), load("things.js")]).then(() => {
      const { kinds, things, phonetics, ranking } =
        /** @type {{ tandemThings: Things }} */ (/** @type {unknown} */ (window)).tandemThings;
      const { phoneticKeys, readings, scorer } = nameSearch(phonetics, ranking);
      const keyed = things.map((thing) =>
        [...new Set([thing[2][tongue], ...thing[2], ...thing[3]])].map((name) => ({ name, keys: phoneticKeys(name) }))
      );
      return { kinds, things, readings, scorer, keyed };
    });
  /** @type {ReturnType<typeof read> | undefined} */
  let index;

  /** @param {string} words @returns {Promise<Found[]>} */
  async function looked(words) {
    const { kinds, things, readings, scorer, keyed } = await (index ??= read());
    const wanted = readings(words);
    if (!wanted.length) return [];
    const score = scorer(words);
    // Who is still typing means a name whose words begin so.
    /** @param {string[]} keys */
    const begins = (keys) => wanted.every((each) => keys.some((key) => each.some((one) => key.startsWith(one))));
    /** @param {string[]} keys */
    const first = (keys) => wanted[0].some((one) => keys[0]?.startsWith(one));
    const found = [];
    for (const [number, names] of keyed.entries()) {
      const best = { rank: 3, score: 0, name: "" };
      for (const { name, keys } of names) {
        const here = score([keys]);
        const rank = !begins(keys) ? (here ? 2 : 3) : first(keys) ? 0 : 1;
        const typed = name.toLowerCase() === words.toLowerCase();
        if (typed || here > best.score || (here === best.score && rank < best.rank)) best.name = name;
        best.score = Math.max(best.score, here);
        best.rank = Math.min(best.rank, rank);
      }
      if (best.rank < 3) found.push({ number, ...best });
    }
    found.sort((one, other) =>
      Number(other.score === 100) - Number(one.score === 100) || Math.min(one.rank, 1) - Math.min(other.rank, 1) ||
      other.score - one.score || one.number - other.number
    );
    return found.slice(0, 50).map(({ number, name }) => {
      const [place, kind, labels] = things[number];
      return {
        id: place.replace(/^id\//, ""),
        href: page(place),
        label: labels[tongue],
        kind: kinds[kind][tongue],
        name,
        about: "",
        told: false,
        why: /** @type {[string, boolean][]} */ ([[name, false]]),
      };
    });
  }

  return live === undefined ? looked : asked;
})();

// The page of the search lists all that is found, and keeps the words in its address.
{
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById("search"));
  if (form) {
    const input = /** @type {HTMLInputElement} */ (document.getElementById("words"));
    const list = /** @type {HTMLElement} */ (document.getElementById("found"));
    const number = /** @type {HTMLElement} */ (document.getElementById("number"));
    let latest = 0;
    /** @param {unknown} error */
    const told = (error) => {
      if (!(error instanceof Error) || error.cause !== 503) throw error;
      return error.message;
    };
    const show = async () => {
      const mine = ++latest;
      const words = input.value.trim();
      let refused = "";
      const found = words ? await tandemFind(words).catch((error) => ((refused = told(error)), [])) : [];
      if (mine !== latest) return;
      number.textContent = refused || !words
        ? refused
        : found.length
        ? (number.dataset.shown ?? "").replace("{number}", String(found.length))
        : number.dataset.none ?? "";
      list.replaceChildren(...found.map((each) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        const about = document.createElement("small");
        const body = document.createElement("div");
        link.href = each.href;
        link.textContent = each.label;
        about.textContent = [
          each.kind,
          each.name === each.label ? "" : each.told ? each.why.map(([text]) => text).join("") : each.name,
        ].filter(Boolean).join(" · ");
        body.append(link, " ", about);
        item.append(body);
        return item;
      }));
      history.replaceState(null, "", words ? `?${new URLSearchParams({ words })}` : location.pathname);
    };
    input.value = new URLSearchParams(location.search).get("words") ?? "";
    input.addEventListener("input", show);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show();
    });
    show();
  }
}
