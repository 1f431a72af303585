"""A match to watch, as values for the Join page: tables with the shared values lit, the SQL, and who learns of it.

The join itself comes from `trace.join_view`; a right match is set beside a wrong one where the spread has both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.services.step_view import StepView
from dashboard.state.labels import Labels
from linkage.answers import sentences
from linkage.answers.spread_question import Answer
from linkage.answers.trace.join_view import JoinTable, JoinView, contrasting_join, join_view
from linkage.errors import NoProofError, unknown
from linkage.spread.steps import Step

Json = dict[str, Any]
WRONG_STORIES = ("misregistered", "namesake")
"""Whose stories have a wrong match."""


@dataclass(frozen=True, eq=False)
class JoinTables:
    """An answer, and the words to say its joins in."""

    answer: Answer
    words: Labels

    @cached_property
    def called(self) -> Mapping[str, str]:
        """What people are called."""
        return sentences.names(self.answer.subject, self.answer.name)

    @cached_property
    def lines(self) -> StepView:
        """How steps are said."""
        return StepView(self.answer.world, self.called, self.words)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step that joins."""
        return tuple(step for step in self.answer.spread.steps if step.kind == "linked")

    def chosen(self, asked: str) -> Step | None:
        """The step that an address names, or the first that joins.

        Raises:
            NoProofError: the spread has no such join.
        """
        if not asked:
            return next(iter(self.steps), None)
        for step in self.steps:
            if step.id == asked:
                return step
        raise NoProofError(unknown("join", asked, [step.id for step in self.steps]))

    # -- the list to choose from ----------------------------------------------------------------------------------

    def row(self, step: Step) -> Json:
        """A join in the list."""
        source = self.answer.spread.by_id[step.causes[-1]]
        return {
            "id": step.id,
            "from": self._database(source.database),
            "to": self._database(step.database),
            "key": self.lines.key(step),
            "day": self.words("stage.day", day=step.day),
            "whom": "" if step.subject == self.answer.subject else self.called.get(step.subject, step.subject),
            "wrong": source.subject != step.subject,
            "status": step.status,
        }

    def _database(self, database: str) -> str:
        return sentences.name(self.answer.world.everything.databases, database)

    # -- one join ---------------------------------------------------------------------------------------------------

    def pair(self, step: Step) -> list[Json]:
        """A step's join, and beside it one of the other sort (right or wrong), the right one first."""
        other = contrasting_join(self.answer.spread, step)
        joins = [join_view(self.answer, each) for each in (step, other) if each is not None]
        return [self.join(each) for each in sorted(joins, key=lambda each: each.wrong)]

    def join(self, join: JoinView) -> Json:
        """A join as data for a script."""
        step, last = join.step, len(join.tables) - 1
        return {
            "id": step.id,
            "sentence": sentences.sentence(self.answer.world, step, self.called),
            "when": sentences.day(step.day),
            "status": step.status,
            "badge": self.lines.line(step)["badge"],
            "quotes": list(step.evidence),
            "sheets": [self._sheet(sheet, place, last) for place, sheet in enumerate(join.tables)],
            "values": self.lines.key(step),
            "sql": join.sql,
            "wrong": join.wrong,
            "title": self._title(join),
            "clerk": join.clerk,
            "person": join.person,
            "notice": self.notice(step),
            "record": sentences.name(self.answer.world.everything.record_kinds, step.record_kind),
        }

    def _title(self, join: JoinView) -> str:
        """Whether it found the right row; a right match may carry on what a wrong one brought."""
        if join.wrong:
            return self.words("join.wrong")
        return self.words("join.carries_on") if join.step.wrong else self.words("join.right")

    def notice(self, step: Step) -> str:
        """What the person learns: none, published or told."""
        link = self.answer.world.links.get(step.by)
        return link.notice if link else "none"

    def _sheet(self, sheet: JoinTable, place: int, last: int) -> Json:
        everything = self.answer.world.everything
        database = everything.databases[sheet.database]
        roles = {0: self.words("join.source"), last: self.words("join.target")}
        columns = [["", self.words("join.account"), False], ["", self.words("join.whose"), False]]
        columns += [[*self.lines.identifier(each)[:2], each in sheet.joined_columns] for each in sheet.columns[2:]]
        return {
            "title": database.name,
            "agency": sentences.name(everything.agencies, database.agency),
            "role": roles.get(place, self.words("join.register")),
            "columns": columns,
            "lit": [list(sheet.columns).index(each) for each in sheet.joined_columns],
            "rows": [[row[0].rpartition("/")[2], self.called.get(row[1], row[1]), *row[2:]] for row in sheet.rows],
            "row": sheet.row,
            "opened": self.words("why.made") if sheet.opened else "",
        }

    # -- where a wrong one is -------------------------------------------------------------------------------------

    @property
    def errs(self) -> bool:
        """Whether some match finds somebody else's row."""
        by_id = self.answer.spread.by_id
        return any(by_id[step.causes[-1]].subject != step.subject for step in self.steps)

    def as_choice(self) -> list[str]:
        """The story as a choice: its id and title."""
        story = self.answer.story
        return [story.id, f"{story.title} ({story.name})"] if story else []
