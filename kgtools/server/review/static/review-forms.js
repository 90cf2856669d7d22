// The forms of a review: a row that is edited or added, with things suggested as their names are typed.
"use strict";

const reviewForms = (() => {
  const editor = /** @type {HTMLDialogElement} */ (document.getElementById("editor"));
  const lang = document.body.dataset.lang ?? "en";

  /**
   * Suggests things for the last word of a cell that names some; several are separated by spaces.
   * @param {HTMLInputElement} input
   */
  function suggest(input) {
    const list = /** @type {HTMLElement} */ (document.getElementById(input.getAttribute("aria-controls") ?? ""));
    let chosen = -1, latest = 0;

    /** @param {boolean} shown */
    const show = (shown) => {
      list.hidden = !shown;
      input.setAttribute("aria-expanded", String(shown));
      if (!shown) input.removeAttribute("aria-activedescendant");
    };

    /** @param {string} id */
    const take = (id) => {
      const whole = input.value.split(/\s+/).filter((each) => /^[a-z]+\/|^new:|^authors$/.test(each));
      input.value = [...whole, id].join(" ");
      show(false);
    };

    /** @param {number} number */
    const choose = (number) => {
      chosen = (number + list.children.length) % list.children.length;
      for (const [at, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(at === chosen));
      input.setAttribute("aria-activedescendant", list.children[chosen].id);
    };

    input.addEventListener("input", async () => {
      const mine = ++latest;
      const words = input.value.split(/\s+/).filter((each) => !/^[a-z]+\/|^new:/.test(each)).join(" ").trim();
      if (words.length < 2) return show(false);
      const answer = await fetch(`search?${new URLSearchParams({ words, lang })}`);
      /** @type {{ id: string, label: string, kind: string }[]} */
      const found = answer.ok ? await answer.json() : [];
      if (mine !== latest) return;
      list.replaceChildren(...found.map((each, at) => {
        const item = document.createElement("li"), about = document.createElement("small");
        item.id = `${list.id}-${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        about.textContent = `${each.kind} · ${each.id}`;
        item.append(each.label, about);
        item.dataset.id = each.id;
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(each.id);
        });
        return item;
      }));
      chosen = -1;
      show(found.length > 0);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.code === "ArrowDown") choose(chosen + 1);
      else if (event.code === "ArrowUp") choose(chosen - 1);
      else if (event.code === "Enter") {
        const item = /** @type {HTMLElement} */ (list.children[Math.max(chosen, 0)]);
        take(item.dataset.id ?? "");
      } else if (event.code === "Escape") show(false);
      else return;
      event.preventDefault();
    });
    input.addEventListener("blur", () => show(false));
    for (const button of input.parentElement?.querySelectorAll("[data-choose]") ?? []) {
      button.addEventListener("click", () => {
        input.value = button.getAttribute("data-choose") ?? "";
      });
    }
  }

  /**
   * Opens the form of a row, and sends what has been changed in it.
   * @param {Record<string, string>} asked of which row, or of which kind a new one is
   * @param {(action: Record<string, unknown>) => Promise<string>} send decides, and says what keeps it from being done
   * @param {Record<string, unknown>} besides what goes with the cells
   */
  async function open(asked, send, besides = {}) {
    const answer = await fetch(`form?${new URLSearchParams({ ...asked, lang })}`);
    const text = await answer.text();
    if (!answer.ok) return text;
    editor.innerHTML = text; // our own server's, in which all that others wrote is escaped
    const form = /** @type {HTMLFormElement} */ (editor.querySelector("form"));
    const wrong = /** @type {HTMLElement} */ (form.querySelector(".wrong"));
    const cells = () => Object.fromEntries([...new FormData(form)].map(([name, cell]) => [name, String(cell)]));
    const before = cells();
    form.querySelectorAll("[data-thing]").forEach((input) => suggest(/** @type {HTMLInputElement} */ (input)));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { do: what = "", of = "", kind = "" } = form.dataset;
      const all = Object.entries(cells());
      const changed = all.filter(([name, cell]) => what !== "edit" || cell !== before[name]);
      const action = { do: what, cells: Object.fromEntries(changed), ...besides };
      const said = await send(what === "add" ? { ...action, kind } : { ...action, of: [of] });
      wrong.textContent = said;
      wrong.hidden = !said;
      if (!said) editor.close();
    });
    form.querySelector("[data-close]")?.addEventListener("click", () => editor.close());
    editor.showModal();
    const field = form.querySelector("input, select, textarea");
    if (field instanceof HTMLElement) field.focus();
    return "";
  }

  return { open };
})();
