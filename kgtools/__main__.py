"""`python -m kgtools` is the command `kgtools`."""

from kgtools.cli import main

main()
