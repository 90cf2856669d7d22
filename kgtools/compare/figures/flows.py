"""The flows of figures, by marks of the ontology: which two are one seen from either side, and which is their sum."""

from __future__ import annotations

from kgtools import marks


def mirrored() -> dict[str, str]:
    """The flows that the other side states as another one, each with that one.

    >>> mirrored()
    {'import': 'export'}
    """
    return {_code(flow): _code(other[0]) for flow, other in marks.values("mirrors").items()}


def outward() -> dict[str, str]:
    """The flows that stand for both, once seen from the right side, each with what the other side calls it.

    >>> outward()
    {'export': 'import'}
    """
    return {other: flow for flow, other in mirrored().items()}


def directed() -> frozenset[str]:
    """The flows that run from one side to the other."""
    return frozenset(mirrored()) | frozenset(outward())


def totals() -> dict[str, str]:
    """The flows whose sum with their mirror is a flow without direction, each with that one.

    >>> totals()
    {'export': 'turnover'}
    """
    sums = {_code(flow): {_code(part) for part in parts} for flow, parts in marks.values("sumOf").items()}
    return {
        flow: total for flow, mirror in outward().items() for total, parts in sums.items() if parts == {flow, mirror}
    }


def has_no_direction(flow: str) -> bool:
    """Whether either side may be the one measured: of a sum of both directions.

    >>> has_no_direction("turnover"), has_no_direction("export"), has_no_direction("balance")
    (True, False, False)
    """
    return flow in totals().values()


def adds_up(flow: str) -> bool:
    """Whether the values of parts of a time add up to that of the whole, and none is below zero.

    >>> adds_up("import"), adds_up("turnover"), adds_up("balance")
    (True, True, False)
    """
    return flow in directed() or has_no_direction(flow)


def _code(flow: str) -> str:
    return flow.partition("/")[2]
