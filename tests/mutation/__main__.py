"""How many planted mistakes do the checks find? `python -m tests.mutation`, or `make mutants`.

Prints a table by kind of mistake, the score, and every mutant that was not found at its place: after a second
reading, or with `--without-readings` as if nobody had read the rows, with the reason why no check could know.
Exit code 1 if one should have been found at its place and was not, 2 for wrong use.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from kgtools.errors import nearest
from tests.conftest import ARTICLES, ROOT
from tests.mutation.judge import ELSEWHERE, EQUIVALENT, KILLED, SURVIVED, WITH, WITHOUT, Result, run
from tests.mutation.registry import KINDS

REACH = {WITH: 97, WITHOUT: 75}  # of 100 mutants so many are to be found at their places
FOUND = (KILLED, ELSEWHERE, SURVIVED)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.mutation", description="Plant mistakes and count those found.")
    parser.add_argument("--kind", action="append", metavar="NAME", help="only this kind of mistake; may be repeated")
    parser.add_argument("--each", type=int, default=6, help="mutants of each kind (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other mutants (default %(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default %(default)s)")
    parser.add_argument(
        "--without-readings", action="store_true", help="list what is not found without the tables of readings"
    )
    parser.add_argument("--list", action="store_true", help="only list the kinds")
    options = parser.parse_args(arguments)
    if options.list:
        for name, kind in KINDS.items():
            print(f"{name:40}  {kind.what}")
        return 0
    for name in options.kind or ():
        if name not in KINDS:
            parser.error(f"unknown kind '{name}'; {nearest(name, KINDS) or 'list them with --list'}")
    if options.each < 1 or options.jobs < 1:
        parser.error("--each and --jobs take a whole number from 1 on")
    chosen = list(dict.fromkeys(options.kind or KINDS))
    articles = ARTICLES if ARTICLES.is_dir() else None
    if articles is None:
        print("the articles are not at hand: what only they can tell survives", file=sys.stderr)
    results = []
    for result in run(ROOT, articles, chosen, options.each, options.seed, options.jobs):
        results.append(result)
        if sys.stderr.isatty():
            print(f"\r{len(results)} mutants", end="", file=sys.stderr, flush=True)
    results.sort(key=lambda result: (chosen.index(result.kind), result.number))
    setting = WITHOUT if options.without_readings else WITH
    report(chosen, results, setting)
    return 1 if any(unexplained(result, setting) for result in results) else 0


def unexplained(result: Result, setting: str) -> bool:
    """Whether a mutant should have been found at its place and was not; a reading knows every row."""
    return missed(result, setting) and (setting == WITH or not result.reason)


def report(chosen: Sequence[str], results: Sequence[Result], setting: str) -> None:
    """Print the table, the scores, and what was not found in a setting."""
    width = max(len(name) for name in chosen)
    heads = "".join(f"{head:>11}" for head in FOUND)
    print(f"\n{'':{width}}  {WITH:>33}    {WITHOUT:>33}")
    print(f"{'kind':{width}}  {heads}    {heads}  equivalent  found {setting} by")
    for name in chosen:
        own = [result for result in results if result.kind == name]
        by = Counter(check for result in own if killed(result, setting) for check in result.verdicts[setting].by)
        first = "; ".join(f"{check} ({number})" for check, number in by.most_common(2))
        found = "    ".join("".join(f"{counted(own, one)[outcome]:11}" for outcome in FOUND) for one in (WITH, WITHOUT))
        print(f"{name:{width}}  {found}  {counted(own, setting)[EQUIVALENT]:10}  {first}".rstrip())
    equivalent = counted(results, setting)[EQUIVALENT]
    print(f"\n{len(results)} mutants of {len(chosen)} kinds, {equivalent} of them equivalent")
    for one in (WITH, WITHOUT):
        print(f"{one}: {score(results, one)}")
    for title, listed in (
        ("Should have been found", [result for result in results if unexplained(result, setting)]),
        ("No check can know", [one for one in results if missed(one, setting) and not unexplained(one, setting)]),
    ):
        if listed:
            print(f"\n{title} {setting}:")
        for result in listed:
            seen = result.verdicts[setting].seen
            shown = f" [seen: {seen[:160]}]" if seen else ""
            what = " ".join(result.what.split())[:200]
            print(f"{result.place}: {result.kind}: {what}: {result.reason or 'NO REASON'}{shown}")


def killed(result: Result, setting: str) -> bool:
    return result.verdicts[setting].outcome == KILLED


def missed(result: Result, setting: str) -> bool:
    return result.verdicts[setting].outcome in (SURVIVED, ELSEWHERE)


def counted(results: Sequence[Result], setting: str) -> Counter[str]:
    return Counter(result.verdicts[setting].outcome for result in results)


def score(results: Sequence[Result], setting: str) -> str:
    """The totals of a setting in one line."""
    count = counted(results, setting)
    every = max(1, sum(count[outcome] for outcome in FOUND))
    share = 100 * count[KILLED] / every
    found = ", ".join(f"{count[outcome]} {outcome}" for outcome in FOUND)
    reached = "reached" if share >= REACH[setting] else "not reached"
    line = f"{found}: {share:.1f} of 100 at their rows (the reach of {REACH[setting]} is {reached})"
    if setting == WITHOUT:
        knowable = count[KILLED] + sum(unexplained(result, setting) for result in results)
        line += f"; of the {knowable} that a check can know {100 * count[KILLED] / max(1, knowable):.1f} of 100"
    return line


if __name__ == "__main__":
    sys.exit(main())
