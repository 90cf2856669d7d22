"""How long networks take: laying out and writing the page, and the first paint of it in a browser.

Prints seconds for the network of all links and for made-up networks of 500 and 5,000 things. Needs
Playwright and a Chromium. Run it with: make bench
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    from playwright.sync_api import sync_playwright

    from kgtools import namespaces
    from kgtools.graph import store
    from kgtools.network import details, measures, networks
    from kgtools.plots.network import html, layout
    from tests.conftest import CHROMIUM, FLAGS
    from tests.plots.test_network_page import synthetic

    if CHROMIUM is None:
        sys.exit("there is no Chromium on this machine; install one, on Debian with: apt-get install chromium")

    opened = store.open_store(ROOT)
    start = time.perf_counter()
    graphs = {"all links": {language: networks.network(opened, "all", language) for language in namespaces.LANGUAGES}}
    print(f"network of all links, in four languages: {time.perf_counter() - start:.2f} s")
    graphs |= {f"{number} things": dict.fromkeys(namespaces.LANGUAGES, synthetic(number)) for number in (500, 5000)}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, graph in graphs.items():
            start = time.perf_counter()
            layout.positions(graph["en"], layout.radii(measures.MEASURES["degree"](graph["en"])))
            placed = time.perf_counter() - start
            path = Path(folder) / f"{name}.html"
            start = time.perf_counter()
            html.write(graph, details.details(opened, graph["en"], "all", {}), path, "en", "degree")
            written = time.perf_counter() - start
            seen = browser.new_page(viewport={"width": 1280, "height": 800})
            start = time.perf_counter()
            seen.goto(path.as_uri())
            seen.wait_for_selector("body[data-ready]")
            seen.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            painted = time.perf_counter() - start
            seen.close()
            size = path.stat().st_size / 1e6
            print(
                f"{name:12} layout {placed:5.2f} s  page {written:5.2f} s ({size:.1f} MB)  first paint {painted:5.2f} s"
            )
        browser.close()


if __name__ == "__main__":
    main()
