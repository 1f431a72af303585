"""The QR code of an address, as SVG: for a screen that is shared, and for paper. Knows no page."""

from __future__ import annotations

from io import BytesIO

import segno


def qr_code(address: str) -> str:
    """The QR code of an address, as SVG.

    >>> qr_code("http://127.0.0.1:8050/").startswith("<svg")
    True
    """
    drawn = BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", xmldecl=False, omitsize=True, border=2)
    return drawn.getvalue().decode()
