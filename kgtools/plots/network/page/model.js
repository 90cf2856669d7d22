// What a network holds, and what of it the reader lets through.

/**
 * @typedef {{ id: string, names: string[], kind: string, group: string, layer: string, leader: boolean, hue: string,
 *   shape: string, x: number, y: number, u: number, v: number, r: number, keys: string[][],
 *   facts: [string, string, string[]][], more: number }} Thing u and v are its place where the window is upright
 * @typedef {{ ends: [number, number], directed: boolean, verbs: string[], layers: string[], start: string, end: string,
 *   told: string, years: [number, number][], via: string[], claims: string[], weight: number, support: number,
 *   width: number, inferred: boolean, planned: boolean, disputed: string[] }} Link
 * @typedef {{ one: number, other: number, links: number[] }} Pair two things, and the numbers of what joins them
 * @typedef {{ layer: string, width: number, style: number }} Stroke what is drawn of a pair for one layer
 * @typedef {{ node: number } | { pair: number, link?: Link } | null} Chosen a link of the pair that is told first
 */

// How a line is drawn, as Bokeh and as SVG name it: of what an article states, of what is inferred, of plans.
const LINE_STYLES = [["solid", "none"], ["dashed", "6 4"], ["dashdot", "6 4 2 4"]];
/** Which of these a link has. @param {Link} link */
const lineStyle = (link) => (link.planned ? 2 : link.inferred ? 1 : 0);

/** @param {any} data what stands in the page */
function networkModel(data) {
  /** @type {{ nodes: Thing[], edges: Link[] }} */
  const { nodes, edges } = data;
  const layers = new Set(data.off);
  /** @param {Link} edge */
  const isOffPlan = (edge) => edge.planned && layers.has(data.planned);
  /** The first and last year of what is not left out as planned. @returns {[number, number] | null} */
  function reach() {
    const found = [Infinity, -Infinity];
    for (const edge of edges) {
      if (isOffPlan(edge)) continue;
      for (const [first, last] of edge.years) {
        found[0] = Math.min(found[0], first);
        found[1] = Math.max(found[1], last);
      }
    }
    return found[0] <= found[1] ? [found[0], found[1]] : null;
  }
  const years = reach();
  const state = {
    language: data.language,
    groups: new Set(),
    layers,
    undated: false,
    played: false,
    chosen: /** @type {Chosen} */ (null),
    from: years ? years[0] : 0,
    to: years ? years[1] : 0,
  };

  /** @type {Pair[]} */
  const pairs = [];
  /** @type {Map<string, number>} */
  const known = new Map();
  edges.forEach((edge, number) => {
    const [one, other] = [Math.min(...edge.ends), Math.max(...edge.ends)];
    const key = `${one} ${other}`;
    const place = known.get(key) ?? pairs.push({ one, other, links: [] }) - 1;
    known.set(key, place);
    pairs[place].links.push(number);
  });
  /** @type {number[][]} */
  const around = nodes.map(() => []);
  pairs.forEach((pair, number) => {
    around[pair.one].push(number);
    around[pair.other].push(number);
  });
  // The most joined and the leaders first, for they are named first.
  const order = [...nodes.keys()].sort((a, b) =>
    Number(nodes[b].leader) - Number(nodes[a].leader) || nodes[b].r - nodes[a].r ||
    around[b].length - around[a].length || a - b
  );
  /** Has the years reach as far as what is let in; who saw the whole time sees it still. */
  function stretch() {
    const now = reach();
    if (!years || !now) return;
    const all = whole();
    [years[0], years[1]] = now;
    state.from = all ? now[0] : Math.min(Math.max(state.from, now[0]), now[1]);
    state.to = all ? now[1] : Math.min(Math.max(state.to, now[0]), now[1]);
  }
  const whole = () => !years || (state.from === years[0] && state.to === years[1]);

  /** @param {Thing} node */
  const isOff = (node) => state.groups.has(node.group) || state.layers.has(node.layer);
  /** @param {Link} edge */
  const isWanted = (edge) =>
    !isOffPlan(edge) &&
    !edge.ends.some((end) => isOff(nodes[end])) &&
    !(edge.layers.length && edge.layers.every((layer) => state.layers.has(layer)));
  /**
   * In which years a link holds says `kgtools/values/spans.py`. What no article dates is in none of them: it belongs
   * to the whole time, and to other years only if the reader lets it in.
   * @param {Link} edge
   */
  function isShown(edge) {
    if (!isWanted(edge)) return false;
    if (!edge.years.length) return state.undated || (whole() && !state.played);
    return edge.years.some(([first, last]) => first <= state.to && last >= state.from);
  }
  /** @param {number} pair */
  const linksOf = (pair) => pairs[pair].links.map((number) => edges[number]).filter(isShown);

  /** @param {Link[]} links */
  function strokesOf(links) {
    /** @type {Map<string, Stroke>} */
    const found = new Map();
    for (const link of links) {
      for (const layer of link.layers.filter((each) => !state.layers.has(each))) {
        const stroke = found.get(layer);
        if (!stroke) found.set(layer, { layer, width: link.width, style: lineStyle(link) });
        else {Object.assign(stroke, {
            width: Math.max(stroke.width, link.width),
            style: Math.min(stroke.style, lineStyle(link)),
          });}
      }
      if (!link.layers.length) found.set("", { layer: "", width: link.width, style: lineStyle(link) });
    }
    return [...found.values()];
  }

  function sift() {
    const live = nodes.map(() => false);
    let total = 0;
    const strokes = pairs.map((pair, number) => {
      const links = linksOf(number);
      if (!links.length) return null;
      live[pair.one] = live[pair.other] = true;
      total += links.reduce((sum, link) => sum + link.weight, 0);
      return strokesOf(links);
    });
    const undated = edges.filter((edge) => !edge.years.length && isWanted(edge))
      .reduce((sum, edge) => sum + edge.weight, 0);
    return { live, strokes, things: live.filter(Boolean).length, total, undated };
  }

  /** What is lit when something is chosen: the thing and what it is joined to, or both ends; null if nothing is. */
  function near() {
    const { chosen } = state;
    if (!chosen) return null;
    if ("pair" in chosen) return new Set([pairs[chosen.pair].one, pairs[chosen.pair].other]);
    const found = new Set([chosen.node]);
    for (const pair of around[chosen.node]) {
      if (linksOf(pair).length) found.add(pairs[pair].one).add(pairs[pair].other);
    }
    return found;
  }

  return {
    data,
    nodes,
    edges,
    pairs,
    around,
    order,
    years,
    state,
    stretch,
    whole,
    isOff,
    isShown,
    linksOf,
    sift,
    near,
  };
}
