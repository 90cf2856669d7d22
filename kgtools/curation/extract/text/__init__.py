"""A text taken apart: the words that the reader looks for in each language, sentences, tables."""
