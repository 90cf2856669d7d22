"""The command site."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from kgtools import projects
from kgtools.cli.options import (
    PUBLISH,
    Root,
    command,
)  # fmt: skip
from kgtools.cli.printing import progress
from kgtools.errors import UsageError


@command(PUBLISH, "kgtools site -o site", "kgtools site -o site --force")
def site(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write.")],
    root: Root = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier site left in the folder.")] = False,
    address: Annotated[
        str,
        typer.Option(
            "--address", metavar="URL",
            help="Where the site will stand: writes the rules (w3id.htaccess) that lead the IRIs to it.",
        ),
    ] = "",
    releases: Annotated[
        str,
        typer.Option(
            "--releases", metavar="URL",
            help="With --address: where the folders of releases will stand, each called by its version; "
            "else in release/ of the site.",
        ),
    ] = "",
) -> None:  # fmt: skip
    """Write the pages of all things, claims and disagreements, with their data, as a folder for any web server.

    It opens from a disk too: begin at its index.html.
    """
    for option, given in (("--address", address), ("--releases", releases)):
        if given and not re.fullmatch(r"https?://[^\s\"<>\\^`{|}$%]+", given):
            raise UsageError(f"{option} {given}: expected an address, such as https://example.org/tandem/")
    if releases and not address:
        raise UsageError("--releases belongs to --address, which writes the rules that lead there")
    try:
        from kgtools.portal.folder import site
        from kgtools.portal.portal import Portal
    except ImportError as error:
        raise UsageError(
            f"kgtools site needs {error.name}, which is not installed: pip install 'tandem-kg[server]'"
        ) from None
    project = projects.find_root(root)
    portal = Portal.of(project)
    with progress() as tell:
        places = (f"{given.rstrip('/')}/" if given else "" for given in (address, releases))
        again = partial(Portal.of, project)
        number = site.write(portal, output, force, partial(tell, "pages"), again, *places)
    typer.echo(f"wrote {number} pages to {output}", err=True)
