"""What is known of languages: one file each, `<tag>.yaml`, here and in the folder `languages/` of a project.

The file of a project adds to that of the tools (`reading.merged`), which holds only what is true of the language. Code
asks a language for a property (`language(tag).script`), never for its tag. A language without a file has plain
defaults: the script is that in which it is usually written, no endings, letters in the order of Unicode.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kgtools.errors import DataError, Finding
from kgtools.languages import reading, scripts

T = TypeVar("T")
FOLDER = Path(__file__).parent
ENGLISH = "en"  # which the interface speaks where it has not the language of a reader; names of classes are in it
# A tag of BCP 47, as far as texts need it: language, script, region, variants.
TAG = r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?(?:-(?:[a-z][a-z0-9]{4,7}|[0-9][a-z0-9]{3}))*"
_own: dict[str, str] = {}  # the files of the project in use, by tag
_used: tuple[tuple[str, ...], dict[str, str]] = ((), {})
_remembering: list[Callable[[], None]] = []


def on_change(clear: Callable[[], None]) -> None:
    """Give up what rests on languages when a project with other ones is opened."""
    _remembering.append(clear)


def remembered(maxsize: int | None = None) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Remember what a function gives until a project with other languages is opened."""

    def remembering(function: Callable[..., T]) -> Callable[..., T]:
        cached = lru_cache(maxsize)(function)
        on_change(cached.cache_clear)
        return cached

    return remembering


def own(root: Path) -> list[Path]:
    """The files of a project that add to what is known of languages."""
    return sorted((root / "languages").glob("*.yaml"))


def check(folder: Path, tags: Sequence[str]) -> None:
    """Raises DataError with every fault of the files in a folder of a project, and for a language that it has not."""
    findings = []
    for tag, text in _texts(folder).items():
        name = f"{folder.name}/{tag}.yaml"
        if not any(tag == one or tag == one.partition("-")[0] for one in tags):
            hint = "add it to the languages in project.yaml, or rename the file"
            findings.append(Finding(name, 0, "the project has no such language", f"'{tag}'", " or ".join(tags), hint))
        try:
            reading.read(name, text, patterns=True)
        except DataError as error:
            findings += error.findings
    if findings:
        raise DataError(findings)


def use(folder: Path, tags: Sequence[str]) -> None:
    """From here on, languages are as the files of the tools and those in a folder of a project, checked before, say."""
    global _own, _used
    own = _texts(folder)
    if (tuple(tags), own) != _used:
        _own, _used = own, (tuple(tags), own)
        for clear in _remembering:
            clear()


def _texts(folder: Path) -> dict[str, str]:
    """The files in a folder of a project, by tag."""
    return {path.stem: path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.glob("*.yaml"))}


@dataclass(frozen=True)
class Language:
    """A language, by its BCP 47 tag; `words` is what its file holds, by key, every scalar as text."""

    tag: str
    words: Mapping[str, Any]

    def __hash__(self) -> int:
        return hash(self.tag)

    @cached_property
    def name(self) -> str:
        """The language, named in itself; its tag if no file says."""
        return str(self.words["name"]) or self.tag

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The scripts it is written in, by their codes in ISO 15924, the usual one first."""
        given = scripts.of_tag(self.tag)
        known = tuple(self.words["scripts"].split())
        return (given,) if given else known or (scripts.usual(self.tag),)

    @property
    def script(self) -> str:
        """The script it is usually written in."""
        return self.scripts[0]

    def is_written_in(self, script: str) -> bool:
        """Whether it has a script, usually or at times."""
        return script in self.scripts or script in self.words["other-scripts"].split()

    @property
    def direction(self) -> str:
        """In which direction it is read, as HTML says it: ltr or rtl."""
        return "rtl" if self.script in scripts.FROM_RIGHT else "ltr"

    @cached_property
    def alphabet(self) -> tuple[str, ...]:
        """The letters of its usual script in their order; two signs can be one letter. None if no file says."""
        return self.alphabets.get(self.script, ())

    @cached_property
    def alphabets(self) -> Mapping[str, tuple[str, ...]]:
        """The letters in their order, by script."""
        return {script: tuple(letters.split()) for script, letters in self.words["alphabet"].items()}

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """Letters by which it is known among the languages of its script."""
        return tuple(self.words["letters"].split())

    @cached_property
    def case_matters(self) -> bool:
        """Whether its script has capitals and small letters."""
        return self.script in scripts.WITH_CASE

    def has(self, switch: str) -> bool:
        """Whether its grammar has a trait, such as `cases-are-endings`."""
        if switch not in reading.TRAITS:
            raise ValueError(f"no trait of languages: {switch}")
        return switch in self._traits

    @cached_property
    def _traits(self) -> frozenset[str]:
        return frozenset(self.words["grammar"].split())

    def text(self, key: str) -> str:
        """What stands under a key of one text."""
        return str(self.words[key])

    def table(self, key: str) -> dict[str, str]:
        """What stands under a key of texts by word."""
        return dict(self.words[key])


@remembered()
def language(tag: str) -> Language:
    """A language by its tag; a tag with a script or region has the words of the language as a whole.

    >>> language("uz-Cyrl").script, language("uz").scripts, language("he").direction, language("qaa").name
    ('Cyrl', ('Latn', 'Cyrl'), 'rtl', 'qaa')
    """
    return Language(tag, content(tag))


def is_rtl(tag: str) -> bool:
    """Whether a language is read from right to left.

    >>> is_rtl("he"), is_rtl("kk")
    (True, False)
    """
    return language(tag).direction == "rtl"


@remembered()
def content(tag: str) -> Mapping[str, Any]:
    """What the files of a language hold, by key; of one without a file the defaults."""
    tools: Mapping[str, Any] = {}
    own: Mapping[str, Any] = {}
    names = _shorter(tag)
    if name := next((name for name in names if (FOLDER / f"{name}.yaml").is_file()), ""):
        text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        tools = _read(f"kgtools/languages/{name}.yaml", text)
    if name := next((name for name in names if name in _own), ""):
        own = _read(f"languages/{name}.yaml", _own[name])
    return reading.merged(tools, own)


_read = lru_cache(maxsize=64)(reading.read)  # another project changes what files there are, not what one says


def _shorter(tag: str) -> list[str]:
    """A tag, and what is left of it as its subtags are taken off from the end."""
    parts = tag.split("-")
    return ["-".join(parts[:end]) for end in range(len(parts), 0, -1)]


def script_of(text: str) -> str:
    """The script of more than half of the letters of a text; Latin if there is none such.

    >>> script_of("Камелот"), script_of("Camelot, г."), script_of("שלום"), script_of("12")
    ('Cyrl', 'Latn', 'Hebr', 'Latn')
    """
    counts = Counter(map(scripts.of_letter, filter(str.isalpha, text)))
    most, times = max(counts.items(), key=lambda one: one[1], default=("Latn", 0))
    return most if 2 * times > counts.total() else "Latn"
