// The picture as SVG with real text: what is saved, and what is printed.

/**
 * @param {ReturnType<typeof networkModel>} net
 * @param {ReturnType<typeof wording>} words
 * @param {Awaited<ReturnType<typeof networkDrawing>>} drawing
 */
function networkPicture(net, words, drawing) {
  const { data, state } = net;
  const { pick, say, name } = words;
  const LINE = 17;
  // A picture is for paper: whatever the scheme of the page, it has the colours for white.
  /** @type {Record<string, string>} */
  /** @type {Record<string, string>} */
  const paper = data.paper;
  /** @type {Map<string, string>} */
  let whitened = new Map();
  /** @param {string} seen a colour of the page */
  const white = (seen) => whitened.get(seen) ?? seen;
  /** @param {unknown} text */
  const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  /** @type {(tag: string, attributes: Record<string, unknown>, inside?: string) => string} */
  const element = (tag, attributes, inside = "") =>
    `<${tag}${
      Object.entries(attributes).filter(([, value]) => value != null)
        .map(([key, value]) => ` ${key}="${escaped(typeof value === "number" ? Math.round(value * 10) / 10 : value)}"`)
        .join("")
    }>${inside}</${tag}>`;
  /** @type {(text: string, x: number, y: number, more?: Record<string, unknown>) => string} */
  const written = (text, x, y, more = {}) => element("text", { x, y, ...more }, escaped(text));
  /** @param {string} shape @param {number} x @param {number} y @param {number} size @param {Record<string, unknown>} more */
  const shaped = (shape, x, y, size, more) =>
    element("path", {
      d: data.shapes[shape],
      transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${(size / 10).toFixed(3)})`,
      ...more,
    });

  /** A text in lines no wider than so many pixels. @type {(text: string, wide: number, font: number) => string[]} */
  function folded(text, wide, font) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const last = lines.length - 1;
      const longer = `${lines[last]} ${word}`.trim();
      if (!lines[last] || drawing.widthOf(longer, { font, x: 0, y: 0, r: 0, name: "", always: false }) <= wide) {
        lines[last] = longer;
      } else lines.push(word);
    }
    return lines;
  }

  /** What Bokeh was given, turned into elements. @param {number} down */
  function drawn(down) {
    const { source, plot, scale } = drawing;
    const by = scale();
    /** @param {number} x */
    const px = (x) => (x - plot.x_range.start) * by;
    /** @param {number} y */
    const py = (y) => (plot.y_range.end - y) * by + down;
    /** @type {(name: string, draw: (data: Record<string, any[]>, i: number) => string) => string} */
    const each = (from, draw) => {
      const columns = source[from].data;
      return [...(columns.x ?? columns.x0)].map((_, i) => draw(columns, i)).join("");
    };
    return each(
      "edges",
      (d, i) =>
        element("line", {
          x1: px(d.x0[i]),
          y1: py(d.y0[i]),
          x2: px(d.x1[i]),
          y2: py(d.y1[i]),
          stroke: white(d.color[i]),
          "stroke-width": d.width[i],
          opacity: d.alpha[i],
          "stroke-dasharray": LINE_STYLES.find(([name]) => name === d.dash[i])?.[1],
        }),
    ) +
      each(
        "marks",
        (d, i) => shaped(d.marker[i], px(d.x[i]), py(d.y[i]), 7, { fill: white(d.color[i]), opacity: d.alpha[i] }),
      ) +
      each(
        "leads",
        (d, i) =>
          element("line", {
            x1: px(d.x0[i]),
            y1: py(d.y0[i]),
            x2: px(d.x1[i]),
            y2: py(d.y1[i]),
            stroke: white(d.color[i]),
            "stroke-width": 0.7,
          }),
      ) +
      each(
        "nodes",
        (d, i) =>
          shaped(d.marker[i], px(d.x[i]), py(d.y[i]), d.size[i], {
            fill: white(d.color[i]),
            stroke: white(d.rim[i]),
            "stroke-width": 0.6,
            opacity: d.alpha[i],
          }),
      ) +
      each(
        "signs",
        (d, i) =>
          written(d.text[i], px(d.x[i]), py(d.y[i]) + 5, {
            fill: paper.disputed,
            "font-weight": 700,
            "font-size": 13,
            "text-anchor": "middle",
            opacity: d.alpha[i],
          }),
      );
  }
  /** The labels, in the order of the drawing. @param {number} down */
  function labels(down) {
    return drawing.placing().labels.map(({ disc, lines, box }) =>
      element(
        "text",
        {
          "font-size": disc.font,
          "text-anchor": "middle",
          fill: paper.ink,
          stroke: paper.paper,
          "stroke-width": 3,
          "paint-order": "stroke",
          "stroke-opacity": 0.8,
        },
        lines.map((line, i) =>
          element(
            "tspan",
            { x: (box[0] + box[2]) / 2, y: box[1] + down + 1 + disc.font * (0.9 + 1.1 * i) },
            escaped(line),
          )
        ).join(""),
      )
    ).join("");
  }
  /** What shapes, colours and lines mean, in as many lines as are needed. @param {number} top */
  function legend(top) {
    const seen = new Set(net.nodes.filter((_, number) => drawing.sifted().live[number]).map((node) => node.group));
    const layers = new Set(drawing.sifted().strokes.flatMap((strokes) => strokes ?? []).map((each) => each.layer));
    const plain = { fill: "none", stroke: "currentColor", "stroke-width": 2 };
    /** @type {[string, string][]} */
    const entries = [
      ...data.groups.filter((/** @type {string[]} */ [group]) => seen.has(group)).map((
        /** @type {string[]} */ [, key, hue, shape],
      ) => [shaped(shape, 8, 0, 10, { fill: paper[hue] }), key ? name(key) : say("other")]),
      ...data.layers.filter((/** @type {string[]} */ [layer]) => layers.has(layer)).map(
        (/** @type {string[]} */ [layer, key]) => {
          const [hue, shape] = data.looks[layer];
          return [
            element(
              "g",
              { color: paper[hue] },
              element("path", { d: "M0 0h18", ...plain }) +
                shaped(shape, 9, 0, 7, { fill: "currentColor" }),
            ),
            name(key),
          ];
        },
      ),
    ];
    const styles = new Set(drawing.sifted().strokes.flatMap((strokes) => strokes ?? []).map((each) => each.style));
    for (const [style, word] of /** @type {[number, string][]} */ ([[1, "inferred"], [2, "plans"]])) {
      if (!styles.has(style)) continue;
      const line = element("path", { d: "M0 0h18", ...plain, "stroke-dasharray": LINE_STYLES[style][1] });
      entries.push([line, say(word)]);
    }
    if (net.edges.some((edge) => edge.disputed.length)) {
      entries.push([written(data.sign, 4, 5, { "font-weight": 700 }), say("disagreements")]);
    }
    entries.push(["", say("size", data.size[state.language])], ["", say("thickness")]);
    let [x, y] = [16, top];
    const marked = entries.map(([mark, text]) => {
      const wide = (mark ? 24 : 0) + drawing.widthOf(text, { font: 12, x: 0, y: 0, r: 0, name: "", always: false }) +
        20;
      if (x > 16 && x + wide > drawing.width()) [x, y] = [16, y + LINE];
      const found = element(
        "g",
        { transform: `translate(${x.toFixed(1)} ${y})` },
        mark + written(text, mark ? 24 : 0, 4, { "font-size": 12 }),
      );
      x += wide;
      return found;
    });
    return { text: marked.join(""), bottom: y + LINE };
  }
  /** Notes in small print. @param {number} top */
  function notes(top) {
    const lines = noted().flatMap((note) => folded(note, drawing.width() - 32, 10.5));
    const text = lines.map((line, number) =>
      written(line, 16, top + number * 14, { "font-size": 10.5, fill: paper.dim })
    );
    return { text: text.join(""), bottom: top + lines.length * 14 };
  }
  /** What is left out, then the sources. @returns {string[]} */
  const noted = () =>
    [words.left(), document.getElementById("thinned")?.textContent ?? ""].filter(Boolean)
      .concat(data.notes[words.codes.indexOf(state.language)]);

  function svg() {
    whitened = new Map(Object.entries(paper).map(([hue, light]) => [drawing.colour(hue), light]));
    const [wide, title] = [drawing.width(), pick(data.finding) || pick(data.view)];
    const heading = folded(title, wide - 32, 17.6).map((line, number) =>
      // bold letters of 16 are wider than plain ones
      written(line, 16, 28 + 20 * number, { "font-size": 16, "font-weight": 600 })
    );
    const top = 20 + 20 * heading.length;
    const key = legend(top + drawing.height() + 12);
    const small = notes(key.bottom + 6);
    const described = [pick(data.view), document.getElementById("status")?.textContent, ...noted()].filter(Boolean)
      .join(". ");
    const box = { x: 0, y: top, width: wide, height: drawing.height() };
    return element(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        viewBox: `0 0 ${wide} ${small.bottom}`,
        width: wide,
        height: small.bottom,
        lang: state.language,
        role: "img",
        "aria-labelledby": "picture-title picture-words",
        "font-family": "system-ui, 'DejaVu Sans', sans-serif",
        fill: paper.ink,
        color: paper.ink,
      },
      element("title", { id: "picture-title" }, escaped(title)) +
        element("desc", { id: "picture-words" }, escaped(described)) +
        element("clipPath", { id: "picture-frame" }, element("rect", box)) +
        element("rect", { width: wide, height: small.bottom, fill: paper.paper }) + heading.join("") +
        element("g", { "clip-path": "url(#picture-frame)" }, drawn(top) + labels(top)) + key.text + small.text,
    );
  }

  /** @param {Blob} blob @param {string} ending */
  function put(blob, ending) {
    const link = words.make("a", { href: URL.createObjectURL(blob), download: `${data.file}.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  /** @param {"svg" | "png"} ending */
  async function save(ending) {
    const text = svg();
    const blob = new Blob([text], { type: "image/svg+xml" });
    if (ending === "svg") return put(blob, ending);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toBlob((found) => {
      if (found) put(found, ending);
    }, "image/png");
  }
  return { svg, save };
}
