"""What mkdocs calls while it builds the site: it gets the pages that are made, and its links are those of the site."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from handbook.generated import gallery_pages, generated_files
from handbook.page_links import BROUGHT, with_site_links
from handbook.pictures import with_scrolling_pictures
from handbook.search_weights import weight_of

_ORIGINS = {place: source for source, place in BROUGHT.items()}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """A page of the gallery for each bundled world stands in the navigation.

    There is no `404.html`: its addresses would count from a server's root, and be dead on the disk and in a subfolder.
    """
    config.theme.static_templates.discard("404.html")
    for section in config.nav or ():
        if "Gallery" in section:
            section["Gallery"] = [*section["Gallery"], *gallery_pages()]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The pages and files that are made, beside those of `docs/`."""
    for place, content in generated_files():
        files.append(File.generated(config, place, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: Any) -> str:
    """A page's text with links that lead to pages of the site; the search learns what the page weighs."""
    place = page.file.src_uri
    page.meta["search"] = {"boost": weight_of(place)}
    if page.file.generated_by and place not in _ORIGINS:
        return markdown
    shown = {file.src_uri for file in files if file.inclusion is not InclusionLevel.EXCLUDED}
    return with_site_links(markdown, _ORIGINS.get(place, f"docs/{place}"), place, shown)


def on_page_content(html: str, **_: Any) -> str:
    """A page's text as HTML, in which every picture can be scrolled and opened."""
    return with_scrolling_pictures(html)


def on_post_page(output: str, **_: Any) -> str:
    """A page's HTML, in which the search's dialog has a name."""
    return output.replace(
        'data-md-component="search" role="dialog"', 'data-md-component="search" role="dialog" aria-label="Search"'
    )
