"""Kinds of mistake by how the slip arises: in a spreadsheet, in a merge, in pasting, with tired eyes, in decisions."""

from tests.mutation.slips import (  # noqa: F401 - they enter the kinds
    decisions,
    merges,
    misread_numbers,
    misread_words,
    names,
    pasting,
    sources,
    spreadsheet,
    translations,
)
