"""Texts of articles: fingerprints, anchors, copies, paragraphs, and the words of a language."""
