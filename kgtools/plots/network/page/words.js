// Words and elements of the page of a network.

/** @param {ReturnType<typeof networkModel>} net */
function wording(net) {
  const { data, state } = net;
  /** @type {string[]} */
  const codes = Object.keys(data.languages);
  /** @param {string[]} texts one, or one for each language */
  const pick = (texts) => (texts.length > 1 ? texts[codes.indexOf(state.language)] : texts[0]);
  /** @param {string} key an IRI, or a text that is its own name */
  const name = (key) => (data.called[key] ? pick(data.called[key]) : key);
  /**
   * @param {string} word
   * @param {...(string | number)} values
   */
  const say = (word, ...values) =>
    values.reduce(
      (/** @type {string} */ text, value, place) => text.replace(`{${place}}`, String(value)),
      data.words[word][state.language],
    );

  /**
   * An element; attributes that begin with `on` listen, what is true stands without a value, what is false is left out.
   * @param {string} tag
   * @param {Record<string, any>} [attributes]
   * @param {...(Node | string)} children
   * @returns {any}
   */
  function make(tag, attributes = {}, ...children) {
    const found = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) found.addEventListener(key.slice(2), value);
      else if (value === true) found.setAttribute(key, "");
      else if (value !== false && value != null) found.setAttribute(key, value);
    }
    found.append(...children.filter((child) => child !== ""));
    return found;
  }
  /**
   * Words that lead to the page of a thing, a claim or a disagreement, if this page knows where these stand.
   * @param {"thing" | "claim" | "disagreement"} sort
   * @param {string} id
   * @param {string} text
   */
  function link(sort, id, text) {
    if (!data.links) return text;
    return make("a", { href: data.links[sort].replace("{language}", state.language).replace("{id}", id) }, text);
  }
  /**
   * A small picture for legends: a shape, or a line with the shape of its layer.
   * @param {string} shape
   * @param {string} hue
   * @param {string} [line] the dashes of a line, `none` for a whole one
   */
  function icon(shape, hue, line = "") {
    const svg = make("span", { class: "icon" });
    const path = data.shapes[shape]
      ? `<path d="${data.shapes[shape]}" transform="translate(${line ? 12 : 7} 7)${line ? " scale(.7)" : ""}"/>`
      : "";
    const dashes = line === "none" ? "" : ` stroke-dasharray="${line}"`;
    const stroke = line ? `<line x1="0" x2="24" y1="7" y2="7" stroke="currentColor" stroke-width="2"${dashes}/>` : "";
    svg.innerHTML =
      `<svg width="${line ? 24 : 14}" height="14" aria-hidden="true" class="hue-${hue}" fill="currentColor"` +
      `>${stroke}${path}</svg>`;
    return svg;
  }
  /**
   * When a link is said to hold.
   * @param {Link} edge
   */
  function time(edge) {
    const start = edge.start.replace(/-01-01$/, "");
    const end = edge.end.replace(/-12-31$/, "");
    if (!start && !end) return say("undatedEdge");
    if (!end) return edge.told ? say("told", start, edge.told) : say("since", start);
    if (!start) return say("until", end);
    return start === end || start === edge.end ? start : `${start} – ${end}`;
  }
  /**
   * The same in short, for a cell.
   * @param {Link} edge
   */
  function days(edge) {
    if (!edge.start && !edge.end) return say("undatedArticle");
    const [start, end] = [edge.start.replace(/-01-01$/, ""), edge.end.replace(/-12-31$/, "")];
    return start === end || edge.start === edge.end || (start && start === end.slice(0, 4))
      ? start
      : `${start} – ${end}`.trim();
  }
  /** @param {Link[]} links */
  const verbs = (links) => [...new Set(links.map((edge) => pick(edge.verbs)))].join("; ");
  /** @param {number} number */
  const called = (number) => pick(net.nodes[number].names);
  /** What is said of a page that has a part of its network; nothing of one that has all. */
  const left = () => (data.leftOut ? say("leftOut", ...data.leftOut, data.file) : "");
  return { codes, pick, name, say, make, link, icon, time, days, verbs, called, left };
}
