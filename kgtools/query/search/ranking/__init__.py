"""How well names and texts answer words, told by sets and numbers alone: what is found is read only if it is shown.

A frequent word has a hundred thousand texts. So what is found is counted as a set of the index (`index.bits`), and
parted into ever smaller ones of which it is known how good they are at best, until those that are shown are found.
"""
