// The article of a review: its paragraphs, the passage that is marked, and the words that are selected.
// Places are code points of the text, as in the tables; JavaScript counts UTF-16 units within a paragraph.
"use strict";

const reviewText = (() => {
  const article = /** @type {HTMLElement} */ (document.getElementById("article"));

  /**
   * How many units of a text its first code points take.
   * @param {string} text
   * @param {number} points
   */
  function units(text, points) {
    let at = 0;
    for (; points > 0 && at < text.length; points -= 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    return at;
  }

  /** Shows the article; its paragraphs arrive apart from the page, since HTML would change ends of lines. */
  async function load() {
    const answer = await fetch("text");
    /** @type {[number, string][]} */
    const paragraphs = await answer.json();
    article.replaceChildren(...paragraphs.map(([start, text]) => {
      const paragraph = document.createElement("p");
      paragraph.dataset.start = String(start);
      paragraph.textContent = text;
      return paragraph;
    }));
  }

  /**
   * The node and the unit at which a code point of the text stands; at the end of a paragraph if it stands after it.
   * @param {number} place
   * @param {boolean} last whether a passage ends there
   * @returns {[Node, number] | undefined}
   */
  function spot(place, last) {
    /** @type {HTMLElement | undefined} */
    let found;
    for (const paragraph of /** @type {NodeListOf<HTMLElement>} */ (article.querySelectorAll("p"))) {
      const start = Number(paragraph.dataset.start);
      if (start < place || (!last && start === place)) found = paragraph;
    }
    const text = found?.firstChild;
    if (!found || !text) return undefined;
    return [text, units(text.textContent ?? "", place - Number(found.dataset.start))];
  }

  /**
   * Marks a passage, and brings it into view.
   * @param {number} start
   * @param {number} end
   */
  function mark(start, end) {
    const from = spot(start, false), to = spot(end, true);
    CSS.highlights.delete("passage");
    if (!end || !from || !to) return;
    const range = new Range();
    range.setStart(...from);
    range.setEnd(...to);
    CSS.highlights.set("passage", new Highlight(range));
    const box = range.getBoundingClientRect(), frame = article.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom - frame.height / 3) {
      article.scrollTop += box.top - frame.top - frame.height / 4;
    }
  }

  /**
   * The code point of the text at an end of a selection.
   * @param {Node} node
   * @param {number} offset
   */
  function place(node, offset) {
    const paragraph = (node instanceof Element ? node : node.parentElement)?.closest("p");
    if (!paragraph || !article.contains(paragraph)) return undefined;
    const text = paragraph.textContent ?? "";
    const within = node instanceof Element ? (offset ? text.length : 0) : offset;
    return Number(paragraph.dataset.start) + [...text.slice(0, within)].length;
  }

  /** @returns {{ start: number, end: number } | undefined} what is selected in the article */
  function selected() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return undefined;
    const range = selection.getRangeAt(0);
    const start = place(range.startContainer, range.startOffset);
    const end = place(range.endContainer, range.endOffset);
    return start === undefined || end === undefined || end <= start ? undefined : { start, end };
  }

  return { load, mark, selected };
})();
