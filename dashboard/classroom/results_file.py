"""A class's results as CSV, for the teacher: one row a choice, counts only.

No visitor is in it, and no time but that of a question's first vote, to the minute.
Knows no Flask; formula cells are neutralised as everywhere.
"""

from __future__ import annotations

from datetime import datetime

from dashboard.pages.lessons.prediction_api import PredictionApi
from linkage.answers.exports.safe_csv import csv_text

HEAD = ["lesson", "step", "question", "choice", "votes", "voters", "voting", "first_vote"]


def results_csv(predictions: PredictionApi) -> str:
    """The counts of every question that was predicted, as they came, and whether voting is closed."""
    rows = []
    for (lesson, part), asked, tally in predictions.tally.all_questions():
        question = predictions.question(lesson, part)
        voting = "closed" if tally.is_answer_shown else "open"
        start = datetime.fromtimestamp(asked).strftime("%Y-%m-%d %H:%M")  # as the clock of this room shows it
        for choice, votes in zip(question.choices, tally.counts, strict=True):
            rows.append([lesson, str(part), question.ask, choice, str(votes), str(tally.visitors), voting, start])
    return csv_text(HEAD, rows)
