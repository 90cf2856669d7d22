// Names found by words in any script, misspelt ones too: `kgtools/values/transliteration.py`, and `likeness.py` and
// `names.py` of `kgtools/query/search`, which hand their tables over. Tests compare what both find.

/**
 * @param {Phonetics} phonetics
 * @param {Ranking} ranking
 * @returns {NameSearch}
 */
function nameSearch(phonetics, ranking) {
  const { sounds, letters } = phonetics;
  const SPELLINGS = new RegExp(phonetics.spellings, "g");
  const GLIDE = new RegExp(phonetics.glide, "g");
  const TWICE = new RegExp(phonetics.twice, "g");
  const MARKS = new RegExp(`[${phonetics.marks}]`, "g");
  const DIGITS = /^\d+$/;

  /** @param {string} word */
  function phoneticKey(word) {
    const latin = [...word.toLowerCase()].map((letter) => letters[letter] ?? letter).join("").replace(/[^a-z0-9]/g, "");
    if (DIGITS.test(latin)) return latin;
    return latin.replace(SPELLINGS, (found) => sounds[found]).replace(GLIDE, "").replace(TWICE, "$1");
  }
  /** @param {string} text */
  const wordsOf = (text) => text.normalize("NFC").replace(MARKS, "").split(/[^\p{L}\p{N}]+/u);
  /** @param {string} text */
  const phoneticKeys = (text) => wordsOf(text).map(phoneticKey).filter(Boolean);
  /**
   * The keys of each word, first as it is written, then as it may have been meant.
   * @param {string} text
   */
  function readings(text) {
    /** @param {string} word */
    const written = (word) =>
      phonetics.readings.map(
        (other) => [...word.toLowerCase()].map((letter) => other[letter] ?? letter).join(""),
      );
    return wordsOf(text).filter(phoneticKey).map((word) => [...new Set([word, ...written(word)].map(phoneticKey))]);
  }

  const { similar, close, otherForm, stem: STEM, missing, spaced, spare, disorder, loneLetter } = ranking;
  const endings = new Set(ranking.endings);
  const latinEndings = new Set(ranking.latinEndings);
  /** @param {string} key */
  const sound = (key) => [...key].map((letter) => ranking.alike[letter] ?? letter).join("");
  /**
   * How many of 100 letters two keys have in common, in the same order.
   * @param {string} one
   * @param {string} other
   */
  function ratio(one, other) {
    let row = new Array(other.length + 1).fill(0);
    for (const letter of one) {
      const next = [0];
      for (let i = 0; i < other.length; i++) {
        next.push(letter === other[i] ? row[i] + 1 : Math.max(row[i + 1], next[i]));
      }
      row = next;
    }
    return (200 * row[other.length]) / (one.length + other.length);
  }
  /**
   * How alike two keys are, of 100; 0 if they are not.
   * @param {string} key
   * @param {string} other
   * @param {boolean} latin whether the first was typed in Latin letters
   */
  function like(key, other, latin) {
    if (key.length < 3 || DIGITS.test(key)) return key === other ? 100 : 0;
    const letters = DIGITS.test(other) ? 0 : ratio(key, other);
    const score = key.length < STEM || DIGITS.test(other) ? letters : (letters + ratio(sound(key), sound(other))) / 2;
    let best = score >= similar ? score : 0;
    if (key.length < STEM || !other.startsWith(key.slice(0, STEM))) return best;
    if (other.startsWith(key)) best = Math.max(best, 100 - missing * (other.length - key.length));
    const own = latin ? latinEndings : endings;
    for (let cut = STEM; best < otherForm && cut <= key.length; cut++) {
      const same = other.startsWith(key.slice(0, cut));
      if (same && own.has(key.slice(cut)) && endings.has(other.slice(cut))) best = otherForm;
    }
    return best;
  }
  /**
   * @param {string[][]} wanted
   * @param {string[]} keys
   * @param {(each: string[], other: string) => number} likes
   */
  function scored(wanted, keys, likes) {
    /** @type {number[]} */
    const places = [];
    let total = 0;
    let got = 0;
    for (const each of wanted) {
      const values = keys.map((other) => likes(each, other));
      const value = Math.max(...values);
      total += value || each[0].length > 1 || DIGITS.test(each[0]) ? each[0].length : loneLetter;
      got += each[0].length * value;
      if (value) places.push(values.indexOf(value));
    }
    if (!places.length) return 0;
    /** @param {number[]} numbers */
    const length = (numbers) => numbers.reduce((sum, number) => sum + keys[number].length, 0);
    const inOrder = places.every((place, i) => !i || places[i - 1] <= place);
    const score = got / total;
    const unused = 1 - length([...new Set(places)]) / length([...keys.keys()]);
    return score - (spare + 100 - score) * unused - (inOrder ? 0 : disorder);
  }
  /**
   * @param {string} wanted
   * @param {string} name
   */
  function joined(wanted, name) {
    const score = ratio(wanted, name);
    /** @param {string} text */
    const numbers = (text) => (text.match(/\d+/g) ?? []).join(" ");
    return score >= close + spaced && numbers(wanted) === numbers(name) ? score - spaced : 0;
  }
  /**
   * For words that are looked for, what tells of the names of a thing, each as its keys, how well the best of them
   * fits, of 100; 0 if none does.
   * @param {string} text
   * @returns {(names: string[][]) => number}
   */
  function scorer(text) {
    const wanted = readings(text);
    const whole = wanted.map(([key]) => key).join("");
    /** @type {Map<string, number>} */
    const seen = new Map();
    const latin = !/(?!\p{Script=Latin})[\p{Lu}\p{Ll}\p{Lo}]/u.test(text);
    /**
     * @param {string[]} each
     * @param {string} other
     */
    const likes = (each, other) => {
      const pair = `${each[0]} ${other}`;
      let found = seen.get(pair);
      if (found === undefined) {
        found = Math.max(...each.map((key) => like(key, other, latin)));
        seen.set(pair, found);
      }
      return found;
    };
    return (names) => {
      if (!wanted.length) return 0;
      let best = 0;
      for (const keys of names) {
        let score = scored(wanted, keys, likes);
        if (score < 100 && wanted.length + keys.length > 2) score = Math.max(score, joined(whole, keys.join("")));
        best = Math.max(best, score);
      }
      return best >= close ? best : 0;
    };
  }
  return { phoneticKeys, readings, like, scorer };
}
