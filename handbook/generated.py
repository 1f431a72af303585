"""Every page and file of the site that does not stand in `docs/`, by its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from handbook.figure_gallery import figures_page, figures_script
from handbook.json_page import json_page
from handbook.page_links import BROUGHT
from handbook.python_page import python_page
from handbook.story_gallery import bundled_worlds, gallery_index, story_maps, world_page
from handbook.table_pages import agency_tables_page, words_page, world_tables_page
from handbook.verb_page import verbs_page
from handbook.what_if_page import what_ifs_page
from linkage.plots.plot_file import plotly_script

ROOT = Path(__file__).resolve().parent.parent
ASSETS = Path(__file__).resolve().parent / "assets"

_PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "reference/verbs.md": verbs_page,
        "reference/python.md": python_page,
        "reference/what-ifs.md": what_ifs_page,
        "reference/world-tables.md": world_tables_page,
        "reference/agency-tables.md": agency_tables_page,
        "reference/json.md": json_page,
        "reference/words.md": words_page,
        "gallery/figures.md": figures_page,
        "gallery/figures.js": figures_script,
        "assets/plotly.min.js": plotly_script,
    }
)
"""What is made from declarations, by its place on the site."""


def generated_files() -> Iterator[tuple[str, str | bytes]]:
    """Each file of the site that is made or brought, with its place and what it holds."""
    for place, make in _PAGES.items():
        yield place, make()
    yield from _gallery()
    for path in sorted(ASSETS.iterdir()):
        yield f"assets/{path.name}", path.read_bytes()
    for source, place in BROUGHT.items():
        path = ROOT / source
        yield place, path.read_bytes() if path.suffix == ".png" else path.read_text(encoding="utf-8")


def _gallery() -> Iterator[tuple[str, str]]:
    """The gallery's first page, a page a world, and every map."""
    worlds = bundled_worlds()
    yield "gallery/index.md", gallery_index(worlds)
    for world in worlds:
        maps = list(story_maps(world))
        yield f"gallery/{world.id}.md", world_page(world, maps)
        for each in maps:
            yield each.file, each.svg


def gallery_pages() -> list[str]:
    """The pages of the gallery that the bundled worlds have."""
    return [f"gallery/{world.id}.md" for world in bundled_worlds()]
