"""Odd numbers in options: each is refused in one line that says what was found and what is expected."""

from __future__ import annotations

import pytest

from tests.conftest import MINI, Run

FOUND = {
    ("--timeout", "nan"): "--timeout: 'nan' is not a number of seconds from 0.1 to 86400",
    ("--timeout", "inf"): "--timeout: inf is not in the range 0.1<=x<=86400",
    ("--timeout", "-inf"): "--timeout: -inf is not in the range",
    ("--timeout", "1e400"): "--timeout: inf is not in the range",
    ("--timeout", "1e308"): "is not in the range",
    ("--timeout", "0"): "0.0 is not in the range",
    ("--timeout", "soon"): "'soon' is not a number",
    ("--timeout", "1,5"): "'1,5' is not a number",
    ("--timeout", ""): "'' is not a number",
    ("--memory", "99999999999999999999"): "99999999999999999999 is not in the range 64<=x<=4194304",
    ("--memory", "0x40"): "'0x40' is not a whole number",
    ("--memory", "-64"): "-64 is not in the range",
    ("--rows", "1e3"): "'1e3' is not a whole number",
    ("--rows", "9" * 30): "is not in the range",
    ("--rows", "0"): "0 is not in the range",
    ("--workers", "100000"): "100000 is not in the range",
    ("--workers", "-1"): "-1 is not in the range",
    ("--queue", "9" * 30): "is not in the range",
    ("--connections", "9" * 30): "is not in the range",
    ("--cache", "9" * 30): "is not in the range",
    ("--port", "65536"): "65536 is not in the range",
    ("--port", "80.5"): "'80.5' is not a whole number",
}


@pytest.mark.parametrize(("option", "number"), FOUND)
def test_an_odd_number_is_refused_with_what_is_expected(kgtools: Run, option: str, number: str) -> None:
    done = kgtools("serve", "--root", MINI, option, number)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kgtools: invalid value for '")
    assert FOUND[option, number].removeprefix(f"{option}: ") in done.stderr
    assert option in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("number", ["nan", "inf"])
def test_the_assistant_takes_no_odd_number_either(kgtools: Run, number: str) -> None:
    done = kgtools("mcp", "--root", MINI, "--timeout", number)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--timeout" in done.stderr


def test_numbers_from_the_environment_are_looked_at_too(kgtools: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_TIMEOUT", "nan")
    done = kgtools("serve", "--root", MINI)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "TANDEM_TIMEOUT" in done.stderr
