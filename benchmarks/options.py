"""Options that benchmarks have in common."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Collection


def sizes(least: int) -> Callable[[str], list[int]]:
    """Reads how many times the data are measured: so many numbers at least, rising."""

    def read(text: str) -> list[int]:
        found = [int(size) for size in text.split(",")] if re.fullmatch(r"[1-9]\d*(,[1-9]\d*)*", text) else []
        if len(found) < least or found != sorted(set(found)):
            raise argparse.ArgumentTypeError(f"'{text}': expected {least} or more rising numbers, such as 1,10")
        return found

    return read


def some(known: Collection[str]) -> Callable[[str], list[str]]:
    """Reads some of the names that are known."""

    def read(text: str) -> list[str]:
        found = text.split(",")
        if unknown := [name for name in found if name not in known]:
            raise argparse.ArgumentTypeError(f"'{unknown[0]}': expected some of {', '.join(known)}")
        return found

    return read
