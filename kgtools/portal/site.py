"""The portal as a folder of files, which any web server serves and which opens from a disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from kgtools import files, namespaces
from kgtools.plots import svg
from kgtools.portal import roots
from kgtools.portal.frame import Frame, html
from kgtools.portal.portal import Portal


def write(
    portal: Portal, folder: Path, force: bool = False, progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Write every page, and what the pages need, into a folder; the number of pages.

    The folder is new, empty or, with `force`, an earlier site; it changes when all is written. `progress` is told how
    many pages of how many are. Raises UsageError for another folder.
    """
    waiting = [(path, language) for path in portal.paths() for language in namespaces.LANGUAGES]
    with files.replacing_folder(folder, "kgtools site", force) as beside:
        for number, (path, language) in enumerate(waiting, 1):
            place = Frame(path, language)
            view = portal.view(place)
            assert view is not None, place.address  # a kind of page names only those that it has
            file = beside / place.address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html(view, place), encoding="utf-8")
            for address, text in view.files.items():
                (beside / address).parent.mkdir(parents=True, exist_ok=True)
                (beside / address).write_text(text(), encoding="utf-8")
            waiting += [(each, language) for each in view.further]
            progress(number, len(waiting))
        with resources.as_file(resources.files("kgtools.portal") / "static") as static:
            shutil.copytree(static, beside / "static", dirs_exist_ok=True)
        (beside / "static" / "svg.css").write_text(svg.stylesheet(), encoding="utf-8")
        with resources.as_file(resources.files("kgtools.plots") / "names.js") as names:
            shutil.copyfile(names, beside / "static" / "names.js")
        every = dict.fromkeys(path for path, _ in waiting)
        for address, content in roots.files(list(every)):
            (beside / address).write_text(content, encoding="utf-8")
    return len(waiting)
