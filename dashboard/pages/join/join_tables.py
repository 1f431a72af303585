"""A match as values for the Join page: tables with the shared values lit, the SQL, and who is notified.

The join itself comes from `linkage.answers.trace.join_view`; a right match is set beside a wrong one where the spread
has both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.services.step_view import AnswerView
from linkage.answers import sentences
from linkage.answers.match_quality import match_qualities
from linkage.answers.trace.join_view import JoinTable, JoinView, contrasting_join, join_view
from linkage.errors import NoProofError, unknown
from linkage.population.tables import Tables, generate_tables
from linkage.spread.steps import Step

Json = dict[str, Any]
MOST_COUNTED = 1_000
"""Residents among whom a link's matches are counted, at most."""

WRONG_STORIES = ("misregistered", "namesake")
"""The subjects of stories whose stories can have a wrong match."""


@dataclass(frozen=True, eq=False)
class JoinTables(AnswerView):
    """The joins of one answer, with the labels of one language."""

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step that joins."""
        return tuple(step for step in self.answer.spread.steps if step.kind == "linked")

    def select_step(self, step_id: str) -> Step | None:
        """The step of an id, as the address names it; the first step that joins, if the id is blank.

        Raises:
            NoProofError: the spread has no such join.
        """
        if not step_id:
            return next(iter(self.steps), None)
        for step in self.steps:
            if step.id == step_id:
                return step
        raise NoProofError(unknown("join", step_id, [step.id for step in self.steps]))

    # -- the list to choose from ----------------------------------------------------------------------------------

    def row(self, step: Step) -> Json:
        """A join in the list."""
        source = self.answer.spread.by_id[step.causes[-1]]
        return {
            "id": step.id,
            "from": self._database(source.database),
            "to": self._database(step.database),
            "key": self.step_view.key(step),
            "day": self.labels("stage.day", day=step.day),
            "whom": "" if step.subject == self.answer.subject else self.display_names.get(step.subject, step.subject),
            "wrong": source.subject != step.subject,
            "status": step.status,
        }

    def _database(self, database: str) -> str:
        return sentences.name(self.answer.world.everything.databases, database)

    # -- one join ---------------------------------------------------------------------------------------------------

    def pair(self, step: Step) -> list[Json]:
        """A step's join, and beside it one of the other sort (right or wrong): the earlier first, and the right one."""
        contrast = contrasting_join(self.answer.spread, step)
        joins = [join_view(self.answer, joining) for joining in (step, contrast) if joining is not None]
        return [self.join(join) for join in sorted(joins, key=lambda join: (join.step.day, join.wrong))]

    def join(self, join: JoinView) -> Json:
        """A join as data for a script."""
        step, last = join.step, len(join.tables) - 1
        return {
            "id": step.id,
            "sentence": sentences.hedged(self.answer.world, step, self.display_names),
            "when": sentences.day(step.day),
            "status": step.status,
            "badge": self.step_view.line(step)["badge"],
            "quotes": list(step.evidence),
            "sheets": [self._sheet(sheet, place, last) for place, sheet in enumerate(join.tables)],
            "values": self.step_view.key(step),
            "sql": join.sql,
            "wrong": join.wrong,
            "title": self._title(join),
            "clerk": join.clerk,
            "person": join.person,
            "notice": self.notice(step),
            "record": sentences.name(self.answer.world.everything.record_kinds, step.record_kind),
            "quality": self.quality(step.by),
        }

    def quality(self, link: str) -> str:
        """How good a link's match is among everybody: pairs right and wrong, and whom it misses."""
        (found,) = match_qualities(self.answer.world, self._everybody, [link])
        counts = found.counts
        residents = self._everybody.number_of_residents
        return self.labels(
            "join.quality",
            residents=f"{residents:,}",
            right=f"{counts.right:,}",
            wrong=f"{counts.wrong:,}",
            missed=f"{counts.missed:,}",
            all=f"{counts.found + counts.missed:,}",
        )

    @cached_property
    def _everybody(self) -> Tables:
        """The people among whom matches are counted: those of one's own tables, or the first invented ones."""
        tables = self.answer.tables
        if tables.population is None:
            return tables
        return generate_tables(self.answer.world.everything, tables.seed, min(self.answer.residents, MOST_COUNTED))

    def _title(self, join: JoinView) -> str:
        """Whether the join found the right row; a right match may pass on what a wrong one brought."""
        if join.wrong:
            return self.labels("join.wrong")
        return self.labels("join.carries_on") if join.step.wrong else self.labels("join.right")

    def notice(self, step: Step) -> str:
        """What the person learns: none, published or told."""
        link = self.answer.world.links.get(step.by)
        return link.notice if link else "none"

    def _sheet(self, sheet: JoinTable, place: int, last: int) -> Json:
        everything = self.answer.world.everything
        database = everything.databases[sheet.database]
        roles = {0: self.labels("join.source"), last: self.labels("join.target")}
        names = self.display_names
        columns = [["", self.labels("join.account"), False], ["", self.labels("join.whose"), False]]
        columns += [
            [*self.step_view.identifier(column)[:2], column in sheet.joined_columns] for column in sheet.columns[2:]
        ]
        return {
            "title": database.name,
            "agency": sentences.name(everything.agencies, database.agency),
            "role": roles.get(place, self.labels("join.register")),
            "columns": columns,
            "lit": [list(sheet.columns).index(column) for column in sheet.joined_columns],
            "rows": [[row[0].rpartition("/")[2], names.get(row[1], row[1]), *row[2:]] for row in sheet.rows],
            "row": sheet.row,
            "opened": self.labels("why.made") if sheet.opened else "",
        }

    # -- stories with a wrong match -------------------------------------------------------------------------------

    @property
    def has_wrong_match(self) -> bool:
        """Whether some match finds somebody else's row."""
        by_id = self.answer.spread.by_id
        return any(by_id[step.causes[-1]].subject != step.subject for step in self.steps)

    def story_choice(self) -> list[str]:
        """The story as a choice: its id and title."""
        story = self.answer.story
        return [story.id, f"{story.title} ({story.name})"] if story else []
