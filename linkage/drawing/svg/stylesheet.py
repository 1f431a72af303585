"""The style sheet of the pictures: every colour a variable, one set for dark and one for light.

States are classes that the browser toggles: `on` (reached), `now` (in the wave just shown), `off` (cut or not in this
what-if), `wrong` (another person's), and at doors the word of the effect that came there, in the colour of its kind.
Nothing moves when they change.
"""

from __future__ import annotations

from collections.abc import Iterable

from linkage.drawing.text_metrics import STACK
from linkage.drawing.visual_encoding import every_look
from linkage.vocabulary import EFFECT_KINDS

_DARK = {
    "ground": "#0d1520",
    "frame": "#131f2d",
    "frame-edge": "#44576d",
    "box": "#1d2b3c",
    "box-edge": "#6f87a3",
    "ink": "#f1f5f9",
    "soft": "#b4c2d2",
    "faint": "#5a6c81",
    "event": "#8b93ff",
    "hot": "#e5484d",
    "hot-deep": "#a3161c",
    "hot-line": "#ff6b6b",
    "hot-ink": "#ffffff",
    "good": "#12805c",
    "good-line": "#3ecf9a",
    "slow": "#9a5b00",
    "slow-line": "#f5a524",
    "now": "#ffffff",
    "wrong": "#ffd60a",
}
_LIGHT = {
    "ground": "#ffffff",
    "frame": "#f5f8fb",
    "frame-edge": "#9db0c4",
    "box": "#e9eff6",
    "box-edge": "#7b8fa6",
    "ink": "#10202f",
    "soft": "#41556b",
    "faint": "#8496a9",
    "event": "#4a4fd0",
    "hot": "#c0271f",
    "hot-deep": "#7d1410",
    "hot-line": "#c0271f",
    "hot-ink": "#ffffff",
    "good": "#0b6e4f",
    "good-line": "#0b7a57",
    "slow": "#8a5200",
    "slow-line": "#a35c00",
    "now": "#10202f",
    "wrong": "#b58900",
}

_BOXES = """
.map{background:var(--ground);color:var(--ink);font-family:var(--letters);font-variant-numeric:tabular-nums;
 user-select:none}
.map text{fill:var(--ink);stroke:none;dominant-baseline:auto}
.map .frame rect{fill:var(--frame);stroke:var(--frame-edge);stroke-width:1.3;stroke-dasharray:5 4}
.map .frame text{fill:var(--soft);paint-order:stroke;stroke:var(--ground);stroke-width:5;stroke-linejoin:round}
.map .node rect.body{fill:var(--box);stroke:var(--box-edge);stroke-width:1.6;transition:fill .25s,stroke .25s}
.map .node text{font-weight:600;transition:fill .25s}
.map .node.record rect.body{stroke:var(--event);stroke-width:2.4}
.map .node.list rect.under{fill:none;stroke:var(--box-edge);stroke-width:1.2}
.map .node .again{fill:none;stroke:none;stroke-width:3}
.map .node .mistaken{display:none}
.map .node.on rect.under{stroke:var(--hot-ink);opacity:.55}
.map .node.on rect.body{fill:var(--hot);stroke:var(--hot)}
.map .node.on text{fill:var(--hot-ink)}
.map .node.now rect.body{stroke:var(--now);stroke-width:3}
.map .node.off{opacity:.45}
.map .node.off rect.body{stroke-dasharray:3 4}
.map .node.wrong .again{stroke:var(--wrong)}
.map .node.wrong .mistaken{display:inline}
.map .mistaken circle{fill:var(--wrong);stroke:var(--ground);stroke-width:1.5}
.map .mistaken path{stroke:#10202f;stroke-width:1.8;fill:none}
.map .service rect.body{stroke:var(--good-line)}
"""
"""The rules of boxes, up to a door that nothing has come to."""

