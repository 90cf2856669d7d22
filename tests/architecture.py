"""The order of imports, and the picture of it in `docs/architecture.svg`, drawn from the imports themselves."""

from __future__ import annotations

import ast
import textwrap
from functools import cache
from html import escape
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"

# Each module or folder may import only from those before it.
GROUND = (
    "errors", "languages", "remembering", "differing", "changing", "alike", "layout", "namespaces", "values", "files",
    "rereading", "yaml_files", "ontology", "marks", "projects", "messages", "markdown", "templates",
)  # fmt: skip
ORDER = (
    *GROUND, "articles", "claims", "compare", "graph", "sparql", "shacl", "query", "checks", "views", "network",
    "curation", "init", "publish", "api", "plots", "portal", "server", "assistant", "cli",
)  # fmt: skip

_WIDTH, _HEIGHT, _BETWEEN, _ABOVE, _MARGIN = 214, 78, 26, 46, 24  # of a box, between boxes, between rows, around all
_LANE = 12  # between lines that go round other boxes
_LETTERS = 36  # of a docstring that fit a line of a box


def imports(package: Path) -> dict[str, set[str]]:
    """For each module of a package, by dotted name, the modules of the package that it imports, wherever it does."""
    files = {".".join(path.relative_to(package).with_suffix("").parts): path for path in sorted(package.rglob("*.py"))}
    files = {name.removesuffix(".__init__"): path for name, path in files.items()}
    modules: dict[str, set[str]] = {}
    for name, path in files.items():
        modules[name] = set()
        for module, names in _imported(path.read_text(encoding="utf-8")):
            if module is None:
                named = {one for one in names if one.startswith(f"{package.name}.")}
                modules[name] |= {one.partition(".")[2] for one in named}
            elif f"{module}.".startswith(f"{package.name}."):
                base = module.partition(".")[2]
                named = {f"{base}.{one}".strip(".") for one in names}
                modules[name] |= {one if one in files else base for one in named}
        modules[name] -= {name, "", "__init__"}
    return modules


@cache
def _imported(source: str) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """What a module imports, wherever it does: names from a module, or modules alone. Several tests ask it of each."""
    return tuple(
        (str(node.module) if isinstance(node, ast.ImportFrom) else None, tuple(alias.name for alias in node.names))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    )


def folders(package: Path) -> nx.DiGraph[str]:
    """The folders of a package, each joined to those that its modules import from; the ground is left out."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name, others in imports(package).items():
        folder = name.split(".")[0]
        for other in {one.split(".")[0] for one in others} - {folder}:
            if {folder, other} <= set(ORDER) - set(GROUND):
                graph.add_edge(folder, other)
    return graph


def rows(graph: nx.DiGraph[str]) -> list[list[str]]:
    """The folders by row, highest first: each stands above all that it imports from."""
    height: dict[str, int] = {}
    for folder in reversed(list(nx.topological_sort(graph))):
        height[folder] = 1 + max((height[other] for other in graph.successors(folder)), default=-1)
    return [
        sorted((folder for folder in height if height[folder] == level), key=ORDER.index)
        for level in range(max(height.values()), -1, -1)
    ]


def picture(package: Path) -> str:
    """The picture as SVG: a box for each folder, a line to each that it imports from and does not reach otherwise."""
    graph = folders(package)
    levels = rows(graph)
    level_of = {folder: number for number, level in enumerate(levels) for folder in level}
    edges = sorted(nx.transitive_reduction(graph).edges, key=lambda edge: (*map(ORDER.index, edge),))
    far = [edge for edge in edges if level_of[edge[1]] - level_of[edge[0]] > 1]  # these go round the boxes between
    outer = {lower for _, lower in far}
    places, width, height = _places([sorted(level, key=outer.__contains__) for level in levels])
    lines = [_line(places[upper], places[lower]) for upper, lower in edges if (upper, lower) not in far]
    for number, (upper, lower) in enumerate(far):
        lines.append(_detour(places[upper], places[lower], width - _MARGIN + _LANE * (number + 1)))
    boxes = [_box(folder, _sentence(package / folder), *places[folder]) for folder in places]
    ground = _ground(package, width, height)
    width, height = width + _LANE * (len(far) + 1), height + _HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" role="img">\n'
        f"<title>Folders of kgtools; each imports only from those below it</title>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n' + "".join(lines + boxes) + ground + "</svg>\n"
    )


def _places(levels: list[list[str]]) -> tuple[dict[str, tuple[int, int]], int, int]:
    """The upper left corner of each folder's box, and the width and height of all boxes with their margins."""
    widest = max(map(len, levels))
    width = widest * (_WIDTH + _BETWEEN) - _BETWEEN + 2 * _MARGIN
    places = {}
    for row, level in enumerate(levels):
        left = (width - len(level) * (_WIDTH + _BETWEEN) + _BETWEEN) // 2
        for column, folder in enumerate(level):
            places[folder] = (left + column * (_WIDTH + _BETWEEN), _MARGIN + row * (_HEIGHT + _ABOVE))
    return places, width, _MARGIN + len(levels) * (_HEIGHT + _ABOVE)


def _sentence(place: Path) -> str:
    """The first sentence of the docstring of a folder or module."""
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n\n")[0].replace("\n", " ").partition(". ")[0].rstrip(".").replace("`", "")


def _box(folder: str, sentence: str, left: int, top: int) -> str:
    name = f"{folder}/" if (ROOT / "kgtools" / folder).is_dir() else folder
    words = textwrap.wrap(sentence, _LETTERS, max_lines=3, placeholder=" …")
    lines = "".join(
        f'<text x="{left + 10}" y="{top + 38 + 14 * number}" font-size="11" fill="#444">{escape(line)}</text>\n'
        for number, line in enumerate(words)
    )
    return (
        f'<rect x="{left}" y="{top}" width="{_WIDTH}" height="{_HEIGHT}" rx="5" fill="#eef4fa" stroke="#0072B2"/>\n'
        f'<text x="{left + 10}" y="{top + 20}" font-size="14" font-weight="bold">{name}</text>\n{lines}'
    )


def _line(upper: tuple[int, int], lower: tuple[int, int]) -> str:
    (left, top), (to_left, to_top) = upper, lower
    x, y, to_x, to_y = left + _WIDTH // 2, top + _HEIGHT, to_left + _WIDTH // 2, to_top
    bend = (to_y - y) // 2
    return f'<path d="M{x} {y}C{x} {y + bend} {to_x} {to_y - bend} {to_x} {to_y}" fill="none" stroke="#888"/>\n'


def _detour(upper: tuple[int, int], lower: tuple[int, int], lane: int) -> str:
    (left, top), (to_left, to_top) = upper, lower
    y, to_y = top + _HEIGHT // 2, to_top + _HEIGHT // 2
    return f'<path d="M{left + _WIDTH} {y}H{lane}V{to_y}H{to_left + _WIDTH}" fill="none" stroke="#888"/>\n'


def _ground(package: Path, width: int, top: int) -> str:
    names = "  ·  ".join(f"{name}/" if (package / name).is_dir() else name for name in GROUND)
    return (
        f'<rect x="{_MARGIN}" y="{top}" width="{width - 2 * _MARGIN}" height="{_HEIGHT - 20}" rx="5" '
        f'fill="#f4f1ea" stroke="#8a7a5a"/>\n'
        f'<text x="{width // 2}" y="{top + 24}" font-size="14" font-weight="bold" text-anchor="middle">{names}</text>\n'
        f'<text x="{width // 2}" y="{top + 43}" font-size="11" fill="#444" text-anchor="middle">'
        f"the ground: every folder may import from it</text>\n"
    )
