"""Why: one effect and its proofs, with quotes and badges; its path on a small map; what would lift it, who could put it
right, and what stays behind. For a door that is open: why not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.pages.why.proof_view import ProofView
from dashboard.pages.why.remedies import PROTECTED_FROM, Remedies
from dashboard.pages.why.targets import Outcome, chosen, outcomes
from dashboard.services.app_context import AppContext
from dashboard.services.explanations import quote_entries
from dashboard.services.small_map import BESIDE_PROOF, UNDER_QUESTION, path_scene, reach_scene
from dashboard.services.step_view import lit_parts, status_signs
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank, button
from dashboard.shell.page_frame import fields, page_question
from dashboard.state.captions import captions
from dashboard.state.labels import Labels, labels_in
from dashboard.state.reproduce import Recipes, call_in_python
from dashboard.state.view_state import State
from linkage.drawing.layout.geometry import COMPACT
from linkage.errors import NoProofError
from linkage.spread.proofs import Proofs
from linkage.spread.steps import Step

Json = dict[str, Any]


# -- what you see -------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page; `page.js` fills it."""
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


# -- what it means ------------------------------------------------------------------------------------------------


def why_answer(context: AppContext, search: object) -> Json:
    """What the page shows for an address."""
    state, notes = page_question(context, search)
    reasons = ProofView(context.answers.of(state).answer, labels_in(state.lang))
    listed = outcomes(reasons.answer)
    try:
        outcome = chosen(listed, state.why)
    except NoProofError as error:
        notes.append(str(error))
        outcome = chosen(listed, "")
    state = replace(state, why=outcome.id if outcome else "")
    about = _about(context, state, reasons, outcome) if outcome else {"question": reasons.words("why.nothing")}
    return {
        **captions(reasons.answer, reasons.words),
        "state": fields(state),
        "notes": notes,
        "rows": [reasons.row(each) for each in listed],
        "said": _said(reasons.words),
        "signs": status_signs(),
        "proofs": [],
        **about,
    }


def _about(context: AppContext, state: State, reasons: ProofView, outcome: Outcome) -> Json:
    """What there is to say about one outcome."""
    made: Json = {"question": reasons.title(outcome), "group": outcome.group}
    steps: list[Step] = []
    if outcome.effect is None:
        made["whyNot"] = reasons.why_not(outcome)
    else:
        found = reasons.found(outcome.effect)
        steps = [step for proof in found.proofs for step in proof]
        made |= _closed(context, state, reasons, found, steps)
    quoted = {quote for step in steps for quote in step.evidence}
    quotes = quote_entries(reasons.answer.world, reasons.words).items()
    return {
        **made,
        "quotes": {name: quote for name, quote in quotes if name in quoted},
        "pictures": _pictures(context, state, reasons, steps),
    }


def _closed(context: AppContext, state: State, reasons: ProofView, found: Proofs, steps: Sequence[Step]) -> Json:
    """Everything about an effect that happened."""
    remedies = Remedies(reasons.answer, reasons.lines, reasons.words)
    return {
        "proofs": [reasons.proof(proof) for proof in found.proofs],
        "count": reasons.words("why.proof") if found.count == 1 else reasons.words("why.count", count=found.count),
        "when": reasons.lines.span(found.effect),
        "wrong": found.effect.wrong,
        "lifting": remedies.lifting(found.effect, steps),
        "corrections": remedies.corrections(),
        "copies": remedies.copies(found.effect, steps),
        "recipes": recipes(Recipes("/why", state, context.worlds.world(state.world).id), found, reasons.answer.subject),
    }


def recipes(one: Recipes, found: Proofs, subject: str) -> dict[str, dict[str, str]]:
    """How the page's numbers are made again."""
    picked = f"answer, rule={found.effect.rule!r}, subject={found.effect.subject!r}"
    lifts = f'int(linkage.lifts({picked})["lifts"].sum())'
    service = found.effect.service
    least = {"least": _least(one, service, subject)} if found.effect.effect in PROTECTED_FROM else {}
    return {
        "proofs": one.one("why", [service, "--all"], f"linkage.why({picked}).count"),
        "lifts": one.one("why", [service, "--all"], lifts),
        **least,
    }


def _least(one: Recipes, service: str, subject: str) -> dict[str, str]:
    """How the smallest cuts are made again: they are this subject's, where a record kind alone would be anybody's."""
    mine = one if one.state.story else replace(one, state=replace(one.state, resident=subject))
    cuts = f"{call_in_python('cut', mine.state.question, one.world, service)}.cuts"
    return mine.one("cut", ["--protect", service], cuts)


def _pictures(context: AppContext, state: State, reasons: ProofView, steps: Sequence[Step]) -> Json:
    """The whole map with all that is lit, and the path of the proofs alone."""
    scene = reach_scene(*context.answers.of(state), state.lang)
    path = path_scene(scene, lit_parts(reasons.lines, steps))
    return {
        "map": context.maps.draw(scene, COMPACT),
        "path": [context.maps.draw(path, BESIDE_PROOF), context.maps.draw(path, UNDER_QUESTION)] if path.nodes else [],
        "lit": lit_parts(reasons.lines, reasons.answer.spread.steps),
    }


def _said(labels: Labels) -> dict[str, str]:
    """The words that the script fills in."""
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


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Its part of the address in, the proof out."""

    @app.callback(Output(ids.WHY, "data"), Input(ids.ASKS["why"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return why_answer(context, search)

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("why", "mount"), Input(ids.WHY, "data"))
