// What the scripts of one page share: they stand in it one after the other, and import nothing.

interface Phonetics {
  sounds: Record<string, string>;
  letters: Record<string, string>;
  spellings: string;
  glide: string;
  twice: string;
  marks: string;
  readings: Record<string, string>[];
}

interface Ranking {
  similar: number;
  close: number;
  otherForm: number;
  stem: number;
  missing: number;
  spaced: number;
  spare: number;
  disorder: number;
  loneLetter: number;
  endings: string[];
  latinEndings: string[];
  alike: Record<string, string>;
}

interface NameSearch {
  phoneticKeys(text: string): string[];
  readings(text: string): string[][];
  like(key: string, other: string, latin: boolean): number;
  /** For words, what tells of the names of a thing, each as its keys, how well the best fits: of 100, 0 for not. */
  scorer(text: string): (names: string[][]) => number;
}

/** plots/names.js */
declare function nameSearch(phonetics: Phonetics, ranking: Ranking): NameSearch;
/** plots/languages.js */
declare function speak(texts: Record<string, string[]>, language: string): void;

interface FoldedText {
  letters: number[];
  starts: number[];
  ends: number[];
  sums: number[];
}

declare const Bokeh: any;
