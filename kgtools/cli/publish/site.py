"""The command site."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from kgtools import files
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
) -> None:  # fmt: skip
    """Write the pages of all things, claims and disagreements, with their data, as a folder for any web server.

    It opens from a disk too: begin at its index.html.
    """
    if address and not re.fullmatch(r"https?://[^\s\"<>\\^`{|}$%]+", address):
        raise UsageError(f"--address {address}: expected the address of the site, such as https://example.org/tandem/")
    try:
        from kgtools.portal.folder import site
        from kgtools.portal.portal import Portal
    except ImportError as error:
        raise UsageError(
            f"kgtools site needs {error.name}, which is not installed: pip install 'tandem-kg[server]'"
        ) from None
    project = files.find_root(root)
    portal = Portal.of(project)
    with progress() as tell:
        root_address = f"{address.rstrip('/')}/" if address else ""
        again = partial(Portal.of, project)
        number = site.write(portal, output, force, partial(tell, "pages"), again, root_address)
    typer.echo(f"wrote {number} pages to {output}", err=True)
