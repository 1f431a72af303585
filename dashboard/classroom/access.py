"""Access for a class: who may see the app once it listens to the whole network, and the board that shows the way in.

Whoever sits at this machine needs no code; everybody else needs the class code, from the board or in the
address that the board's QR code holds. The code keeps out strangers in the same network, nothing more: what they would
see is invented. Knows no worlds and no pages.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from ipaddress import ip_address
from urllib.parse import quote

import segno
from cachetools import Cache, LRUCache, TTLCache
from flask import Flask, Response, g, redirect, request

from dashboard.classroom import board
from dashboard.classroom.phone import ADDRESS as PHONE
from dashboard.classroom.phone import SHELL as PHONE_SHELL
from dashboard.pages.lessons.prediction_api import CROWDED, PRESENTER, STUDENT
from dashboard.web.request_checks import ALIVE
from linkage.drawing.markup import escape
from linkage.vocabulary import LABEL

BOARD = "/_class"
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""The letters of class codes, without those that are easily confused: I and l, O and 0."""

TRIES, SECONDS = 20, 60.0
"""After how many wrong codes within how many seconds an address is told to wait. The right code is never refused: a
whole school may share one address. What keeps guessers out is the code's length: 148 million codes."""

MOST_ADDRESSES = 5_000
"""How many addresses are remembered; then the one that was met longest ago is forgotten."""

MOST_NUMBERS = 400
"""How many browsers of one address get a number, by which the tally counts them: who makes browsers up from one
address leaves room for all others."""

