"""A release for search engines: a schema.org Dataset in JSON-LD."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from kgtools import namespaces, projects
from kgtools.publish.descriptions.model import Distribution, Release, dataset_iri


def document(release: Release) -> dict[str, Any]:
    """The release as a document of JSON-LD, with a download for each distribution."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": dataset_iri(),
        "name": [_worded(words, tag) for tag, words in release.titles.items()],
        "description": release.descriptions[projects.in_use().first],
        "url": namespaces.base(),
        "identifier": dataset_iri(),
        "version": release.version,
        "datePublished": release.issued,
        "license": projects.in_use().licence.address,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "@id": f"{dataset_iri()}#author", "name": release.author},
        "keywords": list(release.keywords),
        "inLanguage": list(release.titles),
        "isBasedOn": [
            {"@type": "ScholarlyArticle", "@id": namespaces.entity(f"article/{article}"), "name": citation}
            for article, citation in release.articles.items()
        ],
        "distribution": [_download(distribution, release) for distribution in release.distributions],
    }


def _worded(words: str, language: str) -> dict[str, str]:
    return {"@value": words, "@language": language}


def _download(distribution: Distribution, release: Release) -> dict[str, str]:
    file = distribution.file
    return {
        "@type": "DataDownload",
        "@id": f"{dataset_iri()}#file-{quote(file.path)}",
        "name": file.title,
        "contentUrl": release.address + quote(file.path),
        "encodingFormat": file.media_type,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
        "license": projects.in_use().licence.address,
    }
