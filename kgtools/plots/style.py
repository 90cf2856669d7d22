"""What all still pictures share: fonts, colours, and files without a clock."""

from __future__ import annotations

import logging
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtools.errors import UsageError
from kgtools.files import replacing
from kgtools.languages import ENGLISH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDINGS = (".svg", ".png", ".pdf")
WIDTH, HEIGHT = 1100.0, 830.0  # of the page, in units of the layout
DPI = 100  # one unit of the layout is a pixel of a PNG of this density
PRINT_DPI = 200  # the density of PNG files
_NO_CLOCK = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}
# Markers by Bokeh's names, which pages and kgtools/values/palette.py use, with matplotlib's signs.
MARKERS = {
    "circle": "o", "square": "s", "triangle": "^", "diamond": "D", "inverted_triangle": "v", "plus": "P", "star": "*",
    "hex": "h",
}  # fmt: skip
DISPUTED = "#A33B00"  # the sign of a disagreement, dark enough to be read on white
FONTS: dict[Any, Any] = {
    "svg.hashsalt": "tandem", "font.family": "DejaVu Sans", "pdf.fonttype": 42, "svg.fonttype": "none"
}  # fmt: skip


def library(path: Path) -> Any:
    """matplotlib without a screen, with our fonts; raises UsageError for an unknown ending or without it."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"-o {path}: a picture ends in {', '.join(ENDINGS)}")
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where it keeps its cache is no news to a reader
    try:
        import matplotlib
    except ImportError:
        raise UsageError("pictures need more libraries: pip install 'tandem-kg[pictures]'") from None
    matplotlib.use("Agg")
    return matplotlib


def blank(path: Path, larger: float = 1.0, width: float = WIDTH, height: float = HEIGHT) -> Figure:
    """An empty page; raises UsageError for an unknown ending or if matplotlib is not installed."""
    matplotlib = library(path)
    from matplotlib.figure import Figure

    with matplotlib.rc_context(FONTS):
        return Figure(figsize=(width * larger / DPI, height * larger / DPI), dpi=DPI)


def save(
    figure: Figure, path: Path, dpi: int = PRINT_DPI, title: str = "", description: str = "", language: str = ENGLISH
) -> None:
    """Write a picture whole or not at all, with no clock and no chance in it; `dpi` is the density of a PNG.

    An SVG has its text as text, and says what it is to those who do not see it.
    """
    import matplotlib

    ending = path.suffix.lower()
    with matplotlib.rc_context(FONTS), replacing(path) as temporary:
        figure.savefig(temporary, format=ending[1:], metadata=_NO_CLOCK[ending], dpi=dpi)
        if ending == ".svg":
            drawn = temporary.read_text(encoding="utf-8")
            temporary.write_text(_told(drawn, title, description, language), encoding="utf-8")


def _told(drawn: str, title: str, description: str, language: str) -> str:
    """An SVG with its name, description and language, in fonts that are like ours where ours is not at hand."""
    begin = drawn.index("<svg ")
    inside = drawn.index(">", begin) + 1
    said = (("title", title), ("desc", description))
    told = "".join(f"\n <{tag}>{escape(text)}</{tag}>" for tag, text in said if text)
    head = drawn[begin:inside].replace("<svg ", f'<svg role="img" lang="{language}" xml:lang="{language}" ', 1)
    rest = drawn[inside:].replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    return drawn[:begin] + head + told + rest
