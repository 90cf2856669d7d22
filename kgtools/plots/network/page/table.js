// The links of the picture as a table: sorted by its headings, read by pages, walked through with the arrow keys, copied.

/**
 * @param {ReturnType<typeof networkModel>} net
 * @param {ReturnType<typeof wording>} words
 * @param {(edge: Link) => string} direction
 * @param {(what: Chosen, go?: boolean) => void} choose
 */
function linkTable(net, words, direction, choose) {
  const { data, nodes, edges, pairs } = net;
  const { say, make, link, name, days, called } = words;
  /** @type {Map<Link, number>} */
  const pairOf = new Map();
  pairs.forEach((pair, number) => pair.links.forEach((edge) => pairOf.set(edges[edge], number)));
  /** @param {Link} edge */
  const layersOf = (edge) =>
    edge.layers.map((layer) =>
      name(data.layers.find((/** @type {string[]} */ each) => each[0] === layer)?.[1] ?? layer)
    ).join(", ");
  /** @type {[string, (edge: Link) => string | number][]} */
  const COLUMNS = [
    ["source", (edge) => called(edge.ends[0])],
    ["verb", direction],
    ["target", (edge) => called(edge.ends[1])],
    ["time", (edge) => edge.start || edge.end || "~"],
    ["layer", layersOf],
    ["support", (edge) => edge.support],
    ["claims", (edge) => edge.claims.join(", ")],
  ];
  let sorted = { column: "support", up: false };
  /** @type {Link[]} */
  let all = []; // what the filters let through, in order
  let first = 0; // where the rows in sight begin
  /** @type {Link[]} */
  let rows = [];
  let current = 0;

  const body = make("tbody", { onkeydown: walk });
  const head = make("tr");
  const title = make("h2", { id: "links-title" });
  const copy = make("button", { type: "button", id: "copy", onclick: copied });
  const [back, on] = [-1, 1].map((by) => make("button", { type: "button", onclick: () => turn(by) }));
  const where = make("span", { class: "note", role: "status" });
  const pages = make("nav", { id: "turn", "aria-labelledby": "links-title" }, back, where, on);
  const table = make("table", { "aria-labelledby": "links-title" }, make("thead", {}, head), body);
  const section = make(
    "section",
    { id: "links", "aria-labelledby": "links-title" },
    make("div", { class: "row" }, title, copy, pages),
    make("div", { class: "wide" }, table),
  );

  function headings() {
    title.textContent = say("table");
    copy.textContent = say("copy");
    [back.textContent, on.textContent] = [say("previous"), say("next")];
    head.replaceChildren(...COLUMNS.map(([column]) => {
      const aria = sorted.column === column ? (sorted.up ? "ascending" : "descending") : null;
      return make(
        "th",
        { scope: "col", "aria-sort": aria },
        make(
          "button",
          { type: "button", class: "sort", "data-column": column, onclick: () => sort(column) },
          say(`column.${column}`),
          aria ? make("span", { "aria-hidden": "true" }, sorted.up ? " ▲" : " ▼") : "",
        ),
      );
    }));
  }
  /** @param {string} column */
  function sort(column) {
    sorted = { column, up: sorted.column === column ? !sorted.up : column !== "support" };
    fill();
    head.querySelector(`[data-column=${column}]`).focus();
  }
  /** What stands between the two things. @param {Link} edge */
  const between = (edge) => edge.via.map((via) => name(data.base + via)).join("; ");
  /** @param {Link} edge */
  const cells = (
    edge,
  ) => [
    called(edge.ends[0]),
    [direction(edge), between(edge)].filter(Boolean).join(": ") + (edge.planned ? ` (${say("planned")})` : ""),
    called(edge.ends[1]),
    days(edge),
    layersOf(edge),
    String(edge.support),
    edge.claims.join(", "),
  ];
  /**
   * @param {Link} edge
   * @param {number} number
   */
  function row(edge, number) {
    const [source, , target, when, layer, support, claims] = cells(edge);
    const verb = direction(edge);
    const marks = [
      edge.inferred ? say("inferred") : "",
      edge.planned ? say("planned") : "",
      edge.disputed.length ? data.sign : "",
    ].filter(Boolean).join(
      " ",
    );
    const open = make("button", {
      type: "button",
      class: "open",
      tabindex: number === current ? 0 : -1,
      "data-row": number,
      "aria-label": `${verb}: ${[source, target, between(edge)].filter(Boolean).join(", ")}`,
      onclick: () => show(number, true),
    }, verb);
    return make(
      "tr",
      {},
      make("td", {}, link("thing", nodes[edge.ends[0]].id, source)),
      make(
        "th",
        { scope: "row" },
        open,
        marks ? ` ${marks}` : "",
        edge.via.length ? make("small", {}, between(edge)) : "",
      ),
      make("td", {}, link("thing", nodes[edge.ends[1]].id, target)),
      make("td", { class: "time" }, when),
      make("td", {}, layer),
      make("td", { class: "number" }, support),
      make(
        "td",
        { class: "claims", title: claims },
        edge.claims[0] ?? "",
        edge.claims.length > 1 ? ` + ${edge.claims.length - 1}` : "",
      ),
    );
  }
  function fill() {
    const shown = edges.filter(net.isShown);
    const value = COLUMNS.find(([column]) => column === sorted.column)?.[1] ?? (() => 0);
    const collator = new Intl.Collator(net.state.language, { numeric: true });
    const keyed = shown.map((edge) => ({ edge, key: value(edge) }));
    keyed.sort((a, b) =>
      (sorted.up ? 1 : -1) *
      (typeof a.key === "number" ? a.key - Number(b.key) : collator.compare(a.key, String(b.key)))
    );
    all = keyed.map(({ edge }) => edge);
    first = 0;
    headings();
    list();
  }
  /** Shows as many rows as a browser bears at once. */
  function list() {
    rows = all.slice(first, first + data.limits.rows);
    current = 0;
    body.replaceChildren(...rows.map(row));
    pages.hidden = rows.length === all.length;
    back.disabled = first === 0;
    on.disabled = first + rows.length === all.length;
    where.textContent = say("rows", first + 1, first + rows.length, all.length);
  }
  /** Goes to the rows before or behind those in sight. @param {number} by */
  function turn(by) {
    first += by * data.limits.rows;
    list();
    step(0);
  }

  /**
   * Chooses the line of a row; the panel tells of it.
   * @param {number} number
   * @param {boolean} enter whether it was asked for, and not passed on the way
   */
  function show(number, enter) {
    step(number);
    const pair = pairOf.get(rows[number]);
    if (pair !== undefined && (enter || net.state.chosen)) choose({ pair, link: rows[number] });
  }
  /** @param {number} number */
  function step(number) {
    const buttons = body.querySelectorAll(".open");
    buttons[current]?.setAttribute("tabindex", "-1");
    current = number;
    buttons[current].setAttribute("tabindex", "0");
    buttons[current].focus();
  }
  /** @param {KeyboardEvent} event */
  function walk(event) {
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || !rows[to]) return;
    event.preventDefault();
    show(to, false);
  }
  async function copied() {
    const lines = [COLUMNS.map(([column]) => say(`column.${column}`)), ...all.map(cells)];
    try {
      await navigator.clipboard.writeText(lines.map((cells_) => cells_.join("\t")).join("\n"));
      copy.textContent = say("copied");
    } catch { // a page from a folder may not write to the clipboard: what is marked, the reader copies
      getSelection()?.selectAllChildren(table);
    }
  }
  return { section, fill };
}
