// What the pages can do beyond links and forms. Without this script everything still works:
// tables do not sort, things are typed in full, and errors are told in words only.
"use strict";

const lang = document.body.dataset.lang ?? "";

// Ctrl+Enter asks.
const ask = /** @type {HTMLFormElement | null} */ (document.getElementById("ask"));
if (ask) {
  ask.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      ask.requestSubmit();
    }
  });
}

// A link can hold only so much; a longer query is sent as a form.
const editor = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("sparql"));
if (editor && ask) {
  ask.addEventListener("submit", () => {
    ask.method = encodeURIComponent(editor.value).length > 6000 ? "post" : "get";
  });
}

// The place of a syntax error, marked under the text. Lines and columns are counted in code points from 1.
if (editor) {
  const under = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (editor.parentElement).querySelector(".under"));
  const clear = () => under.replaceChildren();
  editor.addEventListener("scroll", () => {
    under.scrollTop = editor.scrollTop;
    under.scrollLeft = editor.scrollLeft;
  });
  editor.addEventListener("input", clear);
  const line = Number(editor.dataset.line);
  if (line) {
    const lines = editor.value.split("\n");
    const text = lines[line - 1] ?? "";
    const points = Array.from(text);
    let column = Math.min(Number(editor.dataset.column) - 1, points.length);
    // At the end of a line, what stands last is marked.
    if (!points.slice(column).join("").trim()) {
      column -= points.slice(0, column).join("").match(/\S*\s*$/u)?.[0].length ?? 0;
    }
    const before = points.slice(0, column).join("");
    const rest = points.slice(column).join("");
    const word = rest.match(/^\s*(?:[\p{L}\p{N}_?:$.-]+|\S)/u)?.[0] ?? "";
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + before.length;
    const row = document.createElement("span");
    const mark = document.createElement("mark");
    mark.textContent = word || " ";
    row.className = "line";
    row.append(before, mark, rest.slice(word.length));
    under.append(
      lines.slice(0, line - 1).map((each) => each + "\n").join(""),
      row,
      "\n" + lines.slice(line).join("\n"),
    );
    editor.focus();
    editor.setSelectionRange(start, start + word.length);
    under.scrollTop = editor.scrollTop;
  }
}

// Tables sort by a column: numbers as numbers, empty cells last.
const collator = new Intl.Collator(lang, { numeric: true });
for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("table[data-sort]"))) {
  const heads = [...(table.tHead?.rows[0].cells ?? [])];
  heads.forEach((head, index) => {
    if (head.classList.contains("no-sort")) return;
    const name = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.title = (table.dataset.sort ?? "").replace("{column}", name);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows].map((row) => ({ row, key: row.cells[index].dataset.key ?? "" }));
      rows.sort(({ key: a }, { key: b }) => {
        if (a === "" || b === "") return Number(a === "") - Number(b === "");
        const both = Number(a) - Number(b);
        return (Number.isNaN(both) ? collator.compare(a, b) : both) * (down ? -1 : 1);
      });
      table.tBodies[0].append(...rows.map(({ row }) => row));
    });
  });
}

// Evidence that opens outside the view is brought into it.
for (const each of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("td.evidence details"))) {
  each.addEventListener("toggle", () => {
    if (each.open) each.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

// The questions narrow down to those that hold all words.
const filter = /** @type {HTMLInputElement | null} */ (document.getElementById("filter"));
if (filter) {
  filter.addEventListener("input", () => {
    const words = filter.value.normalize("NFC").toLocaleLowerCase(lang).split(/\s+/).filter(Boolean);
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".library section"))) {
      let any = false;
      for (const item of section.querySelectorAll("li")) {
        const text = item.textContent.toLocaleLowerCase(lang);
        item.hidden = !words.every((word) => text.includes(word));
        any ||= !item.hidden;
      }
      section.hidden = !any;
    }
  });
  // On a phone the list of questions is folded once one is chosen.
  const fold = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".library .fold"));
  if (fold && matchMedia("(max-width: 60rem)").matches && document.querySelector("#answer > *, .parameters")) {
    fold.open = false;
  }
}

// The link to this answer.
const share = document.getElementById("share");
if (share && location.search && navigator.clipboard) {
  share.hidden = false;
  share.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    const label = share.textContent;
    share.textContent = share.dataset.done ?? "";
    setTimeout(() => {
      share.textContent = label;
    }, 2000);
  });
}

// A button copies the words that it names.
const copying = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"));
for (const button of navigator.clipboard ? copying : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = document.getElementById(button.dataset.copy ?? "");
    await navigator.clipboard.writeText(copied?.textContent ?? "");
    const label = button.textContent;
    button.textContent = button.dataset.done ?? "";
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}

// Things are offered while one types, in any language and spelling.
/**
 * @typedef {{ id: string, href: string, label: string, name: string, kind: string, about: string, told: boolean,
 *   why: [string, boolean][] }} Offer `why` has the words of a text, true where they are those that are looked for
 */
let number = 0;
for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[data-thing]"))) {
  const pick = input.dataset.thing === "pick";
  const list = document.createElement("ul");
  list.className = "choices";
  list.id = `choices-${++number}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  input.after(list);
  for (
    const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], [
      "aria-expanded",
      "false",
    ]]
  ) input.setAttribute(name, value);
  // What is sent is the id of the thing chosen, or what was typed.
  let sent = input;
  if (pick) {
    sent = document.createElement("input");
    sent.type = "hidden";
    sent.name = input.name;
    sent.value = input.dataset.value ?? "";
    input.removeAttribute("name");
    input.after(sent);
  }
  let chosen = -1, timer = 0, latest = 0;
  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  /** @param {HTMLElement} item */
  const choose = (item) => {
    if (pick) {
      input.value = item.dataset.label ?? "";
      sent.value = item.dataset.id ?? "";
      close();
      return;
    }
    location.href = item.dataset.href ?? "";
  };
  /** @param {number} index */
  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    const item = list.children[index];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  };
  const offer = async () => {
    const mine = ++latest;
    const words = input.value.trim();
    if (!words) {
      close();
      return;
    }
    // What is picked for a question is a thing, not a claim about one.
    /** @type {Offer[]} */
    const offers = await tandemFind(words).catch(() => []); // the page of the search says why
    const found = offers.filter((each) => !pick || !each.told);
    if (mine !== latest || document.activeElement !== input) return;
    list.replaceChildren(...found.map((each, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.id = each.id;
      item.dataset.href = each.href;
      item.dataset.label = each.label;
      const about = document.createElement("small");
      const otherwise = each.told || each.name !== each.label;
      about.append(each.kind, otherwise || each.about ? " · " : "");
      if (otherwise) {
        /** @type {Offer["why"]} */
        const why = each.why.length ? each.why : [[each.name, false]];
        about.append(...why.map(([text, here]) => {
          if (!here) return text;
          const word = document.createElement("mark");
          word.textContent = text;
          return word;
        }));
      } else about.append(each.about);
      item.append(each.label, about);
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(item);
      });
      return item;
    }));
    chosen = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  input.addEventListener("input", () => {
    sent.value = input.value;
    clearTimeout(timer);
    timer = setTimeout(offer, 120);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      mark(chosen >= last ? 0 : chosen + 1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      mark(chosen <= 0 ? last : chosen - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !event.ctrlKey && chosen >= 0) {
      event.preventDefault();
      choose(/** @type {HTMLElement} */ (list.children[chosen]));
    }
  });
}
