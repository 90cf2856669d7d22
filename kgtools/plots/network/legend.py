"""The words around a still picture of a network: the order of its kinds, and the notes at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kgtools import projects

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def group_rank(group: str) -> tuple[int, str]:
    """Kinds in the order of their colours, then by name."""
    coloured = list(projects.in_use().colours)
    return (coloured.index(group) if group in coloured else len(coloured), group)


def foot(figure: Figure, axes: Any, notes: Sequence[str], wide: float) -> None:
    """Notes in small print at the foot of a page, folded to its width."""
    import textwrap

    # A letter of seven points is about 5.7 units wide.
    lines = [line for note in notes for line in textwrap.wrap(note, int((wide - 48) / 5.75))]
    axes.text(24, 16, "\n".join(lines), fontsize=7, color="#5c666d", va="bottom", linespacing=1.35, parse_math=False)
