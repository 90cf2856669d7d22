// A reader's own copies of articles: chosen or dropped, read here, recognised by hash or fingerprints, kept until the
// tab is closed, never sent. Their passages then show where the page names a claim of them. What is needed to
// recognise them (`anchors/ARTICLE.js`) is loaded before a file is chosen, so that choosing one requests nothing.
"use strict";

/**
 * What identifies an article without its text: of each claim where its passage lies, and its fingerprint.
 * @typedef {{ article: string, sha256: string, length: number, claims: Record<string, [number, number, string]> }} Known
 * @typedef {{ article: string, file: string, text: string, same: boolean, points?: string[], folded?: FoldedText }} Copy
 */

/** @type {Map<string, Known>} */
const known = new Map();
/**
 * Each of `anchors/*.js` calls this once.
 * @param {Known} article
 */
// deno-lint-ignore no-unused-vars -- the scripts of anchors call it
function anchors(article) {
  known.set(article.article, article);
}

(() => {
  const panel = /** @type {HTMLDetailsElement} */ (document.getElementById("own"));
  /** @type {Record<string, string>} */
  const names = JSON.parse(panel.dataset.names ?? "{}");
  /** @type {Record<string, string>} */
  const words = JSON.parse(panel.dataset.words ?? "{}");
  const told = /** @type {HTMLUListElement} */ (panel.querySelector("ul"));
  const forget = /** @type {HTMLButtonElement} */ (panel.querySelector("button"));
  const choose = /** @type {HTMLInputElement} */ (panel.querySelector("input"));
  const KEPT = "tandem-copy:", SAMPLE = 24, ENOUGH = 3;
  /** @type {Map<string, Promise<unknown>>} */
  const loading = new Map();

  /**
   * A text of the page with its values.
   * @param {string} key
   * @param {Record<string, unknown>} values
   */
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  /**
   * A line on a file.
   * @param {string} text
   * @param {boolean} wrong
   */
  const tell = (text, wrong) => {
    const line = document.createElement("li");
    line.textContent = text;
    line.classList.toggle("refused", wrong);
    told.append(line);
  };

  /**
   * Load what recognises an article, once.
   * @param {string} article
   */
  function load(article) {
    if (!loading.has(article)) {
      loading.set(
        article,
        new Promise((done) => {
          const script = document.createElement("script");
          script.src = `${panel.dataset.anchors}/${article}.js`;
          script.onload = script.onerror = done;
          document.head.append(script);
        }),
      );
    }
    return /** @type {Promise<unknown>} */ (loading.get(article));
  }
  const loadAll = () => Promise.all(Object.keys(names).map(load));

  // -- reading and recognising ------------------------------------------------------------------------

  const BEGINNINGS = [
    ["%PDF-", "PDF"],
    ["PK\u0003\u0004", "ZIP, DOCX, ODT"],
    ["{\\rtf", "RTF"],
    ["\u00d0\u00cf\u0011\u00e0", "DOC"],
    ["<!doctype html", "HTML"],
    ["<html", "HTML"],
  ];

  /**
   * The text of a file, or what it is if it is no text.
   * @param {Uint8Array} bytes
   * @returns {{ text?: string, what: string }}
   */
  function decoded(bytes) {
    const beginning = String.fromCharCode(...bytes.slice(0, 32)).trimStart().toLowerCase();
    for (const [sign, what] of BEGINNINGS) if (beginning.startsWith(sign.toLowerCase())) return { what };
    const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const ways = marked ? [bytes[0] === 0xff ? "utf-16le" : "utf-16be"] : ["utf-8", "windows-1251"];
    for (const way of ways) {
      try {
        const text = new TextDecoder(way, { fatal: true }).decode(bytes);
        if (!text.includes("\0")) return text.trim() ? { text, what: "" } : { what: say("empty") };
      } catch { /* another encoding */ }
    }
    return { what: say("binary") };
  }

  /**
   * The hash of bytes; nothing where the browser gives none, as for a page without encryption.
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  async function sha256(bytes) {
    if (!globalThis.crypto?.subtle) return "";
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (each) => each.toString(16).padStart(2, "0")).join("");
  }

  /**
   * How many of a sample of an article's passages stand in a text, and how many were looked for.
   * @param {FoldedText} folded
   * @param {Known} article
   */
  function sample(folded, article) {
    const prints = Object.values(article.claims).map(([, , print]) => print);
    const step = Math.max(1, Math.floor(prints.length / SAMPLE));
    const chosen = prints.filter((_, place) => place % step === 0);
    return [chosen.filter((print) => fingerprints.find(folded, print).length).length, chosen.length];
  }

  /**
   * Read files, and tell of each what it is.
   * @param {File[]} files
   */
  async function read(files) {
    told.replaceChildren();
    await loadAll();
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { text, what } = decoded(bytes);
      if (text === undefined) {
        tell(say("no-text", { file: file.name, what }), true);
        continue;
      }
      const hash = await sha256(bytes);
      const { article, same, hits, tried } = recognised(text, hash);
      if (!article) {
        tell(say("unknown", { file: file.name, hits, tried, expected: expected() }), true);
        continue;
      }
      const copy = { article, file: file.name, text, same };
      try {
        sessionStorage.setItem(KEPT + article, JSON.stringify(copy));
      } catch {
        tell(say("unkept", { file: file.name }), true);
      }
      show(copy);
    }
  }

  /**
   * The article that a text is of: by its hash, else the one most of whose passages it holds, if they are enough.
   * @param {string} text
   * @param {string} hash
   * @returns {{ article: string, same: boolean, hits: number, tried: number }} no article if they are not
   */
  function recognised(text, hash) {
    const listed = [...known.values()];
    const same = listed.find((article) => hash && article.sha256 === hash);
    if (same) return { article: same.article, same: true, hits: 0, tried: 0 };
    const folded = fingerprints.fold(text);
    let best = { article: "", same: false, hits: 0, tried: 0 };
    for (const article of listed) {
      const [hits, tried] = sample(folded, article);
      if (hits > best.hits || !best.tried) best = { article: article.article, same: false, hits, tried };
    }
    return best.hits < Math.max(best.tried / ENOUGH, 1) ? { ...best, article: "" } : best;
  }

  const expected = () =>
    Object.keys(names).map((article) =>
      say("article", { article: names[article], length: (known.get(article)?.length ?? 0).toLocaleString(lang) })
    ).join("; ");

  // -- showing ----------------------------------------------------------------------------------------

  /**
   * The passage of a claim in a copy, in one line; empty if it is not there, or stands there more than once.
   * @param {Copy} copy
   * @param {[number, number, string]} anchor
   */
  function passage(copy, [start, end, print]) {
    copy.points ??= Array.from(copy.text);
    const there = copy.points.slice(start, end).join("");
    if (fingerprints.fingerprint(there) === print) return tidy(there);
    copy.folded ??= fingerprints.fold(copy.text);
    const places = fingerprints.find(copy.folded, print);
    return places.length === 1 ? tidy(copy.points.slice(...places[0]).join("")) : "";
  }
  /** @param {string} text */
  const tidy = (text) => text.replaceAll("\u00ad", "").split(/\s+/u).filter(Boolean).join(" ");

  /**
   * Every place of the page that names a claim of an article, with the number of the claim.
   * @param {string} article
   * @returns {Generator<[HTMLElement, string]>}
   */
  function* named(article) {
    const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-claim^="${article}/"]`));
    for (const place of places) yield [place, String(place.dataset.claim).split("/")[1]];
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const links = document.querySelectorAll(`.chip a[href*="claim/${article}/"]`);
    for (const link of links) {
      const number = link.pathname.match(/([^/]+)\.html$/)?.[1];
      if (link.parentElement && number) yield [link.parentElement, number];
    }
  }

  /**
   * Show the passages of a copy, and tell how many were found.
   * @param {Copy} copy
   */
  function show(copy) {
    const claims = known.get(copy.article)?.claims;
    if (!claims) return;
    for (const quote of document.querySelectorAll(`.own-passage[data-of="${copy.article}"]`)) quote.remove();
    /** @type {Map<string, string>} */
    const found = new Map();
    for (const [place, number] of named(copy.article)) {
      if (!claims[number]) continue;
      if (!found.has(number)) found.set(number, passage(copy, claims[number]));
      const words = found.get(number);
      if (!words) continue;
      const quote = document.createElement("q");
      quote.className = "own-passage";
      quote.dataset.of = copy.article;
      quote.textContent = words;
      if (place.dataset.claim) {
        place.replaceChildren(quote);
        continue;
      }
      let last = /** @type {Element} */ (place); // a chip of several claims has their passages behind it, in order
      while (last.nextElementSibling?.classList.contains("own-passage")) last = last.nextElementSibling;
      last.insertAdjacentElement("afterend", quote);
    }
    const seen = [...found.values()].filter(Boolean).length;
    tell(
      say(copy.same ? "same" : "near", {
        file: copy.file,
        article: names[copy.article],
        found: seen,
        number: found.size,
      }),
      false,
    );
    forget.hidden = false;
  }

  // -- what the reader does ---------------------------------------------------------------------------

  panel.hidden = false;
  panel.addEventListener("toggle", () => {
    if (panel.open) loadAll();
  });
  choose.addEventListener("change", () => {
    read([...choose.files ?? []]);
    choose.value = "";
  });
  forget.addEventListener("click", () => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEPT)) sessionStorage.removeItem(key);
    location.reload();
  });
  addEventListener("dragenter", (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      loadAll();
      panel.classList.add("waiting");
    }
  });
  addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) panel.classList.remove("waiting");
  });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    panel.classList.remove("waiting");
    panel.open = true;
    read([...event.dataTransfer.files]);
  });

  // Copies that were read before in this tab.
  for (const article of Object.keys(names)) {
    const kept = sessionStorage.getItem(KEPT + article);
    if (kept) {
      load(article).then(() => show(JSON.parse(kept)));
    }
  }
})();
