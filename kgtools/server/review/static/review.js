// A review: where one is in it, what is decided by keys and buttons, and what the server says of it.
// Keys are told by their place on the keyboard, so that any layout works.
"use strict";

(() => {
  const deck = /** @type {HTMLElement} */ (document.getElementById("cards"));
  const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
  const lang = document.body.dataset.lang ?? "en";
  /** @type {Record<string, string>} */
  const said = JSON.parse(document.body.dataset.said ?? "{}");
  const second = document.body.dataset.second !== undefined; // a second reading rejects nothing and adds nothing
  /** @param {string} id */
  const dialog = (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id));
  /** @type {HTMLElement | null} */
  let card = null;
  /** @type {HTMLElement | null} */
  let row = null;
  let waiting = Promise.resolve(""); // decisions are sent one after the other, as they were made

  /** @param {string} [selector] */
  const cards = (selector = ".card") => /** @type {HTMLElement[]} */ ([...deck.querySelectorAll(selector)]);
  /** @param {ParentNode | null} within @param {string} [selector] */
  const rows = (
    within,
    selector = ".row",
  ) => /** @type {HTMLElement[]} */ ([...(within?.querySelectorAll(selector) ?? [])]);
  /** @param {string} words */
  const tell = (words) => {
    notice.textContent = words;
    notice.hidden = !words;
  };

  /**
   * Goes to a card, and to a row in it.
   * @param {HTMLElement | null | undefined} to
   * @param {HTMLElement | null} [which]
   */
  function go(to, which) {
    if (!to) return;
    for (const each of deck.querySelectorAll(".current")) each.classList.remove("current");
    card = to;
    row = which ?? rows(to, "[data-open]")[0] ?? rows(to)[0] ?? null;
    card.classList.add("current");
    row?.classList.add("current");
    card.focus({ preventScroll: true });
    (which ?? card).scrollIntoView({ block: which ? "nearest" : "start" });
    reviewText.mark(Number(card.dataset.start), Number(card.dataset.end));
  }

  /** Goes to what is open next: in this card, else in one after it, else from the first. */
  function next() {
    const here = rows(card, "[data-open]")[0];
    if (here) return go(card, here);
    const open = cards(".card[data-open]");
    const after = card && open.find((each) => card && card.compareDocumentPosition(each) & 4);
    if (open.length) go(after || open[0]);
    else {
      go(card);
      tell(said["nothing-open"]);
    }
  }

  /** @param {number} by */
  function step(by) {
    const all = cards(), at = card ? all.indexOf(card) : -1;
    go(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  /** @param {number} by */
  function stepRow(by) {
    const own = rows(card), at = row ? own.indexOf(row) + by : 0;
    if (own[at]) go(card, own[at]);
    else step(by);
  }

  /**
   * Puts in what has changed.
   * @param {{ order: string[], cards: { key: string, html: string }[], progress: { done: number, all: number, words: string } }} news
   */
  function take(news) {
    const current = card?.dataset.key, line = row?.dataset.row;
    const known = new Map(cards().map((each) => [each.dataset.key ?? "", each]));
    for (const { key, html } of news.cards) {
      const holder = document.createElement("template");
      holder.innerHTML = html; // our own server's, in which all that others wrote is escaped
      const fresh = /** @type {HTMLElement} */ (holder.content.querySelector(".card"));
      known.get(key)?.replaceWith(fresh);
      known.set(key, fresh);
    }
    for (const [key, each] of known) if (!news.order.includes(key)) each.remove();
    news.order.forEach((key, at) => {
      const each = known.get(key);
      if (each && deck.children[at] !== each) deck.insertBefore(each, deck.children[at] ?? null);
    });
    card = known.get(current ?? "") ?? null;
    row = rows(card).find((each) => each.dataset.row === line) ?? null;
    const bar = /** @type {HTMLProgressElement} */ (document.getElementById("done"));
    bar.value = news.progress.done;
    bar.max = news.progress.all;
    /** @type {HTMLElement} */ (document.getElementById("progress")).textContent = news.progress.words;
  }

  /**
   * Sends a decision; says what keeps it from being made, or nothing.
   * @param {Record<string, unknown>} action
   */
  async function ask(action) {
    try {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(`decide?lang=${lang}`, { method: "POST", headers, body: JSON.stringify(action) });
      if (!answer.ok) return await answer.text();
      take(await answer.json());
      return "";
    } catch {
      return said.lost;
    }
  }

  /** @param {Record<string, unknown>} action */
  function decide(action) {
    waiting = waiting.then(async () => {
      const wrong = await ask(action);
      tell(wrong);
      if (!wrong && action.do !== "select" && action.do !== "undo") next();
      else go(card, row);
      return wrong;
    });
    return waiting;
  }

  // -- what is done ---------------------------------------------------------------------------------

  const of = () => (row ? [row.dataset.row ?? ""] : []);
  const clean = (/** @type {ParentNode | null} */ within) =>
    rows(within, "[data-clean]").map((each) => each.dataset.row ?? "");
  const isThing = () => card?.classList.contains("new") ?? false;

  /** @type {Record<string, (value?: string) => unknown>} */
  const deeds = {
    accept: () => !isThing() && decide({ do: "accept", of: of() }),
    "accept-clean": () => {
      const keys = clean(card);
      return keys.length ? decide({ do: "accept-clean", of: keys }) : tell(said["nothing-clean"]);
    },
    all: () => {
      const keys = clean(deck);
      if (!keys.length) return tell(said["nothing-clean"]);
      return confirm(said["confirm-all"].replace("{number}", String(keys.length))) &&
        decide({ do: "accept-clean", of: keys });
    },
    edit: async () => row && !isThing() && tell(await reviewForms.open({ of: of()[0] }, decide)),
    new: async () => isThing() && tell(await reviewForms.open({ of: of()[0] }, decide)),
    reject: () => row && !second && dialog("reject").showModal(),
    later: () => decide({ do: "later", of: of() }),
    undo: () => decide({ do: "undo" }),
    same: (id) => isThing() && decide({ do: "same", of: of(), id }),
    quote: () => {
      const places = reviewText.selected();
      return places && row ? decide({ do: "select", of: of(), ...places }) : tell(said["select-first"]);
    },
    add: () => second || (reviewText.selected() ? dialog("kinds").showModal() : tell(said["select-first"])),
    merge: () => /** @type {HTMLElement | null} */ (card?.querySelector("[data-merge]") ?? null)?.focus(),
    help: () => dialog("help").showModal(),
    finish: () => dialog("ending").showModal(),
  };

  /** @type {Record<string, () => unknown>} */
  const keys = {
    KeyC: deeds["accept-clean"],
    KeyA: deeds.accept,
    KeyE: deeds.edit,
    KeyX: deeds.reject,
    KeyL: deeds.later,
    KeyU: deeds.undo,
    KeyQ: deeds.quote,
    KeyI: deeds.add,
    KeyN: deeds.new,
    KeyM: deeds.merge,
    KeyH: deeds.help,
    Slash: deeds.help,
    KeyF: deeds.finish,
    ArrowDown: () => stepRow(1),
    KeyJ: () => stepRow(1),
    ArrowUp: () => stepRow(-1),
    KeyK: () => stepRow(-1),
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
  };

  /** @param {string} code @returns {number} of a digit above the letters or in the block of numbers; else -1 */
  const digit = (code) => Number(/^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? 0) - 1;

  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
    const shown = document.querySelector("dialog[open]");
    const number = digit(event.code);
    const choices = shown ? shown.querySelectorAll("button[value]") : card?.querySelectorAll(".candidates button");
    if (number >= 0) {
      const chosen = choices?.[number];
      if (chosen instanceof HTMLElement) chosen.click();
    } else if (shown) return;
    else if (event.shiftKey && event.code === "KeyC") deeds.all();
    else if (keys[event.code] && !(event.shiftKey && event.code !== "Slash")) keys[event.code]();
    else return;
    event.preventDefault();
  });

  deck.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const own = /** @type {HTMLElement | null} */ (target.closest(".card"));
    if (!own || target.closest("select")) return;
    go(own, /** @type {HTMLElement | null} */ (target.closest(".row")));
    const button = target.closest("[data-do]");
    if (button instanceof HTMLButtonElement) deeds[button.dataset.do ?? ""]?.(button.value);
  });
  deck.addEventListener("change", (event) => {
    const select = event.target;
    if (!(select instanceof HTMLSelectElement) || !select.value) return;
    go(select.closest(".card"));
    decide({ do: "merge", of: of(), into: select.value });
  });
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-act]"))) {
    button.addEventListener("click", () => deeds[button.dataset.act ?? ""]?.());
  }
  for (const button of document.querySelectorAll("dialog > p [data-close], dialog > form [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog")?.close());
  }

  // -- why it is rejected, what is added, the end ---------------------------------------------------

  const refusal = dialog("reject");
  const words = /** @type {HTMLInputElement} */ (refusal.querySelector("input"));
  const reasons = /** @type {HTMLButtonElement[]} */ ([...refusal.querySelectorAll("button[value]")]);
  /** @param {string} reason */
  const reject = (reason) => {
    refusal.close();
    decide({ do: "reject", of: of(), reason, words: words.value });
    words.value = "";
  };
  for (const button of reasons) button.addEventListener("click", () => reject(button.value));
  refusal.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    reject(reasons[reasons.length - 1].value);
  });
  for (
    const button of /** @type {NodeListOf<HTMLButtonElement>} */ (dialog("kinds").querySelectorAll("button[value]"))
  ) {
    button.addEventListener("click", async () => {
      const places = reviewText.selected();
      dialog("kinds").close();
      tell(places ? await reviewForms.open({ kind: button.value }, decide, places) : said["select-first"]);
    });
  }
  document.getElementById("write")?.addEventListener("click", async () => {
    const outcome = /** @type {HTMLElement} */ (document.getElementById("outcome"));
    outcome.textContent = said["finish-busy"];
    try {
      const answer = await fetch(`finish?lang=${lang}`, { method: "POST" });
      const text = await answer.text();
      if (answer.ok) {
        outcome.innerHTML = text; // our own server's, in which all that others wrote is escaped
        take(await (await fetch(`cards?lang=${lang}`)).json());
      } else {
        outcome.replaceChildren(
          ...text.split("\n").map((line) => {
            const paragraph = document.createElement("p");
            paragraph.className = "remark violation";
            paragraph.textContent = line;
            return paragraph;
          }),
        );
      }
    } catch {
      outcome.textContent = said.lost;
    }
  });

  reviewText.load().then(() => {
    next();
    document.body.dataset.ready = "";
  });
})();
