"""The command line: reads options, calls one function, prints.

Results go to standard output, messages to standard error. Exit code 0 is fine, 1 means findings,
2 means that the request or the data were wrong. Heavy imports wait inside the commands.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import sys
from typing import Any

import typer

from kgtools.cli import articles, compare, curate, draw, figures, init, publish, query, show  # noqa: F401
from kgtools.cli.options import app
from kgtools.errors import DataError, TandemError

# What the command line says of words that it does not know; where it is defined depends on the version of typer.
_WrongWords: Any = typer.BadParameter.__mro__[1]


_NO_NUMBER = re.compile(r"is not a valid (int|float)(?:eger)?(?: range)?$")


def _in_words(found: re.Match[str]) -> str:
    return "is not a whole number" if found[1] == "int" else "is not a number"


def main() -> None:
    """Run the command line and leave with its exit code.

    Leaving at once, without taking the interpreter down first, spares the time that closing a store
    takes; it is open for reading only, so there is nothing to save.
    """
    codecs.register_error("tandem", _approximate)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():  # which shows what its encoding has
                stream.reconfigure(errors="tandem")
            else:
                stream.reconfigure(encoding="utf-8")
    code = run()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            pass
        except OSError as error:
            code = _cannot_print(error)
    os._exit(code)


_SIGNS = {"–": "-", "—": "-", "−": "-", "«": '"', "»": '"', "“": '"', "”": '"', "’": "'", "ʻ": "'", "ʼ": "'",
          "…": "...", "≠": "!=", "·": "|", "\u00a0": " "}  # fmt: skip


def _approximate(error: UnicodeError) -> tuple[str, int]:
    """What stands for text that a terminal without Unicode cannot show: a plainer sign, or a question mark."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_SIGNS.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


_INTERRUPTED = 130  # what Typer makes of Ctrl-C
# How writing to what is open fails; nothing else fails so without naming a file.
_OF_PRINTING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EINVAL)


def _cannot_print(error: OSError) -> int:
    print(f"kgtools: cannot write to standard output: {error.strerror}", file=sys.stderr)
    return 2


def run(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; every error that a user can cause ends in one line.

    `arguments` are the words after `kgtools`; without them, those that this process was started with.

    >>> run(["show"])  # says on standard error what is missing
    2
    """
    try:
        code = app(arguments, prog_name="kgtools", standalone_mode=False)
        if code == _INTERRUPTED:
            print("kgtools: interrupted", file=sys.stderr)
        return code if isinstance(code, int) else 0
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except _WrongWords as error:
        said = _NO_NUMBER.sub(_in_words, error.format_message().removesuffix("."))
        command = error.ctx.command_path if error.ctx else "kgtools"
        print(f"kgtools: {said[:1].lower()}{said[1:]}; see {command} --help", file=sys.stderr)
    except typer.Abort:
        print("kgtools: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except DataError as error:
        for finding in error.findings:
            print(finding, file=sys.stderr)
    except TandemError as error:
        print(f"kgtools: {error}", file=sys.stderr)
    except BrokenPipeError:
        return 0
    except OSError as error:
        if error.filename is None and error.errno in _OF_PRINTING:
            return _cannot_print(error)
        print(f"kgtools: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}", file=sys.stderr)
    except Exception as error:
        if os.environ.get("TANDEM_DEBUG"):
            raise
        print(
            f"kgtools: this should not happen: {type(error).__name__}: {error}; "
            "please report it, with what TANDEM_DEBUG=1 prints",
            file=sys.stderr,
        )
    return 2
