"""The portal as a folder of files, which any web server serves and which opens from a disk."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import resources
from pathlib import Path

from kgtools import files, namespaces, projects
from kgtools.plots import svg
from kgtools.portal import documents
from kgtools.portal.folder import redirects, roots
from kgtools.portal.frame import Frame, html
from kgtools.portal.portal import Portal

_FORMATS = {"ttl": "turtle", "jsonld": "jsonld", "nt": "ntriples", "csv": "csv"}
_SHARE = 24  # paths that a process takes at once
_FEW = 400  # paths for which other processes are not worth their start


def write(
    portal: Portal,
    folder: Path,
    force: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    again: Callable[[], Portal] | None = None,
    address: str = "",
    releases: str = "",
) -> int:
    """Write every page with the data of what it is about, and what the pages need, into a folder; the number of pages.

    The folder is new, empty or, with `force`, an earlier site; it changes when all is written. `progress` is told how
    many pages of how many are. `again` opens the portal once more: then the work is shared among as many processes as
    there are processors, with the same result. With the `address` that the site will have, the rules come along by
    which a persistent-identifier service leads the IRIs to it, and those of files of a release to where `releases`
    stand, else to a folder `release/` of it. Raises UsageError for another folder.
    """
    paths = list(portal.paths())
    shares = [paths[start : start + _SHARE] for start in range(0, len(paths), _SHARE)]
    languages = len(namespaces.languages())
    written: list[str] = []
    with files.replacing_folder(folder, "kgtools site", force) as beside:
        many = again is not None and len(paths) > _FEW
        with _sharing(again) if many and again is not None else nullcontext(map) as share_out:
            work = _work if many else partial(_share, portal)
            for done in share_out(partial(work, beside), shares):
                written += done
                progress(languages * len(written), languages * max(len(paths), len(written)))
        with resources.as_file(resources.files("kgtools.portal") / "static") as static:
            shutil.copytree(static, beside / "static", dirs_exist_ok=True)
        _put(beside / "static" / "svg.css", svg.stylesheet())
        with resources.as_file(resources.files("kgtools.plots") / "names.js") as names:
            shutil.copyfile(names, beside / "static" / "names.js")
        for name, content in roots.files(written):
            _put(beside / name, content)
        context = json.dumps(portal.contents.context, ensure_ascii=False, indent=1)
        _put(beside / "context.jsonld", f"{context}\n")
        if address:
            _put(beside / "w3id.htaccess", redirects.htaccess(address, releases))
    return languages * len(written)


def _share(portal: Portal, folder: Path, paths: Iterable[str]) -> list[str]:
    """Write the pages of some paths, and those on which they go on; all their paths."""
    waiting = list(paths)
    for path in waiting:
        for language in namespaces.languages():
            place = Frame(path, language)
            view = portal.view(place)
            assert view is not None, place.address  # a kind of page names only those that it has
            _put(folder / place.address, html(view, place))
            for address, text in view.files.items():
                _put(folder / address, text())
            if language == namespaces.languages()[0]:
                waiting += view.further
                for address, text in documents.files(portal.contents, path):
                    _put(folder / address, text())
                for ending in view.data:
                    _put(folder / f"{path}.{ending}", portal.contents.written(path, _FORMATS[ending]))
    return waiting


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")


# -- in other processes ---------------------------------------------------------------------------------

_portal: Portal | None = None  # of this process


@contextmanager
def _sharing(again: Callable[[], Portal]) -> Iterator[Callable[..., Iterable[list[str]]]]:
    """Processes that each open the portal once, and a `map` that gives them work; what it gives is in order."""
    context = multiprocessing.get_context("spawn")  # the store keeps threads, which a fork would lose
    with ProcessPoolExecutor(os.cpu_count(), context, _open, (again, projects.in_use().root)) as pool:
        yield pool.map


def _open(again: Callable[[], Portal], root: Path) -> None:
    global _portal
    projects.use(root)
    _portal = again()


def _work(folder: Path, paths: Iterable[str]) -> list[str]:
    assert _portal is not None
    return _share(_portal, folder, paths)
