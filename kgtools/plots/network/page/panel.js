// What stands behind a thing or a line: names, facts, links, claims with their places, disagreements.

/**
 * @param {ReturnType<typeof networkModel>} net
 * @param {ReturnType<typeof wording>} words
 * @param {(what: Chosen, go?: boolean) => void} choose
 */
function describer(net, words, choose) {
  const { data, nodes, pairs, around } = net;
  const { codes, pick, name, say, make, link, icon, time, verbs, called } = words;

  /** The disagreements in which claims stand, each once. @param {string[]} ids @returns {string[]} */
  const disputes = (ids) => [...new Set(ids.flatMap((id) => data.claims[id]?.[5] ?? []))].sort();
  /** @param {string} iri */
  const identifier = (iri) => (iri.startsWith(data.base) ? iri.slice(data.base.length) : "");
  /** @param {string} iri */
  const led = (iri) => (identifier(iri) ? link("thing", identifier(iri), name(iri)) : name(iri));

  /** @param {string} id */
  function claim(id) {
    const [article, where, passage, more, meant] = data.claims[id] ?? ["", "", "", "", ""];
    const place = article ? `${id.split("/").pop()}, ${say("place", where)}` : say("background");
    const found = make(
      "div",
      { class: "claim", "data-claim": id, title: id },
      article ? `${name(article)}, ` : "",
      link("claim", id, place),
    );
    if (meant) found.append(make("small", { class: "meant" }, ` ${name(meant)}`));
    if (more) found.append(make("div", {}, name(more)));
    if (passage) found.append(make("q", {}, passage));
    return found;
  }
  /** @param {string[]} ids */
  function entries(ids) {
    const found = disputes(ids);
    return found.length
      ? make(
        "div",
        { class: "disputed" },
        make("b", {}, `${data.sign} ${say("disagreements")}`),
        ...found.map((id) => {
          const [type, status, explanation] = data.disagreements[id];
          return make(
            "div",
            {},
            link("disagreement", id, id),
            ` (${name(type)}, ${name(status)})`,
            make("p", {}, name(explanation)),
          );
        }),
      )
      : "";
  }
  /** @param {string[]} ids */
  const folded = (ids) =>
    make(
      "details",
      {},
      make("summary", {}, ids.join(", "), disputes(ids).length ? ` ${data.sign}` : ""),
      ...ids.map(claim),
      entries(ids),
    );
  /** The page of a thing, or its id where there is none. @param {Thing} node */
  const page = (node) =>
    make("p", { class: "page" }, data.links ? link("thing", node.id, say("toPage")) : make("code", {}, node.id));

  /** @param {number} number */
  function describeNode(number) {
    const node = nodes[number];
    const parts = [
      make("h2", { class: "name" }, pick(node.names)),
      make("p", { class: "choice" }, icon(node.shape, node.hue), name(node.kind)),
      page(node),
      make(
        "dl",
        {},
        ...codes.flatMap((
          code,
          at,
        ) => [make("dt", {}, code), make("dd", { lang: code }, node.names[at] ?? node.names[0])]),
      ),
    ];
    if (node.facts.length) {
      parts.push(
        make("h3", {}, say("facts")),
        make(
          "ul",
          {},
          ...node.facts.map(([property, value, claims]) =>
            make("li", { class: "fact" }, make("span", {}, `${name(property)}: `), led(value), folded(claims))
          ),
        ),
      );
      if (node.more) parts.push(make("p", { class: "note" }, say("more", node.more)));
    }
    const joined = around[number].map((pair) => ({ pair, links: net.linksOf(pair) })).filter(({ links }) =>
      links.length
    )
      .map(({ pair, links }) => ({
        pair,
        links,
        other: pairs[pair].one === number ? pairs[pair].other : pairs[pair].one,
      }))
      .sort((a, b) => nodes[b.other].r - nodes[a.other].r || a.other - b.other);
    if (joined.length) {
      parts.push(
        make("h3", {}, `${say("joined")} (${joined.length})`),
        make(
          "ul",
          {},
          ...joined.map(({ pair, links, other }) =>
            make(
              "li",
              {},
              make(
                "button",
                {
                  class: "link",
                  type: "button",
                  onclick: () => choose({ pair }),
                },
                called(other),
                make("small", {}, verbs(links)),
              ),
            )
          ),
        ),
      );
    }
    return parts;
  }
  /** @param {Link} edge */
  const direction = (edge) => `${pick(edge.verbs)} ${edge.directed ? "→" : "–"}`.trim();
  /** @param {Link} edge */
  const describeLink = (edge) =>
    make(
      "div",
      { class: "edge" },
      make(
        "p",
        {},
        called(edge.ends[0]),
        " ",
        make("b", { class: "verb" }, direction(edge)),
        " ",
        called(edge.ends[1]),
        edge.inferred ? make("small", { class: "inferred" }, ` (${say("inferred")})`) : "",
        edge.planned ? make("small", { class: "planned" }, ` (${say("planned")})`) : "",
      ),
      make("p", { class: "time" }, time(edge)),
      edge.via.length
        ? make(
          "p",
          {},
          `${say("by")}: `,
          ...edge.via.flatMap((via, number) => [number ? "; " : "", link("thing", via, name(data.base + via))]),
        )
        : "",
      make("p", { class: "support" }, `${say("column.support")}: ${edge.support}`),
      ...edge.claims.map(claim),
      entries(edge.claims),
    );
  /**
   * @param {number} number
   * @param {Link} [first]
   */
  function describePair(number, first) {
    /** @param {number} node */
    const end = (node) =>
      make(
        "div",
        {},
        make("button", { class: "link name", type: "button", onclick: () => choose({ node }) }, called(node)),
        page(nodes[node]),
      );
    return [
      make("h2", {}, say("column.verb")),
      end(pairs[number].one),
      end(pairs[number].other),
      ...net.linksOf(number).sort((a, b) => Number(b === first) - Number(a === first)).map(describeLink),
    ];
  }
  /** @param {Chosen} what */
  const describe = (
    what,
  ) => (!what ? [] : "node" in what ? describeNode(what.node) : describePair(what.pair, what.link));
  return { describe, direction, disputes };
}