_COOKIE, _NUMBER = "linkage-class", "linkage-visitor"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Linkage</title><style>
body{margin:0;min-height:100vh;display:grid;place-content:center;gap:1.2rem;text-align:center;padding:1rem;
 font:clamp(1.1rem,2.4vw,2rem)/1.4 Inter,"Segoe UI",Arial,sans-serif;background:#0d1520;color:#f1f5f9}
main,main>div,form{display:grid;gap:1.2rem}
h1{margin:0;font-size:1.4em}p{margin:0}code{font:700 2.4em/1.2 Consolas,Menlo,monospace;letter-spacing:.12em}
input{font:inherit;padding:.4em;width:8em;text-align:center;text-transform:uppercase;letter-spacing:.1em;
 background:#1d2b3c;color:inherit;border:2px solid #6f87a3;border-radius:8px}
input,button{min-height:48px}
button{font:inherit;padding:.4em 1em;background:#58b4f0;color:#0d1520;border:0;border-radius:8px}
:focus-visible{outline:3px solid #ffd60a;outline-offset:3px}.fault{color:#ff8f8f}
svg{background:#fff;padding:2vmin;border-radius:12px;width:min(52vmin,26rem);height:auto;margin:0 auto}
small{color:#b4c2d2}
section{text-align:left;align-self:center}section[hidden]{display:none}h2,#tally-count{margin:0;font-size:.8em;color:#b4c2d2}
#tally-ask{font-weight:700;margin:.3rem 0}#tally ul{list-style:none;margin:.8rem 0;padding:0;display:grid;gap:.7rem}
#tally li{display:grid;grid-template-columns:1fr auto;gap:.1rem 1.5rem;font-size:.85em}
#tally li svg{grid-column:1/-1;width:100%;height:.8rem;padding:0;margin:0;border-radius:0;background:none}
.all{fill:#1d2b3c}.part{fill:#58b4f0}
#tally-begin,#tally-results,#share{font-size:.7em;background:none;color:inherit;border:1px solid #6f87a3}
#share{position:fixed;top:1rem;right:1rem}
#tally-results{display:inline-block;margin-left:.6em;padding:.4em 1em;border-radius:8px;text-decoration:none}
@media (min-width:1000px){.tallied main svg{max-width:32vw}
 .tallied main{grid-template-columns:minmax(0,1fr) minmax(0,1.3fr);gap:3vw;max-width:94vw}}
</style></head><body><main>BODY</main></body></html>"""
_LABEL = f"<p><small>{LABEL}</small></p>"


def new_code(length: int = 6) -> str:
    """A class code that can be read aloud."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


class AccessGate:
    """Admits this machine and every browser that has given the class code; shows the presenter the board.

    Args:
        code: the class code; read without regard to case and spaces.
        addresses: where others in the network reach this server, the best first.
    """

    def __init__(self, code: str, addresses: list[str]) -> None:
        self.code, self.addresses = code, addresses
        self._secret = secrets.token_bytes(32)
        self._wrong_codes: TTLCache[str, int] = TTLCache(MOST_ADDRESSES, SECONDS)
        self._numbers_given: LRUCache[str, int] = LRUCache(MOST_ADDRESSES)
        self._lock = threading.Lock()

    @property
    def ticket(self) -> str:
        """The cookie of a browser that has given the code."""
        return hmac.new(self._secret, _normal_form(self.code).encode(), hashlib.sha256).hexdigest()

    @property
    def link(self) -> str:
        """The address that the QR code holds: it brings the code along."""
        return f"{self.addresses[0].rstrip('/')}{BOARD}?code={self.code}"

    def install(self, server: Flask) -> None:
        """Put the gate before every page of a server."""
        server.before_request_funcs.setdefault(None, []).insert(0, self._admit)  # before answers kept in memory
        server.add_url_rule(BOARD, "class", self._board)
        board.install(server)

    def _admit(self) -> Response | None:
        """Admit or refuse a request, and note in `g` who sits there."""
        if _at_this_machine():
            g.seat = PRESENTER
            return None
        if hmac.compare_digest(request.cookies.get(_COOKIE, "").encode(), self.ticket.encode()):
            g.seat, g.visitor = STUDENT, self._visitor()
            return None
        if request.path in (BOARD, ALIVE, *PHONE_SHELL):
            g.has_class = True
            return None
        return self._code_form() if request.path == "/" or request.accept_mimetypes.accept_html else _refusal()

    def _board(self) -> Response:
        """The board for the presenter; for everybody else the form that asks for the code."""
        if _at_this_machine():
            return self._board_page()
        code = request.args.get("code", "")
        if not code:
            return self._code_form()
        if not hmac.compare_digest(_normal_form(code).encode(), _normal_form(self.code).encode()):
            if self._count_one(self._wrong_codes) > TRIES:
                return Response("Too many wrong codes from here: wait a minute.\n", status=429, mimetype="text/plain")
            return self._code_form(f"'{code[:20]}' is not the class code.")
        # The code goes along behind a #, which no server is sent: the page gives it by itself after a restart.
        response = redirect(f"{PHONE}#{quote(self.code)}", 303)
        response.set_cookie(_COOKIE, self.ticket, httponly=True, samesite="Lax")
        if not self._visitor():
            response.set_cookie(_NUMBER, self._sign(self._new_number()), httponly=True, samesite="Lax")
        return Response(response.get_data(), status=303, headers=response.headers)

    def _sign(self, number: str) -> str:
        return f"{number}.{hmac.new(self._secret, number.encode(), hashlib.sha256).hexdigest()}"

    def _visitor(self) -> str:
        """The random number that this browser was given when it came in; blank without a valid one."""
        cookie = request.cookies.get(_NUMBER, "")
        number = cookie.partition(".")[0][:24]
        return number if hmac.compare_digest(cookie.encode(), self._sign(number).encode()) else ""

    def _new_number(self) -> str:
        """A random number for a browser; the same for all of an address from which very many have come."""
        return secrets.token_hex(12) if self._count_one(self._numbers_given) <= MOST_NUMBERS else CROWDED

    def _count_one(self, counts: Cache[str, int]) -> int:
        """One more of something from the address that asks; how many there are now."""
        with self._lock:
            address = request.remote_addr or ""
            counts[address] = counts.get(address, 0) + 1
            return counts[address]

    def _code_form(self, fault: str = "") -> Response:
        alert = f'<p class="fault" role="alert">{escape(fault)}</p>' if fault else ""
        # By GET: with Referrer-Policy "no-referrer" a browser posts a form as if it came from nowhere.
        form = (
            f'<form action="{BOARD}"><p><label>Class code<br><input name="code" autocomplete="off" '
            'autocapitalize="characters" maxlength="20" required autofocus></label></p>'
            "<p><button>Enter</button></p></form>"
        )
        return _page(f"<h1>Linkage</h1><p>Enter the class code shown on the board.</p>{alert}{form}{_LABEL}", 401)

    def _board_page(self) -> Response:
        qr_code = segno.make(self.link, micro=False).svg_inline(
            omitsize=True, border=2, title="The address, with the code"
        )
        addresses = "<br>".join(escape(address) for address in self.addresses)
        return _page(
            f"<div><h1>Scan, or go to</h1><p>{addresses}</p>{qr_code}<p>and enter the code</p>"
            f"<p><code>{escape(self.code)}</code></p>{board.share_switch()}{_LABEL}</div>{board.tally_section()}",
            200,
        )


def _normal_form(code: str) -> str:
    return "".join(code.split()).upper()


def _at_this_machine() -> bool:
    """Whether the request comes from this machine. (A proxy here would admit everybody: it needs its own check.)"""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _page(body: str, status: int) -> Response:
    response = Response(_PAGE.replace("BODY", body), status=status, mimetype="text/html")
    response.cache_control.no_store = True
    return response


def _refusal() -> Response:
    return Response(f"This needs the class code: open {BOARD}.\n", status=401, mimetype="text/plain")
