"""The tab *Best fix* of the City page: the removals that spare most, by residents or by doors, and what they cost."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from dashboard.pages.city.city_query import CityQuery
from dashboard.pages.city.tab_question import TabQuestion, city_arguments, tab_recipe
from dashboard.services.app_context import AppContext
from dashboard.services.best_job import BestQuestion
from linkage.answers.cuts.removals import USUAL
from linkage.answers.sentences import name

Json = dict[str, Any]


def best_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """The best removals for the service in front, and others beside it, by residents or by doors (`best_removals`)."""
    best_question = BestQuestion(
        question.services,
        tuple(question.among.split(",")) if question.among else USUAL,
        question.group,
        bool(question.weigh),
        question.prices,
        question.objective or "spared",
        question.budget,
    )
    answer = context.bests.ask(query.world, query.state.seed, query.residents, query.what_if, best_question, patience)
    if answer is None:
        return {"status": "counting", "done": 0, "of": 0}
    return {
        "status": "counted",
        "service": ", ".join(name(query.world.services, service) for service in question.services),
        **{
            part: answer[part]
            for part in (
                "restricted",
                "restricted_by_group",
                "whatever_is_removed",
                "how",
                "why_not",
                "choices",
                "sentences",
                "groups",
                "objective",
            )
        },
        "recipe": _best_recipe(query, question),
    }


def _best_recipe(query: CityQuery, question: TabQuestion) -> dict[str, str]:
    options = [("--protect", service) for service in question.services]
    options += [("--among", question.among), ("--group", question.group), ("--objective", question.objective)]
    options += [("--cost", f"{id_}={_decimal(cost)}") for id_, cost in question.prices]
    flags = [word for option, value in options if value for word in (option, value)]
    flags += ["--weigh-rewards"] if question.weigh else []
    services = question.services[0] if len(question.services) == 1 else list(question.services)
    arguments = [repr(query.world.id), repr(services or ""), str(question.budget)]
    arguments += [f"among={question.among.split(',')!r}"] if question.among else []
    arguments += [f"group={question.group!r}"] if question.group else []
    arguments += ["weigh_rewards=True"] if question.weigh else []
    prices = ", ".join(f"{id_!r}: {_python_number(cost)}" for id_, cost in question.prices)
    arguments += [f"costs={{{prices}}}"] if prices else []
    arguments += [f"objective={question.objective!r}"] if question.objective else []
    arguments.append(city_arguments(query))
    verb = ["cut", "--city", "--best", str(question.budget), *flags]
    return tab_recipe(query, question, "best", verb, f"linkage.best({', '.join(arguments)})")


def _decimal(number: Fraction) -> str:
    """A number as it is written after a `=`.

    >>> _decimal(Fraction(3)), _decimal(Fraction("2.5"))
    ('3', '2.5')
    """
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.9f}".rstrip("0")


def _python_number(number: Fraction) -> str:
    """The same number in Python, exactly."""
    return f"{number.numerator}" if number.denominator == 1 else f"Fraction({number.numerator}, {number.denominator})"


def best_rows(query: CityQuery, answer: Json) -> tuple[list[str], list[list[str]]]:
    numbers = ["spared", "newly_restricted", "lose_reward", "exact", "bound"]
    return ["size", "cost", "removals", *numbers], [
        [str(len(cut)), str(choice["cost"]), ",".join(cut), *(str(choice[column]) for column in numbers)]
        for choice in answer["choices"]
        for cut in choice["cuts"]
    ]
