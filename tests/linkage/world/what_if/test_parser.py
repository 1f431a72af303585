"""A what-if that is only the name of something is answered with what to write."""

from __future__ import annotations

import pytest

from linkage.errors import WhatIfError
from linkage.world.model import World
from linkage.world.what_if.parser import check_text, parse

LINK, RULE = "defaulter-list-to-rail-tickets", "defaulter-list-refuse-loan"


@pytest.mark.parametrize(
    ("text", "noun", "written"),
    [
        ("phone", "an identifier", "drop:phone"),
        (LINK, "a link", f"cut:{LINK}"),
        (RULE, "a rule", f"off:{RULE}"),
        ("rail-tickets", "a database", "isolate:rail-tickets"),
        ("unpaid-court-judgment", "a record kind", "expire:unpaid-court-judgment=DAYS"),
        ("documented", "a reading", "reading:documented"),
        ("everything", "a reading", "reading:everything"),
    ],
)
def test_the_name_of_a_row_is_answered_with_its_intervention(text: str, noun: str, written: str, tiny: World) -> None:
    with pytest.raises(WhatIfError) as caught:
        parse(text, tiny)
    assert str(caught.value) == f"There is no intervention '{text}', but {noun}: write '{written}'."
    assert check_text(text, tiny)[0][2] == written
    parse(written.replace("=DAYS", "=30"), tiny)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("database:rail-tickets", "but 'rail-tickets' is a database: write 'isolate:rail-tickets'."),
        ("identifier:phone", "but 'phone' is an identifier: write 'drop:phone'."),
        ("Phone", "Did you mean 'drop:phone'?"),
        ("phone number", "Did you mean 'drop:phone'?"),
        ("rail tickets", "Did you mean 'isolate:rail-tickets'?"),
        ("drop phone", "Did you mean 'drop:phone'?"),
        ("drop=phone", "Did you mean 'drop:phone'?"),
        ("loan", "but a service: change links, rules, databases or identifiers before it."),
        ("dropp:phone", "Did you mean 'drop'?"),
        ("confirmd", "Did you mean 'confirmed'?"),
        ("xyzzy", "There are: add, confirmed"),
        ("link:xyzzy", "There are: add, confirmed"),
    ],
)
def test_what_is_almost_a_what_if_is_answered_with_what_is_meant(text: str, says: str, tiny: World) -> None:
    with pytest.raises(WhatIfError) as caught:
        parse(text, tiny)
    assert says in str(caught.value)
