"""How much of texts that nobody tuned for the reader of articles finds, and how much of that is right.

A folder holds texts (`<name>.txt`) with what stands in them marked by hand (`<name>.gold.yaml`): names with what they
are and which known thing they mean, dates in EDTF, quantities in base units, and frames with what fills their slots.
Prints precision and recall by kind, as the decisions on the reader word them; with `-v` what is missed and invented.
Frames that are marked as hard ask for what other sentences say; "plain frames" are those that are not.

    python benchmarks/texts.py FOLDER [-v]
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kgtools import ontology, projects  # noqa: E402
from kgtools.articles.lexicon import plain  # noqa: E402
from kgtools.claims import reader  # noqa: E402
from kgtools.curation.extract.frames.find import frames  # noqa: E402
from kgtools.curation.extract.frames.found import Frame, Part  # noqa: E402
from kgtools.curation.extract.frames.words import words  # noqa: E402
from kgtools.curation.extract.names.known import Gazetteer  # noqa: E402
from kgtools.curation.extract.reading import read  # noqa: E402
from kgtools.curation.extract.spans import Mention, Quantity, Reading  # noqa: E402
from kgtools.ontology import Ontology  # noqa: E402
from tests.curation.counting import Score  # noqa: E402
from tests.curation.counting import added as by_kind  # noqa: E402

Mark = dict[str, Any]
_MAGNITUDES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_CURRENCIES = ("usd", "eur", "gbp", "cny", "rub", "kzt", "uzs")
# The slots of a frame by which it is the one that is meant, as the marks call them and as the reader does.
_CORE = {
    "office": (("holder", ("holder",)), ("post body", ("post", "owner"))),
    "visit": (("visitor", ("visitor",)), ("place host", ("place", "host"))),
    "signing": (("document", ("document",)),),
    "founding": (("body", ("body",)),),
    "membership": (("member", ("member",)), ("body", ("body",))),
    "location": (("body of", ("thing",)), ("place", ("place",))),
    "held": (("event body", ("name", "event", "participant")),),
}  # fmt: skip
_FLOWS = {"turnover": "turnover", "exports": "export", "imports": "import", "balance": "balance"}  # as marks call them
_SEASON = re.compile(r"(?<=\d{4})-2[1-4]$")
_DATES = ("date", "period", "founded")
_TOLD = (*_DATES, "base")
FIGURES = ("trade", "trade-growth", "share", "figure")


def score(text: str, gold: dict[str, Any], reading: Reading, own: Ontology) -> dict[str, Score]:
    """The scores of a text by kind; the last is of a date or sum its value, of a frame its date, of a name its link."""
    found: dict[str, Score] = defaultdict(Score)
    _names(text, gold["names"], reading, own, found)
    told = [one for frame in gold["frames"] for slot in _TOLD for one in frame["slots"].get(slot, [])]
    _dates(text, gold["dates"], told, reading, found["date"])
    _quantities(text, gold["quantities"], reading, found)
    _frames(text, gold["frames"], frames(reading, own), gold["language"], found)
    return found


def touch(mark: Mark, start: int, end: int) -> bool:
    """Whether at least half of the shorter of two stretches lies in both."""
    common = min(mark["end"], end) - max(mark["start"], start)
    return common * 2 >= min(mark["end"] - mark["start"], end - start) > 0


# -- names ------------------------------------------------------------------------------------------


def _names(text: str, marks: list[Mark], reading: Reading, own: Ontology, found: dict[str, Score]) -> None:
    cells = [cell for table in reading.tables for row in (table.heads, *table.rows) for cell in row]
    given = [one for part in (*reading.sentences, *cells) for one in part.mentions]
    given = [one for one in given if one.how != "adjective" and not own.is_a(one.kind, "Post")]
    for mark in marks:
        sort = "known" if mark["known"] else _sort_of_mark(mark)
        hit = any(touch(mark, one.start, one.end) and _is(one, mark, own) for one in given)
        found[f"name: {sort}"].marked += 1
        found[f"name: {sort}"].found += hit
        if not hit:
            found[f"name: {sort}"].faults.append(f"missed {mark['text']!r} {mark['known'] or ''}")
    for one in given:
        over = [mark for mark in marks if touch(mark, one.start, one.end)]
        nested = any(
            m["start"] <= one.start and one.end <= m["end"] and m["text"] != text[one.start : one.end] for m in marks
        )
        right = any(_is(one, mark, own) for mark in over)
        if not right and ((one.how == "again" and not over) or (one.entity and nested)):
            continue  # "the council" is no name; a known name may lie in a longer one
        place = found[f"name: {'known' if one.entity else _sort(one, own)}"]
        place.given += 1
        place.right += right
        linked = [mark for mark in over if mark["known"]] if one.entity else []
        place.dated += bool(linked)
        place.right_dates += bool(linked) and right
        if not right:
            place.faults.append(f"invented {text[one.start : one.end]!r} {one.entity or one.kind}")


def _is(one: Mention, mark: Mark, own: Ontology) -> bool:
    if mark["known"]:
        return one.entity == mark["known"]
    return not one.entity and _sort(one, own) == _sort_of_mark(mark)


def _sort_of_mark(mark: Mark) -> str:
    return {"company": "body", "state": "place"}.get(mark["type"], mark["type"])


def _sort(one: Mention, own: Ontology) -> str:
    for sort in ("Person", "Document", "Project", "Event"):
        if own.is_a(one.kind, sort):
            return sort.lower()
    return "place" if own.is_a(one.kind, "Place") or own.is_a(one.kind, "State") else "body"


# -- dates and quantities ---------------------------------------------------------------------------


def _dates(text: str, marks: list[Mark], told: list[Mark], reading: Reading, place: Score) -> None:
    """Dates that are marked; one of a frame (last year) may be given too, and then does not count."""
    given = [one for sentence in reading.sentences for one in sentence.dates]
    given += [
        one for table in reading.tables for row in (table.heads, *table.rows) for cell in row for one in cell.dates
    ]
    for mark in marks:
        near = [one for one in given if touch(mark, one.start, one.end)]
        place.marked += 1
        place.found += bool(near)
        place.dated += bool(near)
        place.right_dates += any(_plain(one.edtf) == _plain(mark["edtf"]) for one in near)
        if not any(_plain(one.edtf) == _plain(mark["edtf"]) for one in near):
            place.faults.append(
                f"{'wrong' if near else 'missed'} {mark['text']!r} {mark['edtf']} {[o.edtf for o in near]}"
            )
    for one in given:
        right = any(touch(mark, one.start, one.end) for mark in marks)
        if not right and any(touch(mark, one.start, one.end) for mark in told):
            continue
        place.given += 1
        place.right += right
        if not right:
            place.faults.append(f"invented {text[one.start : one.end]!r} {one.edtf}")


def _plain(edtf: object) -> str:
    """A date as the tables have it: a season is its year, and a goal "by 2030" has an open beginning."""
    return _SEASON.sub("", str(edtf).rstrip("~?").removeprefix("../"))


def _quantities(text: str, marks: list[Mark], reading: Reading, found: dict[str, Score]) -> None:
    given = [one for sentence in reading.sentences for one in sentence.quantities]
    given += [one for table in reading.tables for row in table.rows for cell in row for one in cell.quantities]
    for mark in marks:
        money = str(mark["unit"]).lower() in _CURRENCIES
        near = [one for one in given if touch(mark, one.start, one.end)]
        for place in (found["quantity"], *([found["money"]] if money else [])):
            right = any(_same(one, mark) for one in near)
            place.marked += 1
            place.found += bool(near)
            place.dated += bool(near)
            place.right_dates += right
            if not right:
                place.faults.append(f"{'wrong' if near else 'missed'} {mark['text']!r} {mark['value']} {mark['unit']}")
    for one in (one for one in given if one.unit):
        money = one.unit.rpartition("-")[2] in _CURRENCIES
        right = any(touch(mark, one.start, one.end) for mark in marks)
        for place in (found["quantity"], *([found["money"]] if money else [])):
            place.given += 1
            place.right += right
            if not right:
                place.faults.append(f"invented {text[one.start : one.end]!r} {one.value} {one.unit}")


def number(one: Quantity) -> float:
    """A quantity in base units: 4.9 billion dollars are 4900000000."""
    try:
        return float(one.value.replace(" ", "")) * _MAGNITUDES.get(one.unit.partition("-")[0], 1)
    except ValueError:
        return float("nan")


def _same(one: Quantity, mark: Mark) -> bool:
    unit, base = str(mark["unit"]).lower(), one.unit.rpartition("-")[2]
    if unit in _CURRENCIES and base != unit:
        return False
    return any(abs(abs(number(one)) - abs(value)) <= 1e-6 * max(1, abs(value)) for value in _values(mark))


def _values(mark: Mark) -> Iterator[float]:
    """The value of a mark; both ends of a range."""
    for part in str(mark["value"]).split("/"):
        try:
            yield float(part)
        except ValueError:
            continue


# -- frames -----------------------------------------------------------------------------------------


def _frames(text: str, marks: list[Mark], given: list[Frame], language: str, found: dict[str, Score]) -> None:
    left = [one for one in given if kind_of(one)]
    used: set[int] = set()
    for one in left:
        found[f"frame: {kind_of(one)}"].given += 1
    for mark in marks:
        kind = "figure" if mark["kind"] == "share" and not _of_trade(mark, language) else mark["kind"]
        sentence = text[mark["start"] : mark["end"]][:90]
        free = [one for one in left if mark["kind"] == "membership" or id(one) not in used]  # one of several members
        date = next((one["edtf"] for slot in _DATES for one in mark["slots"].get(slot, []) if "edtf" in one), "")
        fits = [one for one in free if kind_of(one) == mark["kind"] and _fits(text, one, mark)]
        frame = max(fits, key=lambda one: _plain(date) in _dated(one), default=None)  # signed then, ratified later
        plain_ = found["plain frames"] if kind != "figure" and not mark.get("hard") else Score()
        plain_.marked += 1
        plain_.found += frame is not None
        place = found[f"frame: {kind}"]
        place.marked += 1
        if frame is None:
            place.faults.append(f"missed{' (hard)' if mark.get('hard') else ''} {sentence!r} {_shown(mark)}")
            continue
        place.found += 1
        if id(frame) not in used:
            place.right += 1
            used.add(id(frame))
        if date:
            place.dated += 1
            place.right_dates += _plain(date) in _dated(frame)
            if _plain(date) not in _dated(frame):
                place.faults.append(f"date {date} not {_dated(frame)} {sentence!r}")
    for one in (one for one in left if id(one) not in used):
        parts = [f"{part.slot}={text[part.start : part.end]}" for part in one.parts]
        parts += [one.quantity.value] if one.quantity else []
        start, end = one.spans[0]
        found[f"frame: {kind_of(one)}"].faults.append(f"invented {text[start:end][:90]!r} {parts}")


def _dated(frame: Frame) -> list[str]:
    return [_plain(part.value) for part in frame.parts if part.slot in ("date", "start", "period")]


def _of_trade(mark: Mark, language: str) -> bool:
    """Whether a share is one of trade; of other shares (of capital, of students) the graph has no indicator."""
    return any(words(language)["shared-trade"].search(plain(one["words"])) for one in mark["slots"].get("of", []))


def kind_of(frame: Frame) -> str:
    """What the marks call the kind of a frame; empty for one of a kind that they do not have."""
    if frame.kind != "figure":
        return "" if frame.kind in ("period", "opening") else frame.kind
    return "share" if frame.sort.startswith("share") else frame.sort if frame.sort in FIGURES else "figure"


def _fits(text: str, frame: Frame, mark: Mark) -> bool:
    if not any(start < mark["end"] and mark["start"] < end for start, end in frame.spans):
        return False
    if frame.quantity is not None:
        return any(touch(one, frame.quantity.start, frame.quantity.end) or _same(frame.quantity, {"unit": "", **one})
                   for one in mark["slots"].get("value", []) if "value" in one) and _flows(frame, mark)  # fmt: skip
    if mark["kind"] == "meeting":
        asked = mark["slots"]["participants"]
        met = [part for part in frame.of("participant") if any(_meant(text, part, one) for one in asked)]
        return len(met) == len(frame.of("participant")) or len(met) > 1
    return all(
        any(_meant(text, part, one) for slot in slots.split() for one in mark["slots"].get(slot, []) for own in ours
            for part in frame.of(own))
        for slots, ours in _CORE[mark["kind"]]
    )  # fmt: skip


def _flows(frame: Frame, mark: Mark) -> bool:
    """Whether goods go the way that is marked, as far as a way is marked."""
    flow = next((_FLOWS[one["norm"]] for one in mark["slots"].get("flow", []) if one.get("norm") in _FLOWS), "")
    return not flow or frame.codes.get("flow", "") in ("", flow)


def _meant(text: str, part: Part, one: Mark) -> bool:
    """Whether a part is what a slot is marked with: the same thing, the same place, or what the words refer to."""
    if part.mention and part.mention.entity and one.get("id"):
        return part.mention.entity == one["id"]
    if touch(one, part.start, part.end):
        return True
    named = [text[part.start : part.end], *([part.mention.name] if part.mention else [])]
    return any(_alike(own, words) for own in named for words in (one["words"], one.get("refers") or ""))


def _alike(one: str, other: str) -> bool:
    """Whether two names are nearly the same, quotation marks and endings aside."""
    one, other = one.strip('«»"“”'), other.strip('«»"“”')
    return bool(one and other) and (one in other or other in one or fuzz.ratio(one, other) > 80)


def _shown(mark: Mark) -> str:
    return "; ".join(f"{slot}={', '.join(str(one['words']) for one in ones)}" for slot, ones in mark["slots"].items())


# -- a folder ---------------------------------------------------------------------------------------


def measured(folder: Path, known: Gazetteer, own: Ontology) -> Iterator[tuple[str, dict[str, Score]]]:
    """The scores of each text of a folder, with its language."""
    for path in sorted(folder.glob("*.gold.yaml")):
        gold = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        text = (folder / gold["file"]).read_text(encoding="utf-8")
        yield gold["language"], score(text, gold, read(text, known, own, published=gold.get("published", "")), own)


def added(scores: Iterable[dict[str, Score]]) -> dict[str, Score]:
    """Scores of several texts put together, with those of all frames."""
    total = by_kind(scores)
    for kind in [kind for kind in total if kind.startswith("frame: ")]:
        total["frames" if kind != "frame: figure" else "frames: other figures"] += total[kind]
    return total


def main(folder: Path, verbose: bool) -> None:
    projects.use(ROOT)
    own = ontology.load(ROOT)
    known = Gazetteer(reader.load(ROOT, own))
    every = list(measured(folder, known, own))
    if not every:
        sys.exit(f"{folder}: no *.gold.yaml; give a folder of texts with what stands in them marked by hand")
    by_language: dict[str, list[dict[str, Score]]] = defaultdict(list)
    for language, scores in every:
        by_language[language].append(scores)
    total = added(scores for _, scores in every)
    for kind in sorted(total):
        print(f"{kind:24} {total[kind]}")
    for kind in ("name: known", "date", "money", "frames"):
        for language, scores in sorted(by_language.items()):
            print(f"{kind:20} {language:3} {added(scores)[kind]}")
    for kind, place in sorted(total.items()) if verbose else ():
        print(f"\n== {kind}", *(f"  {line} x{times}" for line, times in Counter(place.faults).items()), sep="\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), "-v" in sys.argv)
