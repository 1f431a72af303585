"""The fingerprint of a world: a hash that exported files carry, so that two files can be seen to show the same world.

It is computed over what the folder says, table by table and in the order of its rows, not over its bytes: line ends,
byte order marks and the order of columns change nothing.
"""

from __future__ import annotations

import hashlib

from linkage.world.model import TABLES, World
from linkage.world.reading.settings import SETTINGS_FILE, settings_text
from linkage.world.storage.folders import table_text

LENGTH = 12


def fingerprint(world: World) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of all that a world's folder says, whatever the what-if.

    >>> from linkage.world.what_if.parser import under
    >>> from linkage.world.storage.folders import load
    >>> tiny = load("tiny")
    >>> fingerprint(tiny) == fingerprint(under(tiny, "drop:phone")), len(fingerprint(tiny))
    (True, 12)
    """
    everything = world.everything
    digest = hashlib.sha256(f"{SETTINGS_FILE}\n{settings_text(everything)}".encode())
    for table in TABLES:
        digest.update(f"\n{table}.csv\n{table_text(everything, table)}".encode())
    return digest.hexdigest()[:LENGTH]
