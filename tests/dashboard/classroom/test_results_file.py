"""A class's results as CSV: safe to open in a spreadsheet, whatever a question says."""

from __future__ import annotations

import re
from typing import Any

from dashboard.classroom.results_file import HEAD, results_csv
from dashboard.pages.lessons.prediction_api import PredictionQuestion
from dashboard.pages.lessons.prediction_tally import PredictionTally


class OneQuestion:
    """What has one question for every place."""

    def __init__(self, ask: str, choices: tuple[str, ...]) -> None:
        self.tally = PredictionTally(clock=lambda: 1_800_000_047.0)
        self.asked = PredictionQuestion(ask, choices, several=False)

    def question(self, lesson: object, part: object) -> PredictionQuestion:
        """The question."""
        return self.asked


def test_without_votes_there_is_the_head_alone() -> None:
    predictions: Any = OneQuestion("?", ("yes", "no"))
    assert results_csv(predictions) == ",".join(HEAD) + "\n"


def test_what_a_spreadsheet_would_run_is_text_and_time_is_told_to_the_minute() -> None:
    predictions: Any = OneQuestion('=HYPERLINK("http://x")', ("+1+1", "中文, too"))
    predictions.tally.predict(("lesson", 2), 2, "visitor", [1])
    predictions.tally.show(("lesson", 2))
    _, first, second = results_csv(predictions).splitlines()
    assert first.startswith('lesson,2,"\'=HYPERLINK(""http://x"")",\'+1+1,0,1,closed,')
    assert '"中文, too",1,1,closed,' in second
    assert re.search(r",\d{4}-\d\d-\d\d \d\d:\d\d$", first)
    assert "visitor" not in first + second
