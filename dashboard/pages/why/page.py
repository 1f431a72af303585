"""The Why page: one effect and its proofs, with quotes and badges; its path on a small map; what would lift it, who
could correct it, and what stays behind. For a door that is open: why not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.pages.why.outcomes import Outcome, find_outcome, list_outcomes
from dashboard.pages.why.proof_view import ProofView
from dashboard.pages.why.remedies import PROTECTED_FROM, Remedies
from dashboard.services.app_context import AppContext
from dashboard.services.explanations import quote_entries
from dashboard.services.small_map import BESIDE_PROOF, UNDER_QUESTION, reach_scene
from dashboard.services.step_view import lit_parts, status_signs
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank, button
from dashboard.shell.page_frame import fields, page_question
from dashboard.state.captions import captions
from dashboard.state.labels import Labels, labels_in
from dashboard.state.reproduce import Recipes, call_in_python
from dashboard.state.view_state import State
from linkage.drawing.layout.geometry import COMPACT
from linkage.drawing.scene import subscene
from linkage.errors import NoProofError
from linkage.spread.proofs import Proofs
from linkage.spread.steps import Step

Json = dict[str, Any]


# -- layout -------------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page's frame; `page.js` fills it."""
    labels = labels_in()
    choose = html.Nav(blank("why-list"), className="choose", **attributes(aria_label=labels("why.choose")))
    ask = html.Header(
        [
            html.P(labels("why.kicker"), className="kicker"),
            html.H1(id="why-title", tabIndex=-1),
            blank("why-facts", "facts-line"),
            blank("why-proofs", "tabs", role="group", **attributes(aria_label=labels("why.proofs"))),
        ],
        className="why-ask",
    )
    proof = html.Section([ask, blank("why-lines")], className="why-proof")
    views = html.Div(
        [
            button("view:path", labels("why.path"), pressed=True),
            button("view:map", labels("why.map"), pressed=False),
        ],
        role="group",
        className="switch",
        id="why-views",
        **attributes(aria_label=labels("why.views")),
    )
    small = html.Section(
        [views, blank("why-picture", "small-map")],
        className="why-map",
        **attributes(aria_label=labels("stage.picture")),
    )
    rest = html.Section(id="why-rest", className="why-rest", **attributes(aria_label=labels("why.rest")))
    inside = [dcc.Store(id=ids.WHY), choose, proof, html.Div([small, rest], className="why-beside")]
    return html.Main(inside, className="why", hidden=True, **attributes(data_page="why"))


# -- answer -------------------------------------------------------------------------------------------------------


def why_answer(context: AppContext, search: object) -> Json:
    """What the page shows for an address."""
    state, notes = page_question(context, search)
    proof_view = ProofView(context.answers.of(state).answer, labels_in(state.lang))
    choices = list_outcomes(proof_view.answer)
    try:
        outcome = find_outcome(choices, state.why)
    except NoProofError as error:
        notes.append(str(error))
        outcome = find_outcome(choices, "")
    state = replace(state, why=outcome.id if outcome else "")
    outcome_answer = (
        _outcome_answer(context, state, proof_view, outcome)
        if outcome
        else {"question": proof_view.labels("why.nothing")}
    )
    return {
        **captions(proof_view.answer, proof_view.labels),
        "state": fields(state),
        "notes": notes,
        "rows": [proof_view.row(choice) for choice in choices],
        "said": _script_labels(proof_view.labels),
        "signs": status_signs(),
        "proofs": [],
        **outcome_answer,
    }


def _outcome_answer(context: AppContext, state: State, proof_view: ProofView, outcome: Outcome) -> Json:
    """The part of the answer that is about one outcome."""
    answer: Json = {"question": proof_view.title(outcome), "group": outcome.group}
    steps: list[Step] = []
    if outcome.effect is None:
        answer["whyNot"] = proof_view.why_not(outcome)
    else:
        proofs = proof_view.proofs_of(outcome.effect)
        steps = [step for proof in proofs.proofs for step in proof]
        answer |= _effect_answer(context, state, proof_view, proofs, steps)
    quote_ids = {quote for step in steps for quote in step.evidence}
    quotes = quote_entries(proof_view.answer.world, proof_view.labels).items()
    return {
        **answer,
        "quotes": {name: quote for name, quote in quotes if name in quote_ids},
        "pictures": _pictures(context, state, proof_view, steps),
    }


