"""How many planted mistakes do the checks find? `python -m tests.mutation`, or `make mutants`.

Prints a table by kind of mistake, the score, and every mutant that was not found at its place with
the reason why no check could know. Exit code 1 if one of them has no reason, 2 for wrong use.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from kgtools.errors import nearest
from tests.conftest import ARTICLES, ROOT
from tests.mutation.judge import ELSEWHERE, EQUIVALENT, KILLED, SURVIVED, Result, run
from tests.mutation.registry import KINDS


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.mutation", description="Plant mistakes and count those found.")
    parser.add_argument("--kind", action="append", metavar="NAME", help="only this kind of mistake; may be repeated")
    parser.add_argument("--each", type=int, default=6, help="mutants of each kind (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other mutants (default %(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default %(default)s)")
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
    report(chosen, results)
    return 1 if any(unexplained(result) for result in results) else 0


def unexplained(result: Result) -> bool:
    """Whether a mutant should have been found at its place and was not."""
    return result.verdict in (SURVIVED, ELSEWHERE) and not result.reason


def report(chosen: Sequence[str], results: Sequence[Result]) -> None:
    """Print the table, the score, and what was not found."""
    width = max(len(name) for name in chosen)
    print(f"\n{'kind':{width}}  killed  elsewhere  survived  equivalent  killed by")
    for name in chosen:
        own = [result for result in results if result.kind == name]
        count = Counter(result.verdict for result in own)
        by = Counter(check for result in own if result.verdict == KILLED for check in result.by)
        first = "; ".join(f"{check} ({number})" for check, number in by.most_common(2))
        print(
            f"{name:{width}}  {count[KILLED]:6}  {count[ELSEWHERE]:9}  {count[SURVIVED]:8}"
            f"  {count[EQUIVALENT]:10}  {first}"
        )
    count = Counter(result.verdict for result in results)
    knowable = [result for result in results if result.verdict == KILLED or unexplained(result)]
    score = 100 * count[KILLED] / max(1, len(knowable))
    print(f"\n{len(results)} mutants of {len(chosen)} kinds: " + ", ".join(f"{count[v]} {v}" for v in
          (KILLED, ELSEWHERE, SURVIVED, EQUIVALENT)))  # fmt: skip
    print(f"{count[KILLED]} of {len(knowable)} that a check can know are killed at their place: {score:.1f} %")
    for title, listed in (
        ("Should have been found", [r for r in results if unexplained(r)]),
        ("No check can know", [r for r in results if r.verdict in (SURVIVED, ELSEWHERE) and r.reason]),
    ):
        if listed:
            print(f"\n{title}:")
        for result in listed:
            seen = f" [seen: {result.seen[:160]}]" if result.seen else ""
            print(f"{result.place}: {result.kind}: {result.what[:200]}: {result.reason or 'NO REASON'}{seen}")


if __name__ == "__main__":
    sys.exit(main())
