"""Who asks, as far as an answer's turn depends on it: the presenter at the server's own machine, or the class."""

from __future__ import annotations

from contextvars import ContextVar

OWN_MACHINE = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
"""The addresses from which this machine asks."""

ASKED_HERE: ContextVar[bool] = ContextVar("asked_here", default=True)
"""Whether what is worked out in this thread was asked at the server's own machine; the wire says it of each request."""