def _effect_answer(
    context: AppContext, state: State, proof_view: ProofView, proofs: Proofs, steps: Sequence[Step]
) -> Json:
    """The part of the answer that is about an effect: proofs, remedies, recipes."""
    recipes = Recipes("/why", state, *context.worlds.name_and_tables(state.world))
    labels = proof_view.labels
    remedies = Remedies(proof_view.answer, proof_view.step_view, labels)
    return {
        "proofs": [proof_view.proof(proof) for proof in proofs.proofs],
        "count": labels("why.proof") if proofs.count == 1 else labels("why.count", count=proofs.count),
        "when": proof_view.step_view.span(proofs.effect),
        "wrong": proofs.effect.wrong,
        "lifting": remedies.removals(proofs.effect, steps),
        "corrections": remedies.corrections(),
        "copies": remedies.copies(proofs.effect, steps),
        "recipes": number_recipes(recipes, proofs, proof_view.answer.subject),
    }


def number_recipes(recipes: Recipes, proofs: Proofs, subject: str) -> dict[str, dict[str, str]]:
    """The recipes for the page's numbers, by the number's name."""
    arguments = f"answer, rule={proofs.effect.rule!r}, subject={proofs.effect.subject!r}"
    lifts = f'int(linkage.lifts({arguments})["lifts"].sum())'
    service = proofs.effect.service
    least = {"least": _cut_recipe(recipes, service, subject)} if proofs.effect.effect in PROTECTED_FROM else {}
    return {
        "proofs": recipes.recipe("why", [service, "--all"], f"linkage.why({arguments}).count"),
        "lifts": recipes.recipe("why", [service, "--all"], lifts),
        **least,
    }


def _cut_recipe(recipes: Recipes, service: str, subject: str) -> dict[str, str]:
    """The recipe for the smallest cuts, which names the subject where a record kind alone would be anybody's."""
    own_recipes = recipes if recipes.state.story else replace(recipes, state=replace(recipes.state, resident=subject))
    cuts = f"{call_in_python('cut', own_recipes.question, recipes.world, service)}.cuts"
    return own_recipes.recipe("cut", ["--protect", service], cuts)


def _pictures(context: AppContext, state: State, proof_view: ProofView, steps: Sequence[Step]) -> Json:
    """The whole map with all parts that are lit, and the path of the proofs alone."""
    scene = reach_scene(*context.answers.of(state), state.lang)
    path = subscene(scene, lit_parts(proof_view.step_view, steps))
    return {
        "map": context.maps.draw(scene, COMPACT),
        "path": [context.maps.draw(path, BESIDE_PROOF), context.maps.draw(path, UNDER_QUESTION)] if path.nodes else [],
        "lit": lit_parts(proof_view.step_view, proof_view.answer.spread.steps),
    }


def _script_labels(labels: Labels) -> dict[str, str]:
    """The labels that `page.js` fills in."""
    return {
        "closed": labels("why.closed"),
        "other": labels("why.other"),
        "open": labels("why.still_open"),
        "weakest": labels("why.weakest"),
        "number": labels("why.number"),
        "proof": labels("why.proof_number"),
        "wrong": labels("why.wrong"),
        "whole": labels("why.whole"),
        "none": labels("panel.no_quote"),
        "blank": labels("panel.no_quote_but"),
        "whyNot": labels("why.why_not"),
        "lifting": labels("why.lifting"),
        "lifts": labels("why.lifts"),
        "stays": labels("why.stays"),
        "alone": labels("why.alone"),
        "wider": labels("why.wider"),
        "try": labels("why.try"),
        "person": labels("why.person"),
        "watch": labels("why.watch"),
        "who": labels("why.who_title"),
        "copies": labels("why.copies"),
        "copy": labels("why.copy"),
        "asIs": labels("why.as_is"),
        "ifCorrected": labels("why.if_corrected"),
        "theDoor": labels("why.the_door"),
        "made": labels("why.made"),
        "more": labels("why.more_sources"),
        "reproduce": labels("reproduce.open"),
    }


# -- callbacks ----------------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Register the callback that answers the page's address, and the script that draws the answer."""

    @app.callback(Output(ids.WHY, "data"), Input(ids.ASKS["why"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return why_answer(context, search)

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("why", "mount"), Input(ids.WHY, "data"))
