"""The command release."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from kgtools import projects
from kgtools.cli.options import PUBLISH, Root, command, notify
from kgtools.cli.printing import progress
from kgtools.errors import UsageError

PUBLISHED = Path("data", "published.txt")


@command(PUBLISH, "kgtools release -o release", "kgtools release -o release --since earlier-release --no-site")
def release(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write.")],
    root: Root = None,
    since: Annotated[
        Path | None,
        typer.Option("--since", metavar="PREVIOUS", help="Tell what changed since this release, a folder or N-Quads."),
    ] = None,
    date: Annotated[
        str, typer.Option("--date", metavar="DAY", help="The day of publication; by default that in CITATION.cff.")
    ] = "",
    url: Annotated[
        str,
        typer.Option(
            "--url",
            metavar="URL",
            help="Where the folder will stand; else release/VERSION/ below the base.",
        ),
    ] = "",
    no_site: Annotated[bool, typer.Option("--no-site", help="Leave the pages out.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier release left in the folder.")] = False,
) -> None:
    """Write the folder that one uploads: the data in every format, descriptions, licences, pages and checksums.

    The same data give the same files; sha256sum -c SHA256SUMS checks them.
    """
    from kgtools.graph.store import open_store
    from kgtools.publish.releases.folder import IDS, Wishes, write

    if url and not url.startswith(("http://", "https://")):
        raise UsageError(f"--url {url}: expected an address that begins with https:// or http://")
    project = projects.find_root(root)
    graph = open_store(project)
    with progress() as tell:
        site = None
        if not no_site:
            try:
                from kgtools.portal.contents import Contents
                from kgtools.portal.folder import site as pages
                from kgtools.portal.portal import Portal
            except ImportError as error:
                raise UsageError(
                    f"the pages need {error.name}, which is missing: pip install 'tandem-kg[server]', or --no-site"
                ) from None
            portal = Portal(Contents.read(project, graph, whole=True))
            site = partial(pages.write, portal, progress=partial(tell, "pages"))
        address = url.rstrip("/") + "/" if url else ""
        wishes = Wishes(address, issued=date, since=since, site=site)
        number = write(project, graph, output, wishes, force, tell)
    notify(f"wrote {number} files to {output}; sha256sum -c SHA256SUMS checks them")
    if _is_new(output / IDS, project / PUBLISHED):
        notify(f"once it is published, copy {output / IDS} to {PUBLISHED}: then check finds what goes without a word")


def _is_new(listed: Path, published: Path) -> bool:
    """Whether a release has other ids than the project remembers of the last one."""
    return not published.is_file() or published.read_bytes() != listed.read_bytes()
