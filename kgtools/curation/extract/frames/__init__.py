"""Frames: what a sentence tells (a visit, a signing, an office, a figure), found by its words and by how names stand.

The words are data: `frames`, `modality` and `speaking` of `kgtools/languages/<tag>.yaml`. A frame holds what fills its
slots; which thing of the graph it is, and what claims it makes, is for `described` to say.
"""
