"""Where a project is, and where its ontology and its graph lie."""

from __future__ import annotations

import os
from pathlib import Path

from kgtools.errors import UsageError

PROJECT = "project.yaml"  # what makes a folder a project, and describes it
_INSTALLED = "kgtools_project"  # the folder, among Python's packages, of a project that is installed
_CORE = ("tandem.ttl", "codes.ttl", "alignments.ttl")  # the files of the core ontology


def find_root(named: Path | None = None) -> Path:
    """The project to work on: the one named, that around the working folder, or the installed one.

    Raises UsageError if a folder is named that is not a project.
    """
    if named is not None:
        if not (named / PROJECT).is_file():
            raise UsageError(f"{named} is not a project: it holds no {PROJECT}; name its top folder")
        return named.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).parent.parent):
        if (folder / PROJECT).is_file():
            return folder
    if found := installed():
        return found
    raise UsageError("no project here: go into one, name one with --root, or make one with kgtools init")


def installed() -> Path | None:
    """The project that is installed beside the tools, by a distribution of its data such as tandem-kg-data."""
    from importlib.util import find_spec

    found = find_spec(_INSTALLED)
    places = found.submodule_search_locations if found is not None else None
    return next((Path(place) for place in places or () if (Path(place) / PROJECT).is_file()), None)


def importing() -> dict[str, str]:
    """The environment of another process of Python that is to find the same tools as this one."""
    places = filter(None, (str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH")))
    return os.environ | {"PYTHONPATH": os.pathsep.join(places)}


def core() -> Path:
    """The folder of the core ontology that comes with the tools."""
    package = Path(__file__).parent
    return next(place for place in (package / "core" / "ontology", package.parent / "ontology") if place.is_dir())


def ontology_folders(root: Path) -> tuple[Path, ...]:
    """Where the ontology of a project and its shapes lie: its own folder, after the core's unless it holds that."""
    own = root / "ontology"
    return (own,) if (own / _CORE[0]).is_file() else (core(), own)


def ontology_files(root: Path) -> tuple[Path, ...]:
    """The files of the ontology of a project: those of the core in their order, then its own."""
    found = (folder / name for folder in ontology_folders(root)[:1] for name in _CORE)
    own = (path for path in sorted((root / "ontology").glob("*.ttl")) if path.name not in _CORE)
    return (*found, *own)


def build_folder(root: Path) -> Path:
    """Where the outputs of a project go: `build/` of a checkout, the user's cache for an installed project.

    Raises UsageError if there is no such place, since the system knows no home folder of the user.
    """
    if root.name == _INSTALLED and root == installed():
        try:
            base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        except RuntimeError:
            raise UsageError("the user has no home folder; name a folder for the graph in XDG_CACHE_HOME") from None
        return Path(base) / "tandem-kg"
    return root / "build"
