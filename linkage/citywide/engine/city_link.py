"""A live link of a world, as a city runs it: with the errors in the columns on which it joins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from linkage.world.column_errors import Column, ErrorsByColumn, ErrorShares, errors_on
from linkage.world.model import Link


@dataclass(frozen=True, slots=True)
class CityLink(Link):
    """A link with the shares of cells in error of the columns on which it joins, sorted by column."""

    errors: tuple[tuple[Column, ErrorShares], ...] = ()

    @classmethod
    def of(cls, link: Link, errors: ErrorsByColumn) -> CityLink:
        """A link among a world's columns in error."""
        row = {declared.name: getattr(link, declared.name) for declared in fields(link)}
        return cls(**row, errors=tuple(sorted(errors_on(link, errors).items())))


def errors_in(link: Link) -> Mapping[Column, ErrorShares]:
    """The columns in error on which a link joins; none, where the city's own form of it isn't at hand."""
    return dict(link.errors) if isinstance(link, CityLink) else {}
