"""A release as an RO-Crate 1.2 (https://w3id.org/ro/crate/1.2): every file of the folder, and what it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kgtools import namespaces, projects
from kgtools.publish.descriptions.model import File, Release, dataset_iri

NAME = "ro-crate-metadata.json"
_PROFILE = "https://w3id.org/ro/crate/1.2"


def document(release: Release, described: Sequence[File], site: bool) -> dict[str, Any]:
    """The metadata of the folder; `described` are its other descriptions, `site` says whether its pages are in it."""
    files = [*(one.file for one in release.distributions), *release.others, *described]
    author = f"{dataset_iri()}#author"
    articles = {namespaces.entity(f"article/{name}"): citation for name, citation in release.articles.items()}
    pages = [{"@id": "site/", "@type": "Dataset", "name": "The pages of the portal"}] if site else []
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": release.titles[projects.in_use().first],
        "description": release.descriptions[projects.in_use().first],
        "datePublished": release.issued,
        "version": release.version,
        "identifier": dataset_iri(),
        "url": namespaces.base(),
        "license": {"@id": projects.in_use().licence.address},
        "author": {"@id": author},
        "publisher": {"@id": author},
        "keywords": list(release.keywords),
        "isBasedOn": [{"@id": iri} for iri in articles],
        "hasPart": [{"@id": quote(file.path)} for file in files] + [{"@id": page["@id"]} for page in pages],
    }
    descriptor = {
        "@id": NAME, "@type": "CreativeWork", "conformsTo": {"@id": _PROFILE}, "about": {"@id": "./"},
    }  # fmt: skip
    context = [
        {"@id": projects.in_use().licence.address, "@type": "CreativeWork", "name": projects.in_use().licence.title},
        {"@id": author, "@type": "Organization", "name": release.author, "url": namespaces.base()},
        *({"@id": iri, "@type": "ScholarlyArticle", "name": citation} for iri, citation in articles.items()),
    ]
    return {"@context": f"{_PROFILE}/context", "@graph": [descriptor, root, *map(_file, files), *pages, *context]}


def _file(file: File) -> dict[str, Any]:
    return {
        "@id": quote(file.path), "@type": "File", "name": file.title, "encodingFormat": file.media_type,
        "contentSize": str(file.size), "sha256": file.sha256,
    }  # fmt: skip
