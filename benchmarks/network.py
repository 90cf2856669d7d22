"""How long networks take: laying out and writing the page, its first paint in a browser, and the frames of panning.

Prints seconds, megabytes, and the milliseconds of a frame (median and slowest of a drag of forty steps) for the
network of all links and for made-up networks of 500, 5,000 and 50,000 things. Needs Playwright and a Chromium. Only
ratios within one run count: the machine does other things too. Run it with: make bench
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

SIZES = (500, 5000, 50_000)
_STEPS = 40
_FIRST = """() => tandem.node(JSON.parse(document.getElementById("content").textContent).nodes[0].id)[0]"""
# The time between frames while the hand drags: the page is asked for each frame that it paints.
_WATCH = """() => {
    window.frames_ = [];
    let before = performance.now();
    const step = (now) => { window.frames_.push(now - before); before = now; requestAnimationFrame(step); };
    requestAnimationFrame(step);
}"""


def main() -> None:
    projects.use(ROOT)
    from playwright.sync_api import sync_playwright

    from kgtools import namespaces
    from kgtools.errors import UsageError
    from kgtools.graph import store
    from kgtools.network import details, networks
    from kgtools.plots.network import html
    from tests.conftest import CHROMIUM, FLAGS
    from tests.plots.test_network_page import synthetic

    if CHROMIUM is None:
        sys.exit("there is no Chromium on this machine; install one, on Debian with: apt-get install chromium")

    opened = store.open_store(ROOT)
    start = time.perf_counter()
    graphs = {"all links": {language: networks.network(opened, "all", language) for language in namespaces.languages()}}
    print(f"network of all links, in four languages: {time.perf_counter() - start:.2f} s")
    graphs |= {f"{number} things": dict.fromkeys(namespaces.languages(), synthetic(number)) for number in SIZES}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, graph in graphs.items():
            path = Path(folder) / f"{name}.html"
            start = time.perf_counter()
            try:
                html.write(graph, details.details(opened, graph["en"], "all", {}), path, "en", "degree")
            except UsageError as error:
                print(f"{name:12}  {error}")
                continue
            written = time.perf_counter() - start
            painted, frames = _seen(browser, path)
            size = path.stat().st_size / 1e6
            print(
                f"{name:12}  written {written:5.2f} s ({size:4.1f} MB)  first paint {painted:5.2f} s"
                f"  frame {statistics.median(frames):4.0f} ms, slowest {max(frames):5.0f} ms"
            )
        browser.close()


def _seen(browser: Any, path: Path) -> tuple[float, list[float]]:
    """The seconds to the first paint of a page, and the milliseconds of its frames while it is dragged."""
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
    seen.close()
    return painted, frames[1:] or [0.0]


if __name__ == "__main__":
    main()
