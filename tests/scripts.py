"""Lints the scripts of our pages and checks their types as a browser reads them: those of one page in a row.

    python -m tests.scripts

Exits with 1 and says file and line of what is found. How they are formatted is for `deno fmt`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from kgtools.plots.figures import html as figures
from kgtools.plots.network import html as network
from kgtools.plots.timeline import html as timeline

ROOT = Path(__file__).parent.parent
DENO = Path(sys.executable).with_name("deno")
_STATIC = ROOT / "kgtools" / "portal" / "static"
_REVIEW = ROOT / "kgtools" / "server" / "review" / "static"
PAGES: Mapping[str, Sequence[Path]] = {
    "network": network.SCRIPTS, "timeline": timeline.SCRIPTS, "figures": figures.SCRIPTS,
    "portal": tuple(sorted(_STATIC.glob("*.js"), key=lambda script: script.name != "search.js")),  # others call it
    "review": tuple(sorted(_REVIEW.glob("*.js"), key=lambda script: script.name == "review.js")),  # it calls the others
}  # fmt: skip


def findings(pages: Mapping[str, Sequence[Path]]) -> list[str]:
    """What deno says of the scripts of each page, at the lines of their own files; nothing if it has nothing to say."""
    quiet = os.environ | {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}
    with tempfile.TemporaryDirectory() as folder:
        joined = {Path(folder) / f"{name}.js": scripts for name, scripts in pages.items()}
        for file, scripts in joined.items():
            file.write_text("".join(script.read_text(encoding="utf-8") for script in scripts), encoding="utf-8")
        found = []
        for command in ("lint", "check"):
            asked = [DENO, command, "--quiet", "--config", ROOT / "deno.jsonc", *joined]
            done = subprocess.run(asked, capture_output=True, text=True, check=False, env=quiet)
            if done.returncode:
                found.append(_placed(done.stdout + done.stderr, joined))
        return found


def _placed(said: str, joined: Mapping[Path, Sequence[Path]]) -> str:
    """Lines of joined files as those of the scripts that stand in them."""
    scripts = {str(file): listed for file, listed in joined.items()}
    places = "|".join(map(re.escape, scripts))
    return re.sub(rf"(?:file://)?({places}):(\d+)", lambda match: _place(int(match[2]), scripts[match[1]]), said)


def _place(line: int, scripts: Sequence[Path]) -> str:
    for script in scripts:
        lines = script.read_text(encoding="utf-8").count("\n")
        if line <= lines:
            return f"{script}:{line}"
        line -= lines
    return str(scripts[-1])


if __name__ == "__main__":
    reported = findings(PAGES)
    print("\n".join(reported), file=sys.stderr, end="")
    sys.exit(1 if reported else 0)