_PARTS = """
.map .service.on.now rect.body{stroke:var(--now)}
.map .service.closed text{fill:var(--hot-ink)}
.map .row text{font-weight:400;fill:var(--soft)}
.map .row .icon{stroke:var(--soft);stroke-width:2;fill:none;stroke-linecap:round;stroke-linejoin:round;opacity:0}
.map .row.ended .icon{opacity:1}
.map .row .did{display:none}
.map .row.on .did{display:inline}
.map .row.on .will{display:none}
.map .row.on text{fill:var(--hot-ink);font-weight:600}
.map .row.on .icon{stroke:var(--hot-ink);stroke-width:2.6;opacity:1}
.map .service.on .row text{fill:var(--hot-ink)}
.map .service.on .row .icon{stroke:var(--hot-ink)}
.map .row rect{fill:transparent;stroke:none}
.map .split{stroke:var(--box-edge);stroke-width:1}
.map .mark rect{fill:var(--frame);stroke:var(--box-edge);stroke-width:1}
.map .node .mark text{font-weight:400;fill:var(--soft)}
.map .node .mark.on rect{fill:var(--hot-deep);stroke:var(--hot-line)}
.map .node .mark.on text{fill:var(--hot-ink);font-weight:600}
.map .edge .line,.map .trunk path{fill:none;stroke:var(--k);stroke-width:.11em;stroke-linejoin:round;
 transition:stroke-width .25s,opacity .25s}
.map .edge .head{fill:var(--k);stroke:none}
.map .edge .grab{fill:none;stroke:transparent;stroke-width:14;pointer-events:stroke}
.map .edge .label{fill:var(--k);paint-order:stroke;stroke:var(--ground);stroke-width:3;stroke-linejoin:round}
.map .sign .full{fill:var(--s,var(--k));stroke:var(--ground);stroke-width:1.6;paint-order:stroke}
.map .legend .full,.map .edge.link .full,.map .sign .ring+.full{stroke:none}
.map .sign .ring{fill:var(--ground);stroke:var(--s,var(--k));stroke-width:1.7;stroke-linejoin:round}
.map .edge.link .line,.map .edge.link .head{opacity:.75}
.map .trunk path,.map .edge.bus .head{opacity:1}
.map .edge.bus .line{opacity:0}
.map .edge.on .line{opacity:1;stroke-width:.25em}
.map .edge.on .head{opacity:1}
.map .edge.on .label{font-weight:700}
.map .edge.rule.on,.map .edge.recorded.on,.map .edge.needs.on{--k:var(--hot-line)}
.map .edge.now .line{stroke-width:.31em}
.map .edge.fold .line{stroke-width:.2em;opacity:.45}
.map .edge.fold.on .line,.map .edge.fold.on .head{opacity:1}
.map .edge.off .line{stroke-dasharray:2 7;opacity:.5}
.map .edge.off .head,.map .edge.off .label,.map .edge.off .sign{opacity:.4}
.map .edge.off .label{text-decoration:line-through}
.map .node.ended rect.body{stroke:var(--hot-line);stroke-width:2.2;stroke-dasharray:3 5}
.map .row.ended .did{display:inline;text-decoration:line-through}
.map .row.ended .will{display:none}
.map .mark.ended text{text-decoration:line-through}
.map .edge.ended .line{opacity:.6;stroke-width:.16em}
.map .edge.ended .head{fill:var(--ground);stroke:var(--k);stroke-width:1.6;opacity:1}
.map .edge.rule.ended,.map .edge.recorded.ended,.map .edge.needs.ended{--k:var(--hot-line)}
.map .edge.needs .line{stroke-dasharray:1 6;stroke-linecap:round}
.map .edge .casing{fill:none;stroke:none;stroke-linejoin:round}
.map .edge.wrong .casing{stroke:var(--wrong);stroke-width:.42em}
.map .node:focus{outline:none}
.map .node:focus-visible .again,.map .node.found .again{stroke:var(--now);stroke-width:3}
.map .node{cursor:pointer}
.map.positive{--hot:var(--good);--hot-deep:var(--good);--hot-line:var(--good-line)}
.map .person text{fill:var(--ink);font-weight:700}
.map .pill rect.body{fill:var(--ground);stroke:var(--k);stroke-width:2.2}
.map .pill .what{font-weight:400;fill:var(--soft)}
.map .pill .value{font-variant-numeric:tabular-nums}
.map .node.pill.on rect.body{fill:var(--k);stroke:var(--k)}
.map .node.pill.on text{fill:var(--ground);font-weight:700}
.map .node.pill.now rect.body{stroke:var(--now)}
.map .node.other rect.body{stroke-dasharray:6 4}
.map .node.used rect.body{stroke:var(--now);stroke-width:2.6}
.map .edge.tie .line{stroke-width:.1em;opacity:.5}
.map .edge.tie.on .line{stroke-width:.25em;opacity:1}
.map.matrix .split{stroke:var(--frame-edge);stroke-width:.7;opacity:.6}
.map.matrix .self{fill:var(--frame);stroke:none}
.map.matrix .caption{fill:var(--soft)}
.map.matrix .head rect.body{fill:none;stroke:none}
.map.matrix .head text{font-weight:400}
.map.matrix .head.on rect.body{fill:var(--hot)}
.map.matrix .head.on text{font-weight:600}
.map.matrix .head.now rect.body{stroke:var(--now)}
.map.matrix .head.wrong rect.body,.map.matrix .cell.wrong rect.body{stroke:var(--wrong);stroke-width:4}
.map.matrix .cell rect.body{stroke:var(--k)}
.map.matrix .cell.on rect.body{fill:var(--hot);stroke:var(--hot)}
.map.matrix .cell.now rect.body{stroke:var(--now);stroke-width:3}
.map.matrix .act .icon{stroke:var(--soft);stroke-width:2;fill:none;stroke-linecap:round;stroke-linejoin:round}
.map.matrix .act.on .icon{stroke:var(--hot-ink);stroke-width:2.6}
.map.matrix .act.wrong rect.body{stroke:var(--wrong);stroke-width:3}
.map .legend text{fill:var(--soft)}
.map .legend .line{fill:none;stroke:var(--k);stroke-width:3}
.map .legend .dotted{stroke-dasharray:1 6;stroke-linecap:round}
.map .legend .sign{--s:var(--soft)}
.map .legend .icon{stroke:var(--soft);stroke-width:2;fill:none;stroke-linecap:round;stroke-linejoin:round}
@media (prefers-reduced-motion:reduce){.map *{transition:none!important}}
"""


