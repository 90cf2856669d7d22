"""The command site."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files
from kgtools.cli.options import (
    PUBLISH,
    Root,
    command,
)  # fmt: skip
from kgtools.cli.printing import progress
from kgtools.errors import UsageError

if TYPE_CHECKING:
    pass


@command(PUBLISH, "kgtools site -o site", "kgtools site -o site --force")
def site(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write.")],
    root: Root = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier site left in the folder.")] = False,
) -> None:
    """Write the pages of all things, claims and disagreements as a folder for any web server."""
    try:
        from kgtools.portal import site
        from kgtools.portal.portal import Portal
    except ImportError as error:
        raise UsageError(
            f"kgtools site needs {error.name}, which is not installed: pip install 'tandem-kg[server]'"
        ) from None
    project = files.find_root(root)
    portal = Portal.of(project)
    with progress() as tell:
        number = site.write(portal, output, force, partial(tell, "pages"), partial(Portal.of, project))
    typer.echo(f"wrote {number} pages to {output}", err=True)
