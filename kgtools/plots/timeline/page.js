// The page of a timeline: which lines are shown, in which years, in which language.

/**
 * @typedef {{ articles: string[], ways: string[], years: number[] }} Told
 * @typedef {{ article: string, way: string, from: number, to: number }} Wanted
 */

/**
 * Whether what is told of a bar passes the filters; an empty one lets everything through.
 * @param {Told} told
 * @param {Wanted} wanted
 */
function passes(told, wanted) {
  const [begin, end] = [told.years[0], told.years[told.years.length - 1]];
  return (!wanted.article || told.articles.includes(wanted.article)) &&
    (!wanted.way || told.ways.includes(wanted.way)) &&
    begin <= wanted.to && end >= wanted.from;
}

/**
 * Where the whole span of time stands so that the chosen years fill the frame: its left edge and its width, of 1.
 * @param {string} first the first day of the span
 * @param {string} last its last day
 * @param {number} from the first year chosen
 * @param {number} to the last year chosen
 */
function framed(first, last, from, to) {
  const begin = Date.parse(first);
  const whole = Date.parse(last) + 86_400_000 - begin;
  const left = (Date.UTC(from, 0, 1) - begin) / whole;
  const right = (Date.UTC(to + 1, 0, 1) - begin) / whole;
  return { left: -left / (right - left), width: 1 / (right - left) };
}

/**
 * How many years apart those are that are named, where there is room for so many names.
 * @param {number} years
 * @param {number} room
 * @param {number[]} steps
 */
function apart(years, room, steps) {
  return steps.find((step) => years / step <= room) ?? steps[steps.length - 1];
}

function timeline() {
  /**
   * @param {string} selector
   * @param {ParentNode} within
   */
  const all = (selector, within = document) => [
    .../** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll(selector)),
  ];
  /** @param {string} id */
  const at = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
  /** @param {Element} each @param {string} name */
  const listed = (each, name) => (each.getAttribute(`data-${name}`) ?? "").split(" ");

  const data = JSON.parse(at("content").textContent ?? "");
  const { scorer } = nameSearch(data.phonetics, data.ranking);
  const form = /** @type {HTMLFormElement} */ (document.getElementById("filters"));
  const rows = all("tbody tr");
  const spans = all(".span");
  const sections = all("#timeline section");
  const years = all("[data-year]");
  let number = 0;
  const lines = sections.flatMap((section) =>
    all("li[data-thing]", section).map((line) => ({
      line,
      lane: section.dataset.lane ?? "",
      thing: line.dataset.thing ?? "",
      states: listed(line, "states"),
      told: all(".told", line).map((each, place) => ({
        parts: [each, all(".bar", line)[place], rows[number++]],
        articles: listed(each, "articles"),
        ways: listed(each, "ways"),
        years: listed(each, "years").map(Number),
      })),
    }))
  );
  const [least, most] = [Number(at("from").min), Number(at("to").max)];

  /** @param {string} id @param {number} otherwise */
  function year(id, otherwise) {
    const typed = at(id).valueAsNumber;
    return typed >= least && typed <= most ? typed : otherwise;
  }

  function sift() {
    const from = year("from", least);
    const to = Math.max(from, year("to", most));
    // Some dates are of before or after the years of the whole picture: only a choice of years leaves them out.
    const wanted = {
      article: at("article").value,
      way: at("way").value,
      from: from === least ? -Infinity : from,
      to: to === most ? Infinity : to,
    };
    const words = at("words").value.trim();
    const score = words ? scorer(words) : () => 1;
    const lanes = new FormData(form).getAll("lane");
    const state = at("state").value;
    let shown = 0;
    for (const { line, thing, states, lane, told } of lines) {
      const fits = lanes.includes(lane) && (!state || states.includes(state)) && score(data.names[thing] ?? []) > 0;
      const kept = told.map((one) => fits && passes(one, wanted));
      told.forEach(({ parts }, place) => parts.forEach((part) => part.classList.toggle("off", !kept[place])));
      line.classList.toggle("off", !kept.includes(true));
      shown += kept.filter(Boolean).length;
    }
    for (const section of sections) {
      section.classList.toggle("off", !section.querySelector("li[data-thing]:not(.off)"));
    }
    frame(from, to);
    const said = at("count").dataset.shown ?? "";
    at("count").textContent = said.replace("{0}", String(shown)).replace("{1}", String(rows.length));
  }

  /** @param {number} from @param {number} to */
  function frame(from, to) {
    const { left, width } = framed(data.first, data.last, from, to);
    for (const span of spans) {
      span.setAttribute("x", `${left * 100}%`);
      span.setAttribute("width", `${width * 100}%`);
    }
    const room = Math.max(2, Math.floor(all(".axis")[0].clientWidth / 60));
    const step = apart(to - from + 1, room, data.steps);
    for (const each of years) {
      const place = left + (width * parseFloat(each.getAttribute("x") ?? each.getAttribute("x1") ?? "0")) / 100;
      const visible = place > -0.001 && place < 1 - 0.4 / room;
      each.classList.toggle("off", !visible || Number(each.getAttribute("data-year")) % step !== 0);
    }
  }

  /** @param {string} hash */
  function open(hash) {
    const details = document.getElementById(decodeURIComponent(hash.slice(1)))?.querySelector("details");
    if (!details) return;
    details.open = true;
    details.scrollIntoView({ block: "center" });
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", sift);
  form.addEventListener("reset", () => setTimeout(sift));
  at("all").addEventListener("click", () => {
    const details = /** @type {HTMLDetailsElement[]} */ (all("#timeline li[data-thing]:not(.off) details"));
    const closed = details.some((each) => !each.open);
    for (const each of details) each.open = closed;
  });
  // On a phone they would leave no room for the dates.
  const folds = /** @type {HTMLDetailsElement[]} */ (all("details.fold"));
  if (matchMedia("(max-width: 860px)").matches) { for (const each of folds) each.open = false; }
  at("language").value = document.documentElement.lang;
  at("language").addEventListener("input", () => {
    speak(data.texts, at("language").value);
    sift();
  });
  addEventListener("resize", sift);
  addEventListener("hashchange", () => open(location.hash));
  sift();
  open(location.hash);
  document.body.dataset.ready = "yes";
}

if (document.getElementById("timeline")) timeline();
