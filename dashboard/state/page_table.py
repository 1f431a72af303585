"""The table of pages: address, title and module of each. The navigation, number keys and scripts come from it.

A page is a folder in `dashboard/pages` whose `page.py` has `layout()` and `register(app, context)`, and where the page
has buttons in the head, `tools()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    `id` is its name in addresses and scripts; `module` is imported when an app is made. The key of its place in the
    table (1, 2, …) leads to it.
    """

    id: str
    path: str
    title: str
    module: str


PAGES: Mapping[str, Page] = MappingProxyType(
    {
        page.id: page
        for page in (
            Page(id="stage", path="/", title="Stage", module="dashboard.pages.stage.page"),
            Page(id="why", path="/why", title="Why", module="dashboard.pages.why.page"),
            Page(id="join", path="/join", title="Join", module="dashboard.pages.join.page"),
            Page(id="what-if", path="/what-if", title="What-if", module="dashboard.pages.what_if.page"),
            Page(id="city", path="/city", title="City", module="dashboard.pages.city.page"),
            Page(id="world", path="/world", title="World", module="dashboard.pages.world.page"),
            Page(id="lessons", path="/lessons", title="Lessons", module="dashboard.pages.lessons.page"),
        )
    }
)
"""The pages by their ids, in the order of the navigation."""
