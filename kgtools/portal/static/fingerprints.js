// Passages of a text that a reader has: what `kgtools/articles/fingerprints.py` does, in the browser.
// Letters and digits alone count, normalised (NFKC) and case folded. Places are counted in code points.
"use strict";

const fingerprints = (() => {
  const LETTER = /^[\p{L}\p{N}]$/u, MODIFIER = /^\p{Lm}$/u, MARK = /^\p{M}$/u;
  // Where folding is not the lower case of the upper case: Cherokee folds upwards, and ı has no fold.
  const UPWARDS = /^[\u13a0-\u13f5\u13f8-\u13fd\uab70-\uabbf]$/u;
  // Marks that stand apart, though the marks that they are made of combine.
  const APART = new Set("\u0c48\u0dda\u0ddd\u0f73\u0f75\u0f76\u0f78\u0f81");
  /** @type {Map<string, number[]>} */
  const folds = new Map();
  /** @type {Map<string, boolean>} */
  const combines = new Map();

  /**
   * Whether two characters change places, or one of them itself, when they are put into canonical order.
   * @param {string} one
   * @param {string} other
   */
  const reordered = (one, other) => (one + other).normalize("NFD") !== one.normalize("NFD") + other.normalize("NFD");

  /**
   * Whether a character combines with the one before it: its canonical combining class is not 0.
   * @param {string} point
   */
  function combining(point) {
    if (point < "\u0300") return false;
    let known = combines.get(point);
    if (known === undefined) {
      known = MARK.test(point) && !APART.has(point) && (reordered("\u0345", point) || reordered(point, "\u0334"));
      combines.set(point, known);
    }
    return known;
  }

  /**
   * A character case folded, for comparison.
   * @param {string} point
   */
  function casefold(point) {
    if (point === "ı") return point;
    if (UPWARDS.test(point)) return point.toUpperCase();
    return point.toLowerCase().toUpperCase().toLowerCase();
  }

  /**
   * The code points that a character with the marks after it folds to.
   * @param {string} cluster
   */
  function foldCluster(cluster) {
    let found = folds.get(cluster);
    if (found === undefined) {
      const text = Array.from(cluster.normalize("NFKC"), casefold).join("").normalize("NFKC");
      found = Array.from(text).filter((each) => LETTER.test(each) && !MODIFIER.test(each)).map((each) =>
        Number(each.codePointAt(0))
      );
      folds.set(cluster, found);
    }
    return found;
  }

  /**
   * A text folded to its letters and digits, with the places where they came from.
   * @param {string} text
   * @returns {FoldedText} code points, and running sums of them
   */
  function fold(text) {
    const points = Array.from(text);
    /** @type {FoldedText} */
    const { letters, starts, ends, sums } = { letters: [], starts: [], ends: [], sums: [0] };
    for (let start = 0, end; start < points.length; start = end) {
      end = start + 1;
      while (end < points.length && combining(points[end])) end += 1;
      for (const letter of foldCluster(points.slice(start, end).join(""))) {
        letters.push(letter);
        starts.push(start);
        ends.push(end);
        sums.push(sums[sums.length - 1] + letter);
      }
    }
    return { letters, starts, ends, sums };
  }

  /**
   * The fingerprint of a passage: the number of its letters, their sum, and their hash.
   * @param {string} passage
   */
  const fingerprint = (passage) => printed(fold(passage).letters);

  /** @param {number[]} letters */
  function printed(letters) {
    const sum = letters.reduce((total, letter) => total + letter, 0);
    const bytes = new TextEncoder().encode(letters.map((letter) => String.fromCodePoint(letter)).join(""));
    return `${letters.length}.${sum.toString(16)}.${blake2b(bytes)}`;
  }

  /**
   * All places, as [start, end], at which the passage with a fingerprint stands in a folded text.
   * @param {FoldedText} text
   * @param {string} wanted
   * @returns {[number, number][]}
   */
  function find(text, wanted) {
    const [length, total] = [Number(wanted.split(".")[0]), parseInt(wanted.split(".")[1], 16)];
    const { letters, starts, ends, sums } = text;
    /** @type {[number, number][]} */
    const found = [];
    for (let first = 0, last = length; last <= letters.length; first += 1, last += 1) {
      if (sums[last] - sums[first] !== total) continue;
      // A stretch may not begin or end inside a character that folds to several letters.
      if (first && starts[first - 1] === starts[first]) continue;
      if (last < letters.length && starts[last] === starts[last - 1]) continue;
      if (printed(letters.slice(first, last)) === wanted) found.push([starts[first], ends[last - 1]]);
    }
    return found;
  }

  // -- BLAKE2b with a digest of 8 bytes (RFC 7693), which browsers do not have ----------------------

  const WORD = (1n << 64n) - 1n;
  const START = [
    0x6a09e667f3bcc908n,
    0xbb67ae8584caa73bn,
    0x3c6ef372fe94f82bn,
    0xa54ff53a5f1d36f1n,
    0x510e527fade682d1n,
    0x9b05688c2b3e6c1fn,
    0x1f83d9abfb41bd6bn,
    0x5be0cd19137e2179n,
  ];
  const ORDER = [
    "0123456789abcdef",
    "ea489fd61c02b753",
    "b8c052fdae367194",
    "7931dcbe265a40f8",
    "905724afe1bc683d",
    "2c6a0b834d75fe19",
    "c51fed4a0763928b",
    "db7ec13950f4862a",
    "6fe9b308c2d714a5",
    "a2847615fb9e3cd0",
  ].map((row) => Array.from(row, (each) => parseInt(each, 16)));
  const MIXED = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [
    2,
    7,
    8,
    13,
  ], [3, 4, 9, 14]];

  /**
   * A word turned to the right.
   * @param {bigint} word
   * @param {bigint} by
   */
  const turned = (word, by) => (word >> by) | ((word << (64n - by)) & WORD);

  /**
   * Take 16 words into the state, of which so many bytes were counted.
   * @param {bigint[]} state
   * @param {bigint[]} words
   * @param {bigint} counted
   * @param {boolean} last
   */
  function compress(state, words, counted, last) {
    const v = [...state, ...START];
    v[12] ^= counted;
    if (last) v[14] ^= WORD;
    for (let round = 0; round < 12; round += 1) {
      const order = ORDER[round % 10];
      MIXED.forEach(([a, b, c, d], place) => {
        v[a] = (v[a] + v[b] + words[order[2 * place]]) & WORD;
        v[d] = turned(v[d] ^ v[a], 32n);
        v[c] = (v[c] + v[d]) & WORD;
        v[b] = turned(v[b] ^ v[c], 24n);
        v[a] = (v[a] + v[b] + words[order[2 * place + 1]]) & WORD;
        v[d] = turned(v[d] ^ v[a], 16n);
        v[c] = (v[c] + v[d]) & WORD;
        v[b] = turned(v[b] ^ v[c], 63n);
      });
    }
    for (let place = 0; place < 8; place += 1) state[place] ^= v[place] ^ v[place + 8];
  }

  /**
   * The hash of bytes in hexadecimal digits.
   * @param {Uint8Array} bytes
   */
  function blake2b(bytes) {
    const state = [...START];
    state[0] ^= 0x01010000n ^ 8n;
    const blocks = Math.max(1, Math.ceil(bytes.length / 128));
    const padded = new Uint8Array(blocks * 128);
    padded.set(bytes);
    const view = new DataView(padded.buffer);
    for (let block = 0; block < blocks; block += 1) {
      const words = Array.from({ length: 16 }, (_, place) => view.getBigUint64(block * 128 + place * 8, true));
      const last = block === blocks - 1;
      compress(state, words, BigInt(last ? bytes.length : (block + 1) * 128), last);
    }
    const digest = new DataView(new ArrayBuffer(8));
    digest.setBigUint64(0, state[0], true);
    return digest.getBigUint64(0, false).toString(16).padStart(16, "0");
  }

  return { fold, fingerprint, find, blake2b };
})();