def _words(colour: str) -> list[str]:
    """The words of the effects in a colour, as classes."""
    return [f".{kind.word}" for kind in EFFECT_KINDS.values() if kind.colour == colour]


def _doors() -> str:
    """The colours of doors to which effects have come: one that closes outweighs those that leave the door open."""
    closing, burdening, rewarding = _words("hot"), _words("slow"), _words("good")
    rules = (
        _door_rule([*(f".on{word}" for word in closing), ".closed"], "hot-deep", "hot-line"),
        _door_rule([f".on{word}" for word in burdening], "slow", "slow-line"),
        _door_rule([f".on{word}{other}" for word in closing for other in burdening], "hot-deep", "hot-line"),
        _door_rule([f".on{word}" for word in rewarding], "good", "good-line"),
    )
    return "\n".join(rules)


def _rewarding_edges() -> str:
    """The colour of the arrows of rules that reward."""
    selectors = (f".map .edge.rule.{state}{word}" for state in ("on", "ended") for word in _words("good"))
    acts = (f".map.matrix .act.on{word}" for word in _words("good"))
    return f"{','.join(selectors)}{{--k:var(--good-line)}}\n{','.join(acts)}{{--hot:var(--good)}}\n"


def _door_rule(states: Iterable[str], fill: str, stroke: str) -> str:
    """The style rule of doors in some states."""
    selectors = ",".join(f".map .service{state} rect.body" for state in states)
    return f"{selectors}{{fill:var(--{fill});stroke:var(--{stroke})}}"


def _variables(colours: dict[str, str], theme: str) -> str:
    """The declarations of one colour set, with the colours of the identifiers' lines."""
    declarations = "".join(f"--{name}:{value};" for name, value in colours.items())
    return declarations + "".join(f"--{look.name}:{getattr(look, theme)};" for look in every_look())


def styles() -> str:
    """The style sheet of the pictures: dark unless the page says light."""
    keys = "".join(
        f".map .{look.name}{{--k:var(--{look.name})}}"
        + (f".map .{look.name} .line{{stroke-dasharray:{look.dashes}}}" if look.dashes else "")
        for look in every_look()
    )
    light = "[data-theme=light] .map,.map[data-theme=light]"
    return (
        f".map{{--letters:{STACK};{_variables(_DARK, 'dark')}}}\n"
        f"{light}{{{_variables(_LIGHT, 'light')}}}\n"
        f"@media print{{.map{{{_variables(_LIGHT, 'light')}}}}}\n"
        f"{keys}{_BOXES}{_doors()}{_PARTS}{_rewarding_edges()}"
    )
