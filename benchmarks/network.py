"""How long networks take: laying out and writing the page, its first paint in a browser, and what it answers to.

Prints seconds, megabytes, the milliseconds of a frame (median and slowest of a drag of forty steps), and the
milliseconds until a click on a thing is told, until coming closer is drawn and until a filter is: for the network of
all links, for made-up networks of 500, 5,000 and 50,000 things, and for one of 20,000 things and 100,000 links. Needs
Playwright and a Chromium. Only ratios within one run count: the machine does other things too. Run it with: make bench,
or python benchmarks/network.py [PROJECT ...], which takes the networks of all links of these projects as well.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kgtools import projects  # noqa: E402

# things, and to how many others each is joined when it comes
SIZES = {"500 things": (500, 2), "5000 things": (5000, 2), "50000 things": (50_000, 2), "100000 links": (20_010, 5)}
_STEPS = 40
_FIRST = """() => tandem.node(JSON.parse(document.getElementById("content").textContent).nodes[0].id)[0]"""
# The time between frames while the hand drags: the page is asked for each frame that it paints.
_WATCH = """() => {
    window.frames_ = [];
    let before = performance.now();
    const step = (now) => { window.frames_.push(now - before); before = now; requestAnimationFrame(step); };
    requestAnimationFrame(step);
}"""
# The milliseconds from an act until what it changes is drawn and painted.
_ANSWERED = """(act) => new Promise((done) => {
    const start = performance.now();
    document.addEventListener("drawn", () => {
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    }, { once: true });
    new Function(act)();
})"""
_ACTS = {
    "click": "document.querySelector('#links .open').click()",
    "closer": "document.querySelector('#closer').click()",
    "filter": "document.querySelector('#undated').click()",
}


def main() -> None:
    projects.use(ROOT)
    from functools import partial

    from playwright.sync_api import sync_playwright

    from kgtools.graph import store
    from kgtools.network import details, networks
    from kgtools.plots.network import html
    from tests.conftest import CHROMIUM, FLAGS
    from tests.plots.test_large_network import synthetic

    if CHROMIUM is None:
        sys.exit("there is no Chromium on this machine; install one, on Debian with: apt-get install chromium")

    real = store.open_store(ROOT)
    given = {Path(place).name: store.open_store(Path(place)) for place in sys.argv[1:]}
    graphs = {name: (opened, partial(networks.network, opened, "all", "en"))
              for name, opened in ({"all links": real} | given).items()}  # fmt: skip
    graphs |= {name: (real, partial(synthetic, *size)) for name, size in SIZES.items()}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (opened, made) in graphs.items():
            path = Path(folder) / f"{name}.html"
            start = time.process_time()
            graph = made()
            found = time.process_time() - start
            told = details.details(opened, graph, "all", {})
            html.write(told, path, "en", "degree")
            written = time.process_time() - start - found
            painted, frames, answers = _seen(browser, path)
            size = path.stat().st_size / 1e6
            print(
                f"{name:12}  {graph.number_of_nodes()} things, {graph.number_of_edges()} links; drawn "
                f"{told.graph.number_of_nodes()}, {told.graph.number_of_edges()}\n"
                f"{'':12}  found {found:5.2f} s  written {written:5.2f} s ({size:4.1f} MB)"
                f"  first paint {painted:5.2f} s, frame {statistics.median(frames):4.0f} ms, "
                f"slowest {max(frames):5.0f} ms, "
                + ", ".join(f"{act} {taken:4.0f} ms" for act, taken in answers.items()),
                flush=True,
            )
        browser.close()


def _seen(browser: Any, path: Path) -> tuple[float, list[float], dict[str, float]]:
    """The seconds to the first paint of a page, and the milliseconds of its frames while it is dragged and of acts."""
    seen = browser.new_page(viewport={"width": 1280, "height": 800})
    start = time.perf_counter()
    seen.goto(path.as_uri(), timeout=120_000)
    seen.wait_for_selector("body[data-ready]", timeout=120_000)
    seen.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    painted = time.perf_counter() - start
    place = seen.evaluate(_FIRST)
    seen.mouse.move(1200, 700)
    seen.mouse.down()
    seen.evaluate(_WATCH)
    for step in range(1, _STEPS + 1):
        seen.mouse.move(1200 - 6 * step, 700 - 4 * step)
    frames = seen.evaluate("window.frames_")
    seen.mouse.up()
    moved = place - seen.evaluate(_FIRST)
    assert moved > 100, "the drag moved nothing, so its frames say nothing"
    answers = {act: statistics.median(seen.evaluate(_ANSWERED, done) for _ in range(3)) for act, done in _ACTS.items()}
    seen.close()
    return painted, frames[1:] or [0.0], answers


if __name__ == "__main__":
    main()
