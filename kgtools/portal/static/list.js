// A list is narrowed and sorted in place. Without this script the same choices are links to lists of their own.
"use strict";

{
  const facets = /** @type {HTMLElement | null} */ (document.querySelector(".facets[data-any]"));
  const list = document.querySelector(".things");
  const status = /** @type {HTMLElement | null} */ (document.querySelector("[data-shown]"));
  if (facets && list && status) narrow(facets, list, status);
}

/**
 * @param {HTMLElement} facets the links by facet, in whose place choices are put
 * @param {Element} list
 * @param {HTMLElement} status where it is said how many things are shown
 */
function narrow(facets, list, status) {
  const items = /** @type {HTMLElement[]} */ ([...list.children]);
  const order = new Map(items.map((item, place) => [item, place]));
  const whole = status.textContent;
  /** @type {Map<string, HTMLSelectElement>} */
  const choices = new Map();

  /**
   * A choice with its label.
   * @param {string} name
   * @param {string} label
   * @param {[string, string][]} options value and words of each
   */
  function choice(name, label, options) {
    const field = document.createElement("label");
    const select = document.createElement("select");
    for (const [value, words] of options) select.add(new Option(words, value));
    select.addEventListener("change", show);
    field.append(label, select);
    choices.set(name, select);
    return field;
  }

  /** @param {HTMLElement} item @param {string} name */
  const values = (item, name) => (item.dataset[name] ?? "").split(" ");
  /** @param {HTMLElement} item @param {string} but a facet that is left out */
  const fits = (item, but) =>
    [...choices].every(([name, { value }]) =>
      name === but || name === "sort" || !value || values(item, name).includes(value)
    );

  /** Show what fits all choices, and at each choice how much would fit it. */
  function show() {
    let number = 0;
    for (const item of items) {
      item.hidden = !fits(item, "");
      if (!item.hidden) number++;
    }
    for (const [name, select] of choices) {
      if (name === "sort") continue;
      for (const option of select.options) {
        if (!option.value) continue;
        const count = items.filter((item) => fits(item, name) && values(item, name).includes(option.value)).length;
        option.disabled = !count && !option.selected;
        option.textContent = `${option.dataset.label} (${count})`;
      }
    }
    status.textContent = number === items.length
      ? whole
      : (status.dataset.shown ?? "").replace("{number}", String(number)).replace("{total}", String(items.length));
    const sort = choices.get("sort")?.value;
    /** @param {HTMLElement} item */
    const place = (item) => order.get(item) ?? 0;
    /** @param {HTMLElement} item */
    const year = (item) => Number(values(item, "year")[0]) || Infinity;
    list.append(
      ...[...items].sort((one, other) =>
        (sort === "years"
          ? year(one) - year(other) || 0
          : sort === "claims"
          ? Number(other.dataset.claims) - Number(one.dataset.claims)
          : 0) ||
        place(one) - place(other)
      ),
    );
    clear.hidden = [...choices].every(([name, { value }]) => name === "sort" || !value);
    const kept = new URLSearchParams(
      [...choices].flatMap(([name, { value }]) => (value && value !== "name" ? [[name, value]] : [])),
    );
    history.replaceState(null, "", kept.size ? `#${kept}` : location.pathname + location.search);
  }

  const fields = [...facets.querySelectorAll("details")].map((facet) => {
    const links = /** @type {HTMLElement[]} */ ([...facet.querySelectorAll("[data-value]")]);
    const field = choice(facet.dataset.facet ?? "", facet.querySelector("summary")?.textContent ?? "", [[
      "",
      facets.dataset.any ?? "",
    ], ...links.map((link) => /** @type {[string, string]} */ ([link.dataset.value ?? "", link.textContent ?? ""]))]);
    for (const option of field.querySelectorAll("option")) option.dataset.label = option.textContent ?? "";
    return field;
  });
  const sorts = (facets.dataset.sorts ?? "").split("|");
  fields.push(
    choice("sort", facets.dataset.sort ?? "", [["name", sorts[0]], ["years", sorts[1]], ["claims", sorts[2]]]),
  );
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = facets.dataset.clear ?? "";
  clear.addEventListener("click", () => {
    for (const [name, select] of choices) if (name !== "sort") select.value = "";
    show();
    choices.values().next().value?.focus();
  });
  facets.replaceChildren(...fields, clear);
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const select = choices.get(name);
    if (select && [...select.options].some((option) => option.value === value)) select.value = value;
  }
  show();
}
