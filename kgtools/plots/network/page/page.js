// The page of a network: what stands in #content is drawn, searched, filtered, listed and described.
(async () => {
  const data = JSON.parse(/** @type {string} */ (document.getElementById("content")?.textContent));
  const net = networkModel(data);
  const words = wording(net);
  const { nodes, pairs, state, years } = net;
  const { codes, pick, name, say, make, icon, verbs, called } = words;
  /** @param {string} id @returns {any} */
  const the = (id) => document.getElementById(id);

  // -- the house of the page -------------------------------------------------------------------------
  const app = the("app");
  const select = make(
    "select",
    {
      id: "language",
      onchange: () => {
        state.language = select.value;
        speak();
      },
    },
    ...codes.map((code) =>
      make("option", { value: code, lang: code, selected: code === state.language }, data.languages[code])
    ),
  );
  const controls = make("aside", { id: "controls" });
  const panel = make("section", { id: "panel", hidden: true, tabindex: "-1" });
  const tip = make("div", { id: "tip", hidden: true });
  const tools = make("div", { id: "tools", role: "group" });
  const canvas = make("div", { id: "drawing", role: "img" });
  const stage = make("div", { id: "stage" }, canvas, tools, tip);
  const { describe, direction } = describer(net, words, choose);
  const table = linkTable(net, words, direction, choose);
  const lod = make("p", { id: "thinned", class: "note" });
  const part = make("p", { id: "part", class: "note", hidden: !data.leftOut });
  app.append(
    make(
      "header",
      {},
      make("h1"),
      make("span", { id: "view" }),
      make("span", { id: "status", role: "status" }),
      select,
    ),
    make("main", {}, part, stage, lod),
    controls,
    table.section,
    panel,
    make("footer"),
    make("div", { id: "print" }),
  );
  if (window.matchMedia("(min-width: 761px)").matches) app.insertBefore(controls, app.querySelector("main"));

  /** @type {(set: Set<string>, key: string, label: string, mark: Node | string, count?: number) => HTMLElement} */
  function choice(set, key, label, mark, count) {
    const box = make("input", {
      type: "checkbox",
      checked: !set.has(key),
      "data-key": key,
      onchange: () => {
        if (box.checked) set.delete(key);
        else set.add(key);
        if (key === data.planned) stretched();
        changed();
      },
    });
    return make(
      "label",
      { class: "choice" },
      box,
      mark,
      make("span", {}, label),
      count == null ? "" : make("i", {}, `${count}`),
    );
  }
  function filters() {
    const { edges } = net;
    const parts = [
      make("h2", {}, say("kinds")),
      make(
        "div",
        { id: "kinds" },
        ...data.groups.map((/** @type {string[]} */ [group, key, hue, shape]) =>
          choice(
            state.groups,
            group,
            key ? name(key) : say("other"),
            icon(shape, hue),
            nodes.filter((node) => node.group === group).length,
          )
        ),
      ),
    ];
    if (data.layers.length) {
      parts.push(
        make("h2", {}, say("layers")),
        make(
          "div",
          { id: "layers" },
          ...data.layers.map((/** @type {string[]} */ [layer, key]) =>
            choice(
              state.layers,
              layer,
              name(key),
              icon(data.looks[layer][1], data.looks[layer][0], "none"),
              edges.filter((edge) => edge.layers.includes(layer) && !edge.planned).length,
            )
          ),
          ...(edges.some((edge) => edge.planned)
            ? [choice(
              state.layers,
              data.planned,
              say("planned"),
              icon("", "grey", LINE_STYLES[2][1]),
              edges.filter((edge) => edge.planned).length,
            )]
            : []),
        ),
      );
    }
    return parts;
  }
  function yearsChosen() {
    if (!years) return [];
    /** @type {(end: "from" | "to", label: string) => HTMLElement} */
    const thumb = (end, label) =>
      make("input", {
        type: "range",
        id: end,
        "aria-label": say(label),
        min: years[0],
        max: years[1],
        value: state[end],
        oninput: (/** @type {any} */ event) => {
          slide(end, Number(event.target.value));
        },
      });
    const undated = make("input", {
      type: "checkbox",
      id: "undated",
      checked: state.undated,
      onchange: () => {
        state.undated = undated.checked;
        changed();
      },
    });
    return [
      make("h2", {}, say("years")),
      make(
        "div",
        { class: "span" },
        make("output", { id: "from-year", for: "from" }),
        make("output", { id: "to-year", for: "to" }),
      ),
      make("div", { class: "slider" }, thumb("from", "from"), thumb("to", "to")),
      make("button", { id: "play", type: "button", onclick: play }, say(timer ? "stop" : "play")),
      make("label", { class: "choice undated" }, undated, make("span")),
    ];
  }
  function legend() {
    const { edges } = net;
    const parts = [make("p", { class: "note" }, say("thickness"))];
    if (edges.some((edge) => edge.inferred)) {
      parts.push(make("p", { class: "note" }, icon("", "grey", LINE_STYLES[1][1]), ` ${say("inferred")}`));
    }
    if (edges.some((edge) => edge.planned)) {
      parts.push(make("p", { class: "note" }, icon("", "grey", LINE_STYLES[2][1]), ` ${say("plans")}`));
    }
    if (edges.some((edge) => edge.disputed.length)) {
      parts.push(make("p", { class: "note" }, make("b", { class: "sign" }, data.sign), ` ${say("disagreements")}`));
    }
    parts.push(
      make("p", { class: "note" }, `${say("size", data.size[state.language])}. ${say("hint")} ${say("room")}`),
    );
    return parts;
  }
  function speak() {
    document.documentElement.lang = state.language;
    document.documentElement.dir = data.fromRight.includes(state.language) ? "rtl" : "ltr";
    document.title = pick(data.view);
    app.querySelector("h1").textContent = pick(data.finding) || pick(data.view);
    the("view").textContent = pick(data.finding) ? pick(data.view) : "";
    select.setAttribute("aria-label", say("language"));
    const box = make("input", {
      type: "search",
      id: "search",
      placeholder: say("search"),
      "aria-label": say("search"),
      autocomplete: "off",
      oninput: () => find(box.value),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter") the("controls").querySelector("#results button")?.click();
      },
    });
    controls.setAttribute("aria-label", say("filters"));
    controls.replaceChildren(box, make("ul", { id: "results" }), ...filters(), ...yearsChosen(), ...legend());
    /** @type {(id: string, text: string, label: string, act: () => void) => HTMLElement} */
    const tool = (id, text, label, act) =>
      make("button", { id, type: "button", title: label, "aria-label": label, onclick: act }, text);
    tools.setAttribute("aria-label", say("tools"));
    tools.replaceChildren(
      tool("closer", "+", say("closer"), () => drawing?.zoom(1.4)),
      tool("farther", "−", say("farther"), () => drawing?.zoom(1 / 1.4)),
      tool("whole", say("whole"), say("whole"), () => drawing?.fit()),
      tool("png", "PNG", "PNG", () => picture?.save("png")),
      tool("svg", "SVG", "SVG", () => picture?.save("svg")),
      tool("table", say("column.table"), say("column.table"), () => {
        table.section.scrollIntoView();
        table.section.querySelector(".open")?.focus();
      }),
    );
    part.textContent = words.left();
    panel.setAttribute("aria-label", say("panel"));
    canvas.setAttribute("aria-label", `${pick(data.finding) || pick(data.view)}. ${say("alternative")}`);
    app.querySelector("footer").replaceChildren(...ofLanguage(data.notes).map((note) => make("p", {}, note)));
    showYears();
    open();
    changed();
  }
  /** @param {string[][]} texts of each language */
  const ofLanguage = (texts) => texts[codes.indexOf(state.language)];

  // -- years -----------------------------------------------------------------------------------------
  /** @type {number | undefined} */
  let timer;
  function showYears() {
    if (!years) return;
    the("from-year").textContent = state.from;
    the("to-year").textContent = state.to;
    the("from").value = state.from;
    the("to").value = state.to;
    const span = Math.max(1, years[1] - years[0]);
    const share = (state.to - state.from) / span;
    const slider = app.querySelector(".slider");
    slider.style.setProperty("--width", `${100 * share}%`);
    slider.style.setProperty("--left", share < 1 ? `${(100 * (state.from - years[0])) / span / (1 - share)}%` : "0%");
    // Of two thumbs in one place the one that can still move lies above.
    the("from").style.zIndex = state.from > (years[0] + years[1]) / 2 ? 2 : 1;
    the("to").style.zIndex = state.from > (years[0] + years[1]) / 2 ? 1 : 2;
  }
  /** Where plans are let in or left out, the slider reaches as far as the years do. */
  function stretched() {
    if (!years) return;
    net.stretch();
    for (const end of ["from", "to"]) Object.assign(the(end), { min: years[0], max: years[1] });
    showYears();
  }
  /** @type {(end: "from" | "to", value: number) => void} */
  function slide(end, value) {
    state[end] = value;
    state.played = false;
    if (state.from > state.to) state[end === "from" ? "to" : "from"] = value;
    showYears();
    changed();
  }
  // From the whole time the years are added one by one; a stretch of years moves on as it is.
  function play() {
    if (timer) return halt();
    if (!years) return undefined;
    const width = net.whole() ? null : state.to - state.from;
    state.played = true;
    const last = state.to === years[1] && width !== null;
    if (width === null) [state.from, state.to] = [years[0], years[0]];
    else if (last) [state.from, state.to] = [years[0], years[0] + width];
    the("play").textContent = say("stop");
    showYears();
    changed();
    timer = window.setInterval(() => {
      if (state.to >= years[1]) return halt();
      state.to += 1;
      if (width !== null) state.from += 1;
      showYears();
      return changed();
    }, 650);
    return undefined;
  }
  function halt() {
    clearInterval(timer);
    timer = undefined;
    the("play").textContent = say("play");
  }

  // -- search ----------------------------------------------------------------------------------------
  const { phoneticKeys, readings, like, scorer } = nameSearch(data.phonetics, data.ranking);
  /** @param {string} text */
  function matches(text) {
    const score = scorer(text);
    return nodes.map((node, number) => ({ number, best: score(node.keys) })).filter(({ best }) => best)
      .sort((a, b) => b.best - a.best || nodes[b.number].r - nodes[a.number].r).slice(0, 10).map(({ number }) =>
        number
      );
  }
  /** @param {string} text */
  function find(text) {
    const list = the("results");
    const found = matches(text);
    list.replaceChildren(...found.map((number) =>
      make(
        "li",
        {},
        make(
          "button",
          {
            type: "button",
            onclick: () => {
              list.replaceChildren();
              choose({ node: number }, true);
            },
          },
          called(number),
          make("small", {}, name(nodes[number].kind)),
        ),
      )
    ));
    if (!found.length && text.trim()) list.append(make("li", { class: "none" }, say("none")));
  }

  // -- what is chosen --------------------------------------------------------------------------------
  function open() {
    const { chosen } = state;
    panel.hidden = !chosen;
    document.body.classList.toggle("open", !panel.hidden);
    if (!chosen) return;
    panel.replaceChildren(
      make("button", { class: "shut", type: "button", "aria-label": say("close"), onclick: () => choose(null) }, "×"),
      ...describe(chosen),
    );
  }
  /**
   * @param {Chosen} what
   * @param {boolean} [go] whether it is brought to the middle of the drawing
   */
  function choose(what, go = false) {
    state.chosen = what;
    // Who is found by name is shown, even if the layer was off.
    const layer = what && "node" in what ? nodes[what.node].layer : "";
    const found = layer && state.layers.delete(layer);
    if (found) app.querySelector(`#layers input[data-key="${layer}"]`).checked = true;
    if (found && layer === data.planned) stretched();
    tip.hidden = true;
    open();
    panel.scrollTop = 0;
    if (what && drawing && (go || drawing.isHidden(what))) drawing.centre(what);
    if (found) changed();
    else drawing?.redraw();
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(null);
  });

  /** Shows anew what the filters let through: in the drawing, the table and the counts. */
  function changed() {
    drawing?.redraw(true);
    const { things, total, undated } = drawing ? drawing.sifted() : net.sift();
    app.querySelector("#undated + span")?.replaceChildren(say("undated", undated));
    the("status").textContent = say("shown", things, total);
    table.fill();
  }

  /** @type {Awaited<ReturnType<typeof networkDrawing>> | undefined} */
  // deno-lint-ignore prefer-const -- what is told beside the drawing is told before it is there
  let drawing;
  /** @type {ReturnType<typeof networkPicture> | undefined} */
  // deno-lint-ignore prefer-const
  let picture;
  speak();
  document.addEventListener("drawn", (/** @type {any} */ { detail }) => {
    lod.textContent = detail.drawn < detail.wanted ? say("thinned", detail.drawn, detail.wanted) : "";
  });
  drawing = await networkDrawing(net, words, stage, panel, tools);
  picture = networkPicture(net, words, drawing);
  changed();

  const touch = window.matchMedia("(pointer: coarse)").matches;
  const { plot, hit } = drawing;
  plot.on_event("tap", (/** @type {any} */ event) => choose(hit(event.x, event.y, touch ? 16 : 7)));
  plot.on_event("mouseleave", () => {
    tip.hidden = true;
  });
  plot.on_event("mousemove", (/** @type {any} */ event) => {
    const found = touch ? null : hit(event.x, event.y, 6);
    tip.hidden = !found;
    canvas.style.cursor = found ? "pointer" : "";
    if (!found) return;
    const links = "pair" in found ? net.linksOf(found.pair) : [];
    const [first, second] = "node" in found
      ? [called(found.node), name(nodes[found.node].kind)]
      : [`${called(pairs[found.pair].one)} – ${called(pairs[found.pair].other)}`, verbs(links)];
    tip.replaceChildren(
      first,
      make("small", {}, second),
      links.some((edge) => edge.disputed.length) ? make("small", {}, `${data.sign} ${say("disagreements")}`) : "",
    );
    tip.style.left = `${Math.min(event.sx + 14, stage.clientWidth - 270)}px`;
    tip.style.top = `${event.sy + 16}px`;
  });
  window.addEventListener("beforeprint", () => {
    the("print").innerHTML = picture?.svg() ?? "";
  });
  window.addEventListener("afterprint", () => the("print").replaceChildren());

  // For tests and for other scripts: where a thing or a line stands in the window, and what is drawn.
  const { at, scale, placing, source } = drawing;
  /** @type {(x: number, y: number) => [number, number]} */
  const spot = (x, y) => {
    const frame = stage.getBoundingClientRect();
    return [frame.left + (x - plot.x_range.start) * scale(), frame.top + (plot.y_range.end - y) * scale()];
  };
  /** @param {string} id */
  const numberOf = (id) => nodes.findIndex((node) => node.id === id);
  Object.assign(window, {
    tandem: {
      node: (/** @type {string} */ id) => spot(...at(numberOf(id))),
      edge: (/** @type {string} */ one, /** @type {string} */ other, share = 0.5) => {
        const [a, b] = [at(numberOf(one)), at(numberOf(other))];
        return spot(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]));
      },
      lit: () => source.nodes.data.alpha.filter((/** @type {number} */ alpha) => alpha === 1).length,
      labels: () => source.labels.data.text,
      // What was placed, and the width of each line that may have been measured for it.
      placing: () => ({
        ...placing(),
        widths: placing().discs.map((disc) =>
          Object.fromEntries(
            data.labelling.widths
              .flatMap((/** @type {number} */ letters) => drawing?.wrapped(disc.name, letters))
              .map((/** @type {string} */ line) => [line, drawing?.widthOf(line, disc)]),
          )
        ),
      }),
      // Anew, with a table of widths for each disc.
      place: (
        /** @type {Disc[]} */ discs,
        /** @type {Record<string, number>[]} */ widths,
        /** @type {Box} */ frame,
        /** @type {Box[]} */ blocked,
      ) => {
        const measured = new Map(discs.map((disc, number) => [disc, widths[number]]));
        return drawing?.placeLabels(discs, (line, disc) => measured.get(disc)?.[line] ?? 0, frame, blocked);
      },
      svg: () => picture?.svg(),
      source,
      net,
      scale,
      phoneticKeys,
      like,
      readings,
    },
  });
  drawing.resized();
  // The page opens at the thing whose id its address ends in, as in `…/network-actors.html#state/avalon`.
  const arrive = () => {
    const number = numberOf(decodeURIComponent(location.hash.slice(1)));
    if (number >= 0) choose({ node: number }, true);
  };
  arrive();
  window.addEventListener("hashchange", arrive);
  document.body.dataset.ready = "yes";
})();
