"""In which language a stretch is written."""

from __future__ import annotations

import pytest

from kgtools.articles.languages import stretches


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ўзбекистон билан Қозоғистон ўртасида савдо ошмоқда, Қосимов қайд этди.", "uz"),
        ("Қазақстан мен Өзбекстан арасында сауда өсіп жатыр, деді Қасымов.", "kk"),
        ("Қазақ қаласы туралы мақала", "kk"),
    ],
)
def test_uzbek_in_cyrillic_is_told_from_kazakh_by_letters_that_one_of_them_has(text: str, language: str) -> None:
    assert {one.language for one in stretches(text)} == {language}
