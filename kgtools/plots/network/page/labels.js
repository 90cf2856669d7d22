"use strict";
// Where the labels of a network stand: `labels.py` in the browser, with its numbers; a test compares both.

/**
 * @typedef {[number, number, number, number]} Box left, top, right, bottom
 * @typedef {{ x: number, y: number, r: number, name: string, font: number, always: boolean }} Disc
 * @typedef {{ disc: Disc, lines: string[], box: Box, lead: Box | null }} Label
 * @typedef {(line: string, disc: Disc) => number} Size the width of a line in the font of a disc
 */

/**
 * @param {{ widths: number[], lines: number, lineHeight: number, padding: [number, number], gap: number, far: number[],
 *   corner: number, led: number, leading: number, most: number, cell: number, positions: [number, number][] }} rule
 */
function labeller(rule) {
  /** @type {(one: Box, other: Box) => boolean} */
  const overlap = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
  /** @type {(box: Box, frame: Box) => boolean} */
  const within = (box, frame) => box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
  /** @type {(disc: Disc) => Box} */
  const around = ({ x, y, r }) => [x - r, y - r, x + r, y + r];

  // What is taken, found by the cells of a grid that it touches.
  function grid() {
    /** @type {Map<string, Box[]>} */
    const cells = new Map();
    /** @param {Box} box */
    const touched = (box) => {
      const [left, top, right, bottom] = box.map((side) => Math.floor(side / rule.cell));
      const found = [];
      for (let column = left; column <= right; column++) {
        for (let row = top; row <= bottom; row++) found.push(`${column} ${row}`);
      }
      return found;
    };
    /** @param {Box} box */
    const add = (box) => {
      for (const cell of touched(box)) {
        const there = cells.get(cell);
        if (there) there.push(box);
        else cells.set(cell, [box]);
      }
    };
    /** @param {Box} box */
    const free = (box) => !touched(box).some((cell) => cells.get(cell)?.some((other) => overlap(box, other)));
    return { add, free };
  }

  /** @param {string} text */
  const length = (text) => [...text].length;
  /** @type {Map<string, string[]>} */
  const known = new Map();
  /**
   * A name in lines of so many characters, broken at spaces; what is too long ends in dots.
   * @param {string} text
   * @param {number} width
   */
  function wrapped(text, width) {
    const key = `${width} ${text}`;
    const before = known.get(key);
    if (before) return before;
    const lines = [""];
    for (const word of text.split(" ").filter(Boolean)) {
      const last = lines.length - 1;
      if (!lines[last]) lines[last] = word;
      else if (length(lines[last]) + 1 + length(word) <= width) lines[last] += ` ${word}`;
      else lines.push(word);
    }
    const found = lines.length <= rule.lines
      ? lines
      : [...lines.slice(0, rule.lines - 1), `${lines[rule.lines - 1]} …`];
    known.set(key, found);
    return found;
  }

  /** @type {(disc: Disc, position: [number, number], half: number, tall: number, gap: number) => Box} */
  function boxOf(disc, [across, down], half, tall, gap) {
    const reach = disc.r * (across && down ? rule.corner : 1) + gap;
    const [x, y] = [disc.x + across * (reach + half), disc.y + down * (reach + tall)];
    return [x - half, y - tall, x + half, y + tall];
  }
  /** @type {(disc: Disc, box: Box) => Box | null} */
  function lead(disc, box) {
    const x = Math.min(Math.max(disc.x, box[0]), box[2]);
    const y = Math.min(Math.max(disc.y, box[1]), box[3]);
    return Math.hypot(x - disc.x, y - disc.y) > disc.r + rule.led ? [disc.x, disc.y, x, y] : null;
  }

  /**
   * The first label within the frame that overlaps nothing.
   * @param {Disc} disc
   * @param {number[]} widths
   * @param {Size} size
   * @param {Box} frame
   * @param {{ free: (box: Box) => boolean }} taken
   * @param {number} gap
   * @returns {Label | null}
   */
  function first(disc, widths, size, frame, taken, gap) {
    for (const width of widths) {
      const lines = wrapped(disc.name, width);
      const half = Math.max(...lines.map((line) => size(line, disc))) / 2 + rule.padding[0];
      const tall = (lines.length * disc.font * rule.lineHeight) / 2 + rule.padding[1];
      for (const position of rule.positions) {
        const box = boxOf(disc, position, half, tall, gap);
        if (within(box, frame) && taken.free(box)) return { disc, lines, box, lead: lead(disc, box) };
      }
    }
    return null;
  }

  /** @type {(discs: Disc[], size: Size, frame: Box, blocked: Box[]) => Label[]} */
  function place(discs, size, frame, blocked) {
    const seen = discs.filter((disc) => overlap(around(disc), frame));
    const taken = grid();
    for (const box of [...blocked, ...seen.map(around)]) taken.add(box);
    const narrow = [...rule.widths].reverse();
    const labels = [];
    for (const disc of seen) {
      if (labels.length === rule.most) break;
      let label = first(disc, rule.widths, size, frame, taken, rule.gap);
      for (const gap of disc.always ? rule.far : []) label ??= first(disc, narrow, size, frame, taken, gap);
      if (!label) continue;
      labels.push(label);
      taken.add(label.box);
    }
    return labels;
  }

  return { place, wrapped };
}
