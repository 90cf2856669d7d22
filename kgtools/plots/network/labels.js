"use strict";
// Where the labels of a network stand: `labels.py` in the browser, with its numbers; a test compares both.
function labeller(rule) {
  const overlap = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
  const within = (box, frame) => box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
  const around = ({ x, y, r }) => [x - r, y - r, x + r, y + r];

  // What is taken, found by the cells of a grid that it touches; only discs have a radius that ends.
  function grid() {
    const cells = new Map();
    const touched = (box) => {
      const [left, top, right, bottom] = box.map((side) => Math.floor(side / rule.cell));
      const found = [];
      for (let column = left; column <= right; column++) for (let row = top; row <= bottom; row++) found.push(`${column} ${row}`);
      return found;
    };
    const add = (box, radius = Infinity) => {
      for (const cell of touched(box)) cells.has(cell) ? cells.get(cell).push([box, radius]) : cells.set(cell, [[box, radius]]);
    };
    const free = (box, least) =>
      !touched(box).some((cell) => cells.get(cell)?.some(([other, radius]) => radius >= least && overlap(box, other)));
    return { add, free };
  }

  // A name in lines of so many characters, broken at spaces; what is too long ends in dots.
  const length = (text) => [...text].length;
  const known = new Map();
  function wrapped(text, width) {
    const key = `${width} ${text}`;
    if (known.has(key)) return known.get(key);
    const lines = [""];
    for (const word of text.split(" ").filter(Boolean)) {
      const last = lines.length - 1;
      if (!lines[last]) lines[last] = word;
      else if (length(lines[last]) + 1 + length(word) <= width) lines[last] += " " + word;
      else lines.push(word);
    }
    known.set(key, lines.length <= rule.lines ? lines : [...lines.slice(0, rule.lines - 1), lines[rule.lines - 1] + " …"]);
    return known.get(key);
  }

  function boxOf(disc, [across, down], half, tall, gap) {
    const reach = disc.r * (across && down ? rule.corner : 1) + gap;
    const [x, y] = [disc.x + across * (reach + half), disc.y + down * (reach + tall)];
    return [x - half, y - tall, x + half, y + tall];
  }

  // The first label within the frame that overlaps no other label, nothing blocked, and no disc from `least` on.
  function first(disc, widths, size, frame, taken, least, gap = rule.gap) {
    for (const width of widths) {
      const lines = wrapped(disc.name, width);
      const half = Math.max(...lines.map((line) => size(line, disc))) / 2 + rule.padding[0];
      const tall = (lines.length * disc.font * rule.lineHeight) / 2 + rule.padding[1];
      for (const position of rule.positions) {
        const box = boxOf(disc, position, half, tall, gap);
        if (within(box, frame) && taken.free(box, least)) return { disc, lines, box };
      }
    }
    return null;
  }

  function place(discs, size, frame, blocked) {
    const seen = discs.filter((disc) => overlap(around(disc), frame));
    const taken = grid();
    for (const box of blocked) taken.add(box);
    for (const disc of seen) taken.add(around(disc), disc.r);
    const labels = [];
    for (const disc of seen) {
      if (labels.length === rule.most) break;
      let label = first(disc, rule.widths, size, frame, taken, 0);
      if (!label && (disc.chosen || labels.length < rule.named)) {
        label = first(disc, [...rule.widths].reverse(), size, frame, taken, rule.large * disc.r);
        for (const gap of rule.far) label ??= first(disc, [...rule.widths].reverse(), size, frame, taken, 0, gap);
      }
      if (!label) continue;
      labels.push(label);
      taken.add(label.box);
    }
    return labels;
  }

  return { place, wrapped };
}
