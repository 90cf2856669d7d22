// What Bokeh draws: lines, shapes on them, signs, things and labels; and what stands where in the window.

/**
 * @param {ReturnType<typeof networkModel>} net
 * @param {ReturnType<typeof wording>} words
 * @param {HTMLElement} stage
 * @param {HTMLElement} panel what covers a part of the drawing
 * @param {HTMLElement} tools what lies on it
 */
async function networkDrawing(net, words, stage, panel, tools) {
  const { data, nodes, pairs, around, order, state } = net;
  const MANY = 1500; // from so many things on all is drawn again only when the hand rests
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
  const json = JSON.parse(/** @type {string} */ (document.getElementById("plot-data")?.textContent));
  const manager = await Bokeh.embed.embed_item(json, "drawing");
  const view = manager.roots ? [...manager.roots][0] : [...manager][0];
  const plot = view.model;
  // No key does anything in the drawing: what it shows is reached through search, panel and table.
  Object.assign(view.canvas_view.events_el, { tabIndex: -1 }).style.outline = "none";
  /** @type {Record<string, any>} */
  const source = Object.fromEntries(plot.renderers.map((/** @type {any} */ each) => [each.name, each.data_source]));
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

  // -- colours ---------------------------------------------------------------------------------------
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  /** @type {Map<string, string>} */
  const colours = new Map();
  /** @param {string} hue the name of a colour in the styles */
  function colour(hue) {
    const found = colours.get(hue) ?? getComputedStyle(document.documentElement).getPropertyValue(`--${hue}`).trim();
    colours.set(hue, found);
    return found;
  }
  function paint() {
    colours.clear();
    plot.setv({ background_fill_color: colour("paper"), border_fill_color: colour("paper") });
    for (const each of plot.renderers) {
      if (["labels", "signs"].includes(each.name)) each.glyph.background_fill_color = { value: colour("paper") };
      if (each.name === "signs") each.glyph.text_color = { value: colour("disputed") };
    }
  }

  // -- places ----------------------------------------------------------------------------------------
  const width = () => plot.inner_width || stage.clientWidth;
  const height = () => plot.inner_height || stage.clientHeight;
  const scale = () => width() / (plot.x_range.end - plot.x_range.start);
  const upright = () => height() > 1.1 * width();
  /** @type {(number: number) => [number, number]} */
  const at = (number) => (upright() ? [nodes[number].u, nodes[number].v] : [nodes[number].x, nodes[number].y]);
  /** @type {(number: number, by: number) => number} */
  const radius = (number, by) => Math.max(1.8, nodes[number].r * (by <= 1.3 ? by : 1.3 * (by / 1.3) ** 0.45));
  let moved = false; // whether the reader has zoomed or panned
  let ours = false; // whether the ranges change because the page says so

  /** @type {(x: number, y: number, by: number) => void} */
  function look(x, y, by) {
    ours = true;
    plot.x_range.setv({ start: x - width() / 2 / by, end: x + width() / 2 / by });
    plot.y_range.setv({ start: y - height() / 2 / by, end: y + height() / 2 / by });
    ours = false;
  }
  /** @returns {[number, number]} */
  const middle = () => [(plot.x_range.start + plot.x_range.end) / 2, (plot.y_range.start + plot.y_range.end) / 2];
  const foot = () => tools.offsetHeight + 16;
  function fit() {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    nodes.forEach((node, number) => {
      if (net.isOff(node)) return;
      const [x, y] = at(number);
      box[0] = Math.min(box[0], x - node.r);
      box[1] = Math.min(box[1], y - node.r);
      box[2] = Math.max(box[2], x + node.r);
      box[3] = Math.max(box[3], y + node.r);
    });
    if (box[0] > box[2]) return;
    const room = width() > 600 ? 64 : 34;
    const by = Math.min(
      (width() - 2 * room) / Math.max(box[2] - box[0], 1),
      (height() - room - foot()) / Math.max(box[3] - box[1], 1),
      2.4,
    );
    moved = false;
    look((box[0] + box[2]) / 2, (box[1] + box[3]) / 2 - (foot() - room / 2) / 2 / by, by);
    redraw();
  }
  /** @param {number} by */
  function zoom(by) {
    moved = true;
    look(...middle(), scale() * by);
    redraw();
  }
  /** @param {NonNullable<Chosen>} what @returns {[number, number]} */
  function spotOf(what) {
    const ends = ("node" in what ? [what.node] : [pairs[what.pair].one, pairs[what.pair].other]).map(at);
    return [
      ends.reduce((sum, end) => sum + end[0], 0) / ends.length,
      ends.reduce((sum, end) => sum + end[1], 0) / ends.length,
    ];
  }
  // The panel covers the right side of a wide window and the foot of a narrow one.
  function covered() {
    const [seen, over] = [stage.getBoundingClientRect(), panel.getBoundingClientRect()];
    return over.left > seen.left + 50
      ? [Math.max(0, seen.right - over.left), 0]
      : [0, Math.max(0, seen.bottom - over.top)];
  }
  /** @param {NonNullable<Chosen>} what */
  function isHidden(what) {
    const [x, y] = spotOf(what);
    const [right, low] = covered();
    const across = (x - plot.x_range.start) * scale();
    const down = (plot.y_range.end - y) * scale();
    return across < 20 || down < 20 || across > width() - right - 20 || down > height() - low - 20;
  }
  /** @param {NonNullable<Chosen>} what */
  function centre(what) {
    moved = true;
    const by = Math.max(scale(), "node" in what && width() > 600 ? 1.1 : 0);
    const [x, y] = spotOf(what);
    const [right, low] = covered();
    look(x + right / 2 / by, y - low / 2 / by, by);
  }

  // -- drawing ---------------------------------------------------------------------------------------
  let sifted = net.sift();
  let thinned = { drawn: 0, wanted: 0 };
  function draw() {
    const by = scale();
    const lit = net.near();
    drawThings(by, lit);
    const signs = drawLines(by, lit);
    label(by, lit, signs);
    document.dispatchEvent(new CustomEvent("drawn", { detail: thinned }));
  }

  /** @type {(by: number, lit: Set<number> | null) => void} */
  function drawThings(by, lit) {
    /** @type {Record<string, any[]>} */
    const found = { x: [], y: [], size: [], color: [], marker: [], alpha: [], rim: [], rimwidth: [] };
    for (const number of order) {
      const node = nodes[number];
      if (net.isOff(node)) continue;
      const main = state.chosen && "node" in state.chosen && state.chosen.node === number;
      const [x, y] = at(number);
      found.x.push(x);
      found.y.push(y);
      found.size.push(2 * radius(number, by));
      found.color.push(colour(node.hue));
      found.marker.push(node.shape);
      found.alpha.push(sifted.live[number] && (!lit || lit.has(number)) ? 1 : 0.13);
      found.rim.push(colour(main ? "ink" : "rim"));
      found.rimwidth.push(main ? 2.5 : by < 0.5 ? 0.4 : 0.8);
    }
    source.nodes.data = found;
  }

  /** @param {number} number */
  function isLit(number) {
    const { chosen } = state;
    if (!chosen) return false;
    return "pair" in chosen
      ? chosen.pair === number
      : pairs[number].one === chosen.node || pairs[number].other === chosen.node;
  }
  /** Which pairs are drawn: of too many those in sight that have the most origins. */
  function drawnPairs() {
    const wanted = [...pairs.keys()].filter((number) => sifted.strokes[number]);
    thinned = { drawn: wanted.length, wanted: wanted.length };
    if (wanted.length <= data.limits.lines) return wanted;
    const { x_range: across, y_range: up } = plot;
    const seen = wanted.filter((number) => {
      const [[x0, y0], [x1, y1]] = [at(pairs[number].one), at(pairs[number].other)];
      return Math.max(x0, x1) > across.start && Math.min(x0, x1) < across.end &&
        Math.max(y0, y1) > up.start && Math.min(y0, y1) < up.end;
    });
    if (seen.length <= data.limits.lines) {
      thinned = { drawn: seen.length, wanted: seen.length };
      return seen;
    }
    /** @param {number} number */
    const weight = (number) =>
      Math.max(.../** @type {Stroke[]} */ (sifted.strokes[number]).map((each) => each.width)) +
      (isLit(number) ? 100 : 0) + (nodes[pairs[number].one].r + nodes[pairs[number].other].r) / 100;
    const weights = new Map(seen.map((number) => [number, weight(number)]));
    seen.sort((a, b) => Number(weights.get(b)) - Number(weights.get(a)) || a - b);
    thinned = { drawn: data.limits.lines, wanted: seen.length };
    return seen.slice(0, data.limits.lines);
  }

  /**
   * Whether a sign in a place would lie on a thing; things are looked up by the squares of a grid that they touch.
   * @param {number} by
   * @returns {(x: number, y: number) => boolean}
   */
  function crowd(by) {
    const [SIDE, HALF] = [40 / by, 8 / by];
    /** @type {Map<string, number[]>} */
    const squares = new Map();
    /** @type {(x: number, y: number, reach: number, visit: (key: string) => void) => void} */
    const touched = (x, y, reach, visit) => {
      for (let i = Math.floor((x - reach) / SIDE); i <= Math.floor((x + reach) / SIDE); i += 1) {
        for (let j = Math.floor((y - reach) / SIDE); j <= Math.floor((y + reach) / SIDE); j += 1) visit(`${i} ${j}`);
      }
    };
    nodes.forEach((node, number) => {
      if (net.isOff(node)) return;
      touched(...at(number), radius(number, by) / by, (key) => {
        if (!squares.get(key)?.push(number)) squares.set(key, [number]);
      });
    });
    return (x, y) => {
      let found = false;
      touched(x, y, HALF, (key) => {
        found ||= (squares.get(key) ?? []).some((number) => {
          const [nx, ny] = at(number);
          return Math.hypot(nx - x, ny - y) < radius(number, by) / by + HALF;
        });
      });
      return found;
    };
  }

  /** @type {(by: number, lit: Set<number> | null) => Box[]} */
  function drawLines(by, lit) {
    /** @type {Record<string, any[]>} */
    const lines = { x0: [], y0: [], x1: [], y1: [], color: [], width: [], alpha: [], dash: [] };
    /** @type {Record<string, any[]>} */
    const marks = { x: [], y: [], marker: [], color: [], alpha: [] };
    /** @type {Record<string, any[]>} */
    const signs = { x: [], y: [], text: [], alpha: [] };
    /** @type {Box[]} */
    const boxes = [];
    const drawn = drawnPairs();
    const covers = crowd(by);
    const faint = drawn.length > 2500 ? 0.3 : drawn.length > 500 ? 0.55 : 0.85;
    for (const number of drawn) {
      const pair = pairs[number];
      const alpha = isLit(number) ? 1 : lit ? 0.12 : faint;
      const [[x0, y0], [x1, y1]] = [at(pair.one), at(pair.other)];
      const length = Math.hypot(x1 - x0, y1 - y0) || 1;
      const free = length * by - radius(pair.one, by) - radius(pair.other, by); // pixels of the line that one sees
      const strokes = /** @type {Stroke[]} */ (sifted.strokes[number]);
      const disputed = net.linksOf(number).some((edge) => edge.disputed.length);
      const beads = strokes.length + Number(disputed); // what stands on the line, around its middle
      /** @param {number} bead @returns {[number, number]} */
      const spot = (bead) => {
        const share = 0.5 + ((bead - (beads - 1) / 2) * 15) / by / length;
        return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
      };
      strokes.forEach((stroke, place) => {
        const [hue, shape] = data.looks[stroke.layer] ?? ["grey", "circle"];
        const aside = ((place - (strokes.length - 1) / 2) * 4) / by / length;
        const [dx, dy] = [-(y1 - y0) * aside, (x1 - x0) * aside];
        lines.x0.push(x0 + dx);
        lines.y0.push(y0 + dy);
        lines.x1.push(x1 + dx);
        lines.y1.push(y1 + dy);
        lines.color.push(colour(hue));
        lines.alpha.push(alpha);
        lines.dash.push(LINE_STYLES[stroke.style][0]);
        lines.width.push(stroke.width * (drawn.length > 2500 ? 0.5 : 1) + (alpha === 1 ? 0.6 : 0));
        if (drawn.length > data.limits.marks || free < 15 * beads + 6) return;
        const [x, y] = spot(place);
        marks.x.push(x + dx);
        marks.y.push(y + dy);
        marks.marker.push(shape);
        marks.color.push(colour(hue));
        marks.alpha.push(alpha);
      });
      if (!disputed) continue;
      // It covers no thing: it moves along the line or beside it, or waits until the reader comes closer.
      const first = spot(free < 15 * beads + 6 ? (beads - 1) / 2 : beads - 1);
      const along = [0.35, 0.65, 0.25, 0.75].map((share) => [x0 + share * (x1 - x0), y0 + share * (y1 - y0)]);
      const beside = [-1, 1].map((side) => {
        const away = (side * 12) / by / length;
        return [(x0 + x1) / 2 + away * (y1 - y0), (y0 + y1) / 2 - away * (x1 - x0)];
      });
      const open = [first, ...along, ...beside].find(([x, y]) => !covers(x, y));
      if (!open) continue;
      const [x, y] = open;
      signs.x.push(x);
      signs.y.push(y);
      signs.text.push(data.sign);
      signs.alpha.push(alpha > 0.12 ? 1 : 0.2);
      const [across, down] = [(x - plot.x_range.start) * by, (plot.y_range.end - y) * by];
      boxes.push([across - 6, down - 7, across + 6, down + 7]);
    }
    source.edges.data = lines;
    source.marks.data = marks;
    source.signs.data = signs;
    return boxes;
  }

  // Labels: where they stand says labels.js; here is only what may be named, in which font, and what is in the way.
  const { place: placeLabels, wrapped } = labeller(data.labelling);
  /** @type {Size} */
  const widthOf = (line, disc) => {
    pen.font = `${disc.font}px ${FONT}`;
    return pen.measureText(line).width;
  };
  let placing = {
    discs: /** @type {Disc[]} */ ([]),
    frame: /** @type {Box} */ ([0, 0, 0, 0]),
    blocked: /** @type {Box[]} */ ([]),
    labels: /** @type {Label[]} */ ([]),
  };
  /** @type {(by: number, lit: Set<number> | null, signs: Box[]) => void} */
  function label(by, lit, signs) {
    const named = order.filter((number) => sifted.live[number] && (!lit || lit.has(number)));
    const joined = [...named].sort((a, b) => around[b].length - around[a].length).slice(0, data.labelling.always);
    const chosen = state.chosen && "node" in state.chosen ? state.chosen.node : null;
    const first = new Set([...(chosen === null ? [] : [chosen]), ...joined]);
    for (const number of named.filter((each) => nodes[each].leader).slice(0, data.labelling.leading)) first.add(number);
    /** @param {number} number @returns {Disc} */
    const disc = (number) => {
      const [x, y] = at(number);
      const r = radius(number, by);
      return {
        x: (x - plot.x_range.start) * by,
        y: (plot.y_range.end - y) * by,
        r,
        name: words.called(number),
        font: 11 + Math.min(3, Math.floor(r / 7)),
        always: first.has(number),
      };
    };
    const discs = [...first, ...named.filter((number) => !first.has(number))].map(disc);
    // A faint thing is covered by no name either, unless something is chosen and all others step back.
    const faint = lit ? [] : order.filter((number) => !sifted.live[number] && !net.isOff(nodes[number])).map(disc);
    const frame = /** @type {Box} */ ([0, 0, width(), height()]);
    const [seen, over] = [stage.getBoundingClientRect(), tools.getBoundingClientRect()];
    const blocked = /** @type {Box[]} */ ([
      [0, over.top - seen.top - 6, over.right - seen.left + 6, height()],
      ...(lit ? [] : signs),
      ...faint.map(({ x, y, r }) => [x - r, y - r, x + r, y + r]),
    ]);
    placing = { discs, frame, blocked, labels: placeLabels(discs, widthOf, frame, blocked) };
    showLabels(by);
  }
  /** @param {number} by */
  function showLabels(by) {
    /** @type {Record<string, any[]>} */
    const found = { x: [], y: [], text: [], dx: [], dy: [], px: [], ink: [] };
    /** @type {Record<string, any[]>} */
    const leads = { x0: [], y0: [], x1: [], y1: [], color: [] };
    for (const { disc, lines, box, lead } of placing.labels) {
      found.x.push(plot.x_range.start + disc.x / by);
      found.y.push(plot.y_range.end - disc.y / by);
      found.text.push(lines.join("\n"));
      found.dx.push((box[0] + box[2]) / 2 - disc.x);
      found.dy.push(box[1] - disc.y);
      found.px.push(`${disc.font}px`);
      found.ink.push(colour("ink"));
      if (!lead) continue;
      leads.x0.push(plot.x_range.start + lead[0] / by);
      leads.y0.push(plot.y_range.end - lead[1] / by);
      leads.x1.push(plot.x_range.start + lead[2] / by);
      leads.y1.push(plot.y_range.end - lead[3] / by);
      leads.color.push(colour("dim"));
    }
    source.leads.data = leads;
    source.labels.data = found;
  }

  let waiting = 0;
  /** Draws again with the next frame; sifts too where something else is let through. @param {boolean} [anew] */
  function redraw(anew = false) {
    if (anew) sifted = net.sift();
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      draw();
    });
  }
  let later = 0;
  let before = 0;
  function ranged() {
    if (ours) return;
    moved = true;
    const now = scale();
    const panned = Math.abs(now / before - 1) < 1e-6;
    before = now;
    // What only moves, Bokeh moves; where names have room then is looked up when the hand rests.
    if (!panned && nodes.length <= MANY) return redraw();
    clearTimeout(later);
    later = window.setTimeout(redraw, 120);
  }
  plot.x_range.properties.start.change.connect(ranged);
  plot.y_range.properties.start.change.connect(ranged);
  let size = "";
  function resized() {
    const now = `${width()} ${height()}`;
    if (now === size) return;
    size = now;
    if (moved) {
      look(...middle(), scale());
      redraw();
    } else fit();
  }
  plot.properties.inner_width.change.connect(resized);
  plot.properties.inner_height.change.connect(resized);
  dark.addEventListener("change", () => {
    paint();
    redraw();
  });
  paint();

  /**
   * What stands at a place, or so near that it is meant.
   * @type {(x: number, y: number, slack: number) => Chosen}
   */
  function hit(x, y, slack) {
    const by = scale();
    /** @type {Chosen} */
    let best = null;
    let nearest = Infinity;
    nodes.forEach((node, number) => {
      if (net.isOff(node) || !sifted.live[number]) return;
      const [nx, ny] = at(number);
      const away = Math.hypot(nx - x, ny - y) * by - radius(number, by);
      if (away < slack / 2 && away < nearest) [nearest, best] = [away, { node: number }];
    });
    if (best) return best;
    nearest = slack;
    pairs.forEach((pair, number) => {
      if (!sifted.strokes[number]) return;
      const [[ax, ay], [bx, by_]] = [at(pair.one), at(pair.other)];
      const along = Math.min(
        1,
        Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by_ - ay)) / ((bx - ax) ** 2 + (by_ - ay) ** 2 || 1)),
      );
      const away = Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by_ - ay)) * by;
      if (away < nearest) [nearest, best] = [away, { pair: number }];
    });
    return best;
  }
  return {
    plot,
    source,
    at,
    scale,
    width,
    height,
    colour,
    fit,
    zoom,
    isHidden,
    centre,
    redraw,
    resized,
    hit,
    widthOf,
    wrapped,
    placeLabels,
    sifted: () => sifted,
    placing: () => placing,
  };
}
