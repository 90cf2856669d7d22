// The page of a network: what stands in #content is drawn by Bokeh into #drawing, searched, filtered and described.
(async () => {
  const data = JSON.parse(document.getElementById("content").textContent);
  const codes = Object.keys(data.languages);
  const { nodes, edges, words, called, sign: SIGN } = data;
  const state = { language: data.language, groups: new Set(), layers: new Set(data.off), undated: false, played: false, chosen: null };

  // -- words -----------------------------------------------------------------------------------------
  const place = () => codes.indexOf(state.language);
  const say = (word, ...values) => values.reduce((text, value, place) => text.replace(`{${place}}`, value), words[word][state.language]);
  const pick = (texts) => (texts.length > 1 ? texts[place()] : texts[0]);
  const name = (key) => (called[key] ? pick(called[key]) : key);

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

  const OUTLINES = {
    circle: "M7 1.5a5.5 5.5 0 1 0 .01 0z", square: "M2 2h10v10H2z", diamond: "M7 .5 13 7 7 13.5 1 7z",
    triangle: "M7 1.5 13 12H1z", inverted_triangle: "M7 12.5 1 2h12z", hex: "M7 .8l5.4 3.1v6.2L7 13.2l-5.4-3.1V3.9z",
    star: "M7 .5l1.9 4.3 4.6.5-3.4 3.1.9 4.6L7 10.7 3 13l.9-4.6L.5 5.3l4.6-.5z",
  };
  function icon(shape, colour) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", 14); svg.setAttribute("height", 14); svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", OUTLINES[shape]); path.setAttribute("fill", colour); path.setAttribute("stroke", "#3a4349");
    path.setAttribute("stroke-width", ".7");
    svg.append(path);
    return svg;
  }

  // The disagreements in which claims stand, each once.
  const disputes = (ids) => [...new Set(ids.flatMap((id) => data.claims[id]?.[5] ?? []))].sort();

  // -- the network -----------------------------------------------------------------------------------
  const pairs = [];
  const pairOf = new Map();
  for (const [number, edge] of edges.entries()) {
    const [one, other] = [Math.min(...edge.ends), Math.max(...edge.ends)];
    const key = `${one} ${other}`;
    if (!pairOf.has(key)) {
      pairOf.set(key, pairs.length);
      pairs.push({ one, other, edges: [] });
    }
    pairs[pairOf.get(key)].edges.push(number);
    edge.disputed = disputes(edge.claims).length > 0;
  }
  const around = nodes.map(() => []);
  pairs.forEach((pair, number) => { around[pair.one].push(number); around[pair.other].push(number); });
  const stated = edges.flatMap((edge) => edge.years.flat());
  const years = stated.length ? [Math.min(...stated), Math.max(...stated)] : null;
  if (years) [state.from, state.to] = years;
  const links = around.map((found) => found.reduce((sum, pair) => sum + pairs[pair].edges.length, 0));
  const order = nodes.map((_, number) => number).sort((a, b) =>
    nodes[b].leader - nodes[a].leader || nodes[b].r - nodes[a].r || links[b] - links[a] || a - b);
  const whole = () => !years || (state.from === years[0] && state.to === years[1]);

  const isOff = (node) => state.groups.has(node.group) || state.layers.has(node.layer);
  const isWanted = (edge) => !edge.ends.some((end) => isOff(nodes[end]))
    && !(edge.layers.length && edge.layers.every((layer) => state.layers.has(layer)));
  // In which years a link holds says kgtools/values/spans.py. What no article dates is in none of them: it belongs to
  // the whole time, and to other years only if the reader lets it in.
  function isShown(edge) {
    if (!isWanted(edge)) return false;
    if (!edge.years.length) return state.undated || (whole() && !state.played);
    return edge.years.some(([first, last]) => first <= state.to && last >= state.from);
  }

  let live, shownPairs;
  function sift() {
    live = nodes.map(() => false);
    let links = 0;
    shownPairs = pairs.map((pair) => {
      const number = pair.edges.filter((edge) => isShown(edges[edge])).reduce((sum, edge) => sum + edges[edge].weight, 0);
      if (number) { live[pair.one] = live[pair.other] = true; links += number; }
      return number;
    });
    const undated = edges.filter((edge) => !edge.years.length && isWanted(edge)).reduce((sum, edge) => sum + edge.weight, 0);
    document.querySelector("#undated + span")?.replaceChildren(say("undated", undated));
    document.getElementById("status").textContent = say("shown", live.filter(Boolean).length, links);
  }

  // -- the house of the page -------------------------------------------------------------------------
  const app = document.getElementById("app");
  const select = make("select", { id: "language", "aria-label": "Language", onchange: () => { state.language = select.value; speak(); } },
    ...codes.map((code) => make("option", { value: code, lang: code, selected: code === state.language }, data.languages[code])));
  const controls = make("aside", { id: "controls" });
  const panel = make("section", { id: "panel", hidden: true, "aria-live": "polite", tabindex: "-1" });
  const tip = make("div", { id: "tip", hidden: true });
  const tools = make("div", { id: "tools" });
  const stage = make("main", { id: "stage" }, make("div", { id: "drawing" }), tools, tip, panel);
  app.append(make("header", {}, make("h1"), make("span", { id: "view" }), make("span", { id: "status", role: "status" }), select), stage, controls);
  if (window.matchMedia("(min-width: 761px)").matches) app.insertBefore(controls, stage);

  function choice(set, key, label, mark, count) {
    const box = make("input", { type: "checkbox", checked: !set.has(key), "data-key": key, onchange: () => {
      box.checked ? set.delete(key) : set.add(key);
      refresh();
    } });
    return make("label", { class: "choice" }, box, mark, make("span", {}, label), count == null ? "" : make("i", {}, `${count}`));
  }

  function speak() {
    document.documentElement.lang = state.language;
    document.title = pick(data.view);
    app.querySelector("h1").textContent = pick(data.finding) || pick(data.view);
    document.getElementById("view").textContent = pick(data.finding) ? pick(data.view) : "";
    const box = make("input", { type: "search", id: "search", placeholder: say("search"), "aria-label": say("search"), autocomplete: "off",
      oninput: () => find(box.value), onkeydown: (event) => {
        if (event.key === "Enter") document.querySelector("#results button")?.click();
      } });
    const parts = [box, make("ul", { id: "results" })];
    parts.push(make("h2", {}, say("kinds")), make("div", { id: "kinds" }, ...data.groups.map(([group, key, colour, shape]) =>
      choice(state.groups, group, key ? name(key) : say("other"), icon(shape, colour), nodes.filter((node) => node.group === group).length))));
    if (data.layers.length > 1) {
      parts.push(make("h2", {}, say("layers")), make("div", { id: "layers" }, ...data.layers.map(([layer, key]) =>
        choice(state.layers, layer, name(key), "", edges.filter((edge) => edge.layers.includes(layer)).length))));
    }
    if (years) {
      const thumb = (end, label) => make("input", { type: "range", id: end, "aria-label": say(label), min: years[0], max: years[1],
        value: state[end], oninput: (event) => { slide(end, +event.target.value); } });
      const undated = make("input", { type: "checkbox", id: "undated", checked: state.undated,
        onchange: () => { state.undated = undated.checked; refresh(); } });
      parts.push(make("h2", {}, say("years")), make("div", { class: "span" }, make("output", { id: "from-year" }), make("output", { id: "to-year" })),
        make("div", { class: "slider" }, thumb("from", "from"), thumb("to", "to")),
        make("button", { id: "play", type: "button", onclick: play }, say(timer ? "stop" : "play")),
        make("label", { class: "choice", style: "margin-top:8px" }, undated, make("span")));
    }
    if (edges.some((edge) => edge.disputed)) parts.push(make("p", { class: "note" }, `${SIGN} ${say("disagreements")}`));
    parts.push(make("p", { class: "note" }, say("size", data.size[state.language]), ". ", say("hint")));
    controls.replaceChildren(...parts);
    const tool = (id, text, label, act) => make("button", { id, type: "button", title: label, "aria-label": label, onclick: act }, text);
    tools.replaceChildren(tool("closer", "+", say("closer"), () => zoom(1.4)), tool("farther", "−", say("farther"), () => zoom(1 / 1.4)),
      tool("whole", say("whole"), say("whole"), fit), tool("png", "PNG", "PNG", () => save("png")), tool("svg", "SVG", "SVG", () => save("svg")));
    showYears();
    describe();
    refresh();
  }

  // -- years -----------------------------------------------------------------------------------------
  let timer = null;
  function showYears() {
    if (!years) return;
    document.getElementById("from-year").textContent = state.from;
    document.getElementById("to-year").textContent = state.to;
    for (const end of ["from", "to"]) document.getElementById(end).value = state[end];
    const span = Math.max(1, years[1] - years[0]);
    const share = (state.to - state.from) / span;
    const slider = document.querySelector(".slider");
    slider.style.setProperty("--width", `${100 * share}%`);
    slider.style.setProperty("--left", share < 1 ? `${(100 * (state.from - years[0])) / span / (1 - share)}%` : "0%");
    // Of two thumbs in one place the one that can still move lies above.
    document.getElementById("from").style.zIndex = state.from > (years[0] + years[1]) / 2 ? 2 : 1;
    document.getElementById("to").style.zIndex = state.from > (years[0] + years[1]) / 2 ? 1 : 2;
  }
  function slide(end, value) {
    state[end] = value;
    state.played = false;
    if (state.from > state.to) state[end === "from" ? "to" : "from"] = value;
    showYears();
    refresh();
  }
  // From the whole time the years are added one by one; a stretch of years moves on as it is.
  function play() {
    if (timer) return halt();
    const width = whole() ? null : state.to - state.from;
    state.played = true;
    const last = state.to === years[1] && width !== null;
    if (width === null) [state.from, state.to] = [years[0], years[0]];
    else if (last) [state.from, state.to] = [years[0], years[0] + width];
    document.getElementById("play").textContent = say("stop");
    showYears();
    refresh();
    timer = setInterval(() => {
      if (state.to >= years[1]) return halt();
      state.to += 1;
      if (width !== null) state.from += 1;
      showYears();
      refresh();
    }, 650);
    return undefined;
  }
  function halt() {
    clearInterval(timer);
    timer = null;
    document.getElementById("play").textContent = say("play");
  }

  // -- search ----------------------------------------------------------------------------------------
  const { phoneticKeys, readings, like, scorer } = nameSearch(data.phonetics, data.ranking);
  function matches(text) {
    const score = scorer(text);
    const found = [];
    nodes.forEach((node, number) => {
      const best = score(node.keys);
      if (best) found.push([best, number]);
    });
    return found.sort((a, b) => b[0] - a[0] || nodes[b[1]].r - nodes[a[1]].r).slice(0, 10).map(([, number]) => number);
  }
  function find(text) {
    const list = document.getElementById("results");
    const found = matches(text);
    list.replaceChildren(...found.map((number) => make("li", {}, make("button", { type: "button", onclick: () => {
      list.replaceChildren();
      choose({ node: number }, true);
    } }, pick(nodes[number].names), make("small", {}, name(nodes[number].kind))))));
    if (!found.length && text.trim()) list.append(make("p", {}, say("none")));
  }

  // -- the panel -------------------------------------------------------------------------------------
  function time(edge) {
    const start = edge.start.replace(/-01-01$/, "");
    const end = edge.end.replace(/-12-31$/, "");
    if (!start && !end) return say("undatedEdge");
    if (!end) return edge.told ? say("told", start, edge.told) : say("since", start);
    if (!start) return say("until", end);
    return start === end || start === edge.end ? start : `${start} – ${end}`;
  }
  function claim(id) {
    const [article, where, passage, more, meant] = data.claims[id] ?? ["", "", "", "", ""];
    const source = article ? `${name(article)}, ${id.split("/").pop()}, ${say("place", where)}` : say("background");
    const found = make("div", { class: "claim", "data-claim": id, title: id }, make("code", {}, source));
    if (meant) found.append(make("small", { class: "meant" }, ` ${name(meant)}`));
    if (more) found.append(make("div", {}, name(more)));
    if (passage) found.append(make("q", {}, passage));
    return found;
  }
  function entries(ids) {
    const found = disputes(ids);
    return found.length ? make("div", { class: "disputed" }, make("b", {}, `${SIGN} ${say("disagreements")}`), ...found.map((id) => {
      const [iri, type, status, explanation] = data.disagreements[id];
      return make("details", {}, make("summary", {}, make("a", { href: iri }, id), ` (${name(type)}, ${name(status)})`), name(explanation));
    })) : "";
  }
  const folded = (ids) => make("details", {}, make("summary", {}, ids.join(", "), disputes(ids).length ? ` ${SIGN}` : ""),
    ...ids.map(claim), entries(ids));

  function describeNode(number) {
    const node = nodes[number];
    const parts = [make("p", { class: "name" }, pick(node.names)),
      make("p", { class: "choice" }, icon(node.shape, node.color), name(node.kind)),
      make("dl", {}, ...codes.flatMap((code, at) => [make("dt", {}, code), make("dd", { lang: code }, node.names[at] ?? node.names[0])]))];
    if (node.facts.length) {
      parts.push(make("h3", {}, say("facts")), make("ul", {}, ...node.facts.map(([property, value, claims]) =>
        make("li", { class: "fact" }, make("span", {}, `${name(property)}: `), name(value), folded(claims)))));
      if (node.more) parts.push(make("p", { class: "note" }, say("more", node.more)));
    }
    const joined = around[number].filter((pair) => shownPairs[pair])
      .map((pair) => [pair, pairs[pair].one === number ? pairs[pair].other : pairs[pair].one])
      .sort((a, b) => nodes[b[1]].r - nodes[a[1]].r || a[1] - b[1]);
    if (joined.length) {
      parts.push(make("h3", {}, `${say("joined")} (${joined.length})`), make("ul", {}, ...joined.map(([pair, other]) =>
        make("li", {}, make("button", { class: "link", type: "button", onclick: () => choose({ pair }) }, pick(nodes[other].names),
          make("small", {}, [...new Set(pairs[pair].edges.filter((edge) => isShown(edges[edge])).map((edge) => pick(edges[edge].verbs)))].join("; ")))))));
    }
    return parts;
  }
  function describePair(number) {
    const { one, other, edges: between } = pairs[number];
    const end = (node) => make("button", { class: "link name", type: "button", onclick: () => choose({ node }) }, pick(nodes[node].names));
    const shown = between.map((edge) => edges[edge]).filter(isShown);
    return [end(one), end(other), ...shown.map((edge) => make("div", { class: "edge" },
      make("p", {}, pick(nodes[edge.ends[0]].names), " ", make("b", { class: "verb" }, `${pick(edge.verbs)} ${edge.directed ? "→" : "–"}`.trim()), " ", pick(nodes[edge.ends[1]].names),
        edge.inferred ? make("small", { class: "inferred" }, ` (${say("inferred")})`) : ""),
      make("p", { class: "time" }, time(edge)),
      edge.via.length ? make("p", {}, `${say("by")}: ${edge.via.map(name).join("; ")}`) : "",
      ...edge.claims.map(claim), entries(edge.claims)))];
  }
  function describe() {
    panel.hidden = !state.chosen;
    if (!state.chosen) return;
    const parts = "node" in state.chosen ? describeNode(state.chosen.node) : describePair(state.chosen.pair);
    panel.replaceChildren(make("button", { class: "shut", type: "button", "aria-label": say("close"), onclick: () => choose(null) }, "×"), ...parts);
  }
  function choose(what, go = false) {
    state.chosen = what;
    // Who is found by name is shown, even if the layer was off.
    const { layer } = nodes[what?.node] ?? {};
    if (layer && state.layers.delete(layer)) document.querySelector(`#layers input[data-key="${layer}"]`).checked = true;
    tip.hidden = true;
    describe();
    panel.scrollTop = 0;
    if (what && (go || isHidden(what))) centre(what);
    refresh();
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });

  // -- drawing ---------------------------------------------------------------------------------------
  const manager = await Bokeh.embed.embed_item(JSON.parse(document.getElementById("plot-data").textContent), "drawing");
  const view = manager.roots ? [...manager.roots][0] : [...manager][0];
  const plot = view.model;
  // No key does anything in the drawing: what it shows is reached through search and panel.
  Object.assign(view.canvas_view.events_el, { tabIndex: -1 }).style.outline = "none";
  const source = Object.fromEntries(plot.renderers.map((renderer) => [renderer.name, renderer.data_source]));
  const pen = document.createElement("canvas").getContext("2d");
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
  const box = nodes.reduce((found, node) => ({ left: Math.min(found.left, node.x - node.r), right: Math.max(found.right, node.x + node.r),
    low: Math.min(found.low, node.y - node.r), high: Math.max(found.high, node.y + node.r) }), { left: 0, right: 0, low: 0, high: 0 });
  const FOOT = 36;  // the buttons stand at the bottom
  let moved = false;  // whether the reader has zoomed or panned
  let ours = false;  // whether the ranges change because the page says so

  const width = () => plot.inner_width || stage.clientWidth;
  const height = () => plot.inner_height || stage.clientHeight;
  const scale = () => width() / (plot.x_range.end - plot.x_range.start);
  // A network that is wider than high stands upright on a phone.
  const upright = () => height() > 1.15 * width() && box.right - box.left > box.high - box.low;
  const at = (node) => (upright() ? [node.y, -node.x] : [node.x, node.y]);
  const radius = (node, by) => Math.max(1.8, node.r * (by <= 1.3 ? by : 1.3 * (by / 1.3) ** 0.45));

  function look(x, y, by) {
    ours = true;
    plot.x_range.setv({ start: x - width() / 2 / by, end: x + width() / 2 / by });
    plot.y_range.setv({ start: y - height() / 2 / by, end: y + height() / 2 / by });
    ours = false;
  }
  const middle = () => [(plot.x_range.start + plot.x_range.end) / 2, (plot.y_range.start + plot.y_range.end) / 2];
  function fit() {
    const [wide, high] = [box.right - box.left, box.high - box.low];
    const [w, h] = upright() ? [high, wide] : [wide, high];
    const room = width() > 600 ? 60 : 26;
    const by = Math.min((width() - 2 * room) / Math.max(w, 1), (height() - 2 * room - FOOT) / Math.max(h, 1), 2.4);
    const [x, y] = [(box.left + box.right) / 2, (box.low + box.high) / 2];
    moved = false;
    const [cx, cy] = upright() ? [y, -x] : [x, y];
    look(cx, cy - FOOT / 2 / by, by);
    refresh();
  }
  function zoom(by) { moved = true; look(...middle(), scale() * by); refresh(); }
  const spotOf = (what) => {
    const ends = ("node" in what ? [what.node] : [pairs[what.pair].one, pairs[what.pair].other]).map((node) => at(nodes[node]));
    return [0, 1].map((axis) => ends.reduce((sum, end) => sum + end[axis], 0) / ends.length);
  };
  // The panel covers the right side of a wide window and the foot of a narrow one.
  const covered = () => {
    const [seen, over] = [stage.getBoundingClientRect(), panel.getBoundingClientRect()];
    return over.left > seen.left + 50 ? [Math.max(0, seen.right - over.left), 0] : [0, Math.max(0, seen.bottom - over.top)];
  };
  function isHidden(what) {
    const [x, y] = spotOf(what);
    const [right, foot] = covered();
    return (x - plot.x_range.start) * scale() > width() - right - 20 || (plot.y_range.end - y) * scale() > height() - foot - 20;
  }
  function centre(what) {
    moved = true;
    const by = Math.max(scale(), "node" in what && width() > 600 ? 1.1 : 0);
    const [x, y] = spotOf(what);
    const [right, foot] = covered();
    look(x + right / 2 / by, y - foot / 2 / by, by);
  }

  function near() {
    if (!state.chosen) return null;
    if ("pair" in state.chosen) return new Set([pairs[state.chosen.pair].one, pairs[state.chosen.pair].other]);
    const found = new Set([state.chosen.node]);
    for (const pair of around[state.chosen.node]) if (shownPairs[pair]) { found.add(pairs[pair].one); found.add(pairs[pair].other); }
    return found;
  }

  function draw() {
    sift();
    const by = scale();
    const close = near();
    const columns = { x: [], y: [], size: [], color: [], marker: [], alpha: [], rim: [], rimwidth: [] };
    for (const number of order) {
      const node = nodes[number];
      if (isOff(node)) continue;
      const lit = live[number] && (!close || close.has(number));
      const main = state.chosen && state.chosen.node === number;
      const [x, y] = at(node);
      columns.x.push(x); columns.y.push(y); columns.size.push(2 * radius(node, by)); columns.color.push(node.color);
      columns.marker.push(node.shape); columns.alpha.push(lit ? 1 : 0.13);
      columns.rim.push(main ? "#111111" : "#4a545a"); columns.rimwidth.push(main ? 2.5 : by < 0.5 ? 0.4 : 0.8);
    }
    source.nodes.data = columns;
    const lines = { x0: [], y0: [], x1: [], y1: [], color: [], width: [], alpha: [], dash: [] };
    const signs = { x: [], y: [], text: [], alpha: [] };
    const faint = pairs.length > 2500 ? 0.25 : pairs.length > 500 ? 0.5 : 0.75;
    pairs.forEach((pair, number) => {
      if (!shownPairs[number]) return;
      const lit = state.chosen && (state.chosen.pair === number || state.chosen.node === pair.one || state.chosen.node === pair.other);
      const [x0, y0] = at(nodes[pair.one]);
      const [x1, y1] = at(nodes[pair.other]);
      lines.x0.push(x0); lines.y0.push(y0); lines.x1.push(x1); lines.y1.push(y1);
      lines.color.push(lit ? "#2f3a42" : "#a9b3ba"); lines.alpha.push(lit ? 0.9 : state.chosen ? 0.2 : faint);
      lines.width.push((pairs.length > 2500 ? 0.5 : 0.9) + 0.6 * Math.log2(shownPairs[number]) + (lit ? 0.6 : 0));
      const stated = pair.edges.some((edge) => isShown(edges[edge]) && !edges[edge].inferred);
      lines.dash.push(stated ? "solid" : "dashed");
      if (pair.edges.some((edge) => isShown(edges[edge]) && edges[edge].disputed)) {
        signs.x.push((x0 + x1) / 2); signs.y.push((y0 + y1) / 2); signs.text.push(SIGN); signs.alpha.push(lit || !state.chosen ? 1 : 0.2);
      }
    });
    source.edges.data = lines;
    source.signs.data = signs;
    label(by, close);
  }

  // Labels: where they stand says labels.js; here is only what may be named, and in which font.
  const { place: placeLabels, wrapped } = labeller(data.labelling);
  const widthOf = (line, disc) => { pen.font = `${disc.chosen ? "bold " : ""}${disc.font}px ${FONT}`; return pen.measureText(line).width; };
  let placing = null;  // what was placed last, for tests
  function label(by, close) {
    const [w, h] = [width(), height()];
    const chosen = state.chosen ? state.chosen.node : null;
    const discs = order.filter((number) => live[number] && !isOff(nodes[number]) && (!close || close.has(number)))
      .map((number) => {
        const [x, y] = at(nodes[number]);
        const r = radius(nodes[number], by);
        return { x: (x - plot.x_range.start) * by, y: (plot.y_range.end - y) * by, r, name: pick(nodes[number].names),
          font: (w < 600 ? 10 : 11) + Math.min(3, Math.floor(r / 7)), chosen: number === chosen };
      });
    discs.sort((one, other) => other.chosen - one.chosen);
    const buttons = [0, h - 46, 300, h];
    placing = { discs, frame: [0, 0, w, h], blocked: [buttons] };
    placing.labels = placeLabels(discs, widthOf, placing.frame, placing.blocked);
    const found = { x: [], y: [], text: [], dx: [], dy: [], px: [], style: [], ink: [] };
    for (const { disc, lines, box } of placing.labels) {
      found.x.push(plot.x_range.start + disc.x / by); found.y.push(plot.y_range.end - disc.y / by);
      found.text.push(lines.join("\n")); found.dx.push((box[0] + box[2]) / 2 - disc.x); found.dy.push(box[1] - disc.y);
      found.px.push(`${disc.font}px`); found.style.push(disc.chosen ? "bold" : "normal"); found.ink.push("#22272b");
    }
    source.labels.data = found;
  }

  let waiting = null;
  function refresh() {
    if (!plot || waiting) return;
    waiting = requestAnimationFrame(() => { waiting = null; draw(); });
  }
  let later = null;
  function ranged() {
    if (ours) return;
    moved = true;
    if (nodes.length <= 1500) return void refresh();
    clearTimeout(later);
    later = setTimeout(refresh, 120);  // thousands of nodes are drawn again once the hand rests
  }
  plot.x_range.properties.start.change.connect(ranged);
  plot.y_range.properties.start.change.connect(ranged);
  let size = "";
  function resized() {
    const now = `${width()} ${height()}`;
    if (now === size) return;
    size = now;
    if (moved) look(...middle(), scale());
    else fit();
  }
  plot.properties.inner_width.change.connect(resized);
  plot.properties.inner_height.change.connect(resized);

  function hit(x, y, slack) {
    const by = scale();
    let best = null;
    let nearest = Infinity;
    nodes.forEach((node, number) => {
      if (isOff(node) || !live[number]) return;
      const [nx, ny] = at(node);
      const away = Math.hypot(nx - x, ny - y) * by - radius(node, by);
      if (away < slack / 2 && away < nearest) [nearest, best] = [away, { node: number }];
    });
    if (best) return best;
    nearest = slack;
    pairs.forEach((pair, number) => {
      if (!shownPairs[number]) return;
      const [ax, ay] = at(nodes[pair.one]);
      const [bx, by_] = at(nodes[pair.other]);
      const along = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by_ - ay)) / ((bx - ax) ** 2 + (by_ - ay) ** 2 || 1)));
      const away = Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by_ - ay)) * by;
      if (away < nearest) [nearest, best] = [away, { pair: number }];
    });
    return best;
  }
  const touch = window.matchMedia("(pointer: coarse)").matches;
  plot.on_event("tap", (event) => choose(hit(event.x, event.y, touch ? 16 : 7)));
  plot.on_event("mouseleave", () => { tip.hidden = true; });
  plot.on_event("mousemove", (event) => {
    const found = touch ? null : hit(event.x, event.y, 6);
    tip.hidden = !found;
    document.getElementById("drawing").style.cursor = found ? "pointer" : "";
    if (!found) return;
    const parts = "node" in found ? [pick(nodes[found.node].names), name(nodes[found.node].kind)]
      : [`${pick(nodes[pairs[found.pair].one].names)} – ${pick(nodes[pairs[found.pair].other].names)}`,
        [...new Set(pairs[found.pair].edges.filter((edge) => isShown(edges[edge])).map((edge) => pick(edges[edge].verbs)))].join("; ")];
    const disputed = "pair" in found && pairs[found.pair].edges.some((edge) => isShown(edges[edge]) && edges[edge].disputed);
    tip.replaceChildren(parts[0], make("small", {}, parts[1]), disputed ? make("small", {}, `${SIGN} ${say("disagreements")}`) : "");
    tip.style.left = `${Math.min(event.sx + 14, stage.clientWidth - 270)}px`;
    tip.style.top = `${event.sy + 16}px`;
  });

  async function save(ending) {
    const blob = await view.export(ending, true).to_blob();
    const link = make("a", { href: URL.createObjectURL(blob), download: `${data.file}.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // For tests and for other scripts: where a thing or a line stands in the window.
  const spot = (x, y) => {
    const frame = stage.getBoundingClientRect();
    return [frame.left + (x - plot.x_range.start) * scale(), frame.top + (plot.y_range.end - y) * scale()];
  };
  window.tandem = {
    node: (id) => spot(...at(nodes.find((node) => node.id === id))),
    edge: (one, other, share = 0.5) => {
      const [a, b] = [one, other].map((id) => at(nodes.find((node) => node.id === id)));
      return spot(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]));
    },
    lit: () => source.nodes.data.alpha.filter((alpha) => alpha === 1).length,
    labels: () => source.labels.data.text,
    // What was placed, and the width of each line that may have been measured for it.
    placing: () => ({ ...placing, widths: placing.discs.map((disc) => Object.fromEntries(
      data.labelling.widths.flatMap((letters) => wrapped(disc.name, letters)).map((line) => [line, widthOf(line, disc)]))) }),
    // Anew, with a table of widths for each disc.
    place: (discs, widths, frame, blocked) => {
      const table = new Map(discs.map((disc, number) => [disc, widths[number]]));
      return placeLabels(discs, (line, disc) => table.get(disc)[line], frame, blocked);
    },
    phoneticKeys, like,
    readings,
  };
  speak();
  resized();
  document.body.dataset.ready = "yes";
})();
