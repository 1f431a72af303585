"""Plain tables stay bytes; what isn't plain is left to the reader of all CSV."""

from __future__ import annotations

import pytest

from linkage.population.text_tables.agency_columns import TextTable, plain_heads, plain_table, table_of


def read(data: bytes) -> TextTable | None:
    """A file as a plain table, or None."""
    heads = plain_heads(data)
    return None if heads is None else plain_table(data, heads)


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_plain_table_has_its_columns_rows_and_lines(end: bytes) -> None:
    table = read(b"a,b\n1,x\n,y" + end)
    assert table is not None
    assert (list(table["a"]), list(table["b"]), list(table.lines)) == (["1", ""], ["x", "y"], [2, 3])
    assert list(table) == [{"a": "1", "b": "x"}, {"a": "", "b": "y"}]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'a,b\n"1",x\n',
        b"a,b\r\n1,x\r\n",
        b"a;b\n1;x\n",
        b"a,b\n1, x\n",
        b"a,b\n1,\tx\n",
        b"a,b\n1,\x00\n",
        "a,b\n1,京\n".encode(),
        b"\xef\xbb\xbfa,b\n1,x\n",
        b"a,b\n1,x,y\n",
        b"a,b\n1\n2,3,4\n",
        b"a,b\n\n1,x\n",
        b"a,b\n1,x\n\n",
        b"a,b\n1," + b"x" * 200_000 + b"\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_other_reader(data: bytes) -> None:
    assert read(data) is None


@pytest.mark.parametrize(
    ("cell", "may_be"),
    [
        (b"13800138000", True),
        (b"11010519491231002X", True),
        (b"R0000000001", False),
        (b"TEL-0000000042", False),
        (b"a/13800138000", False),
        (b"20000000007", False),
    ],
)
@pytest.mark.parametrize("line", [b"%b,x", b"x,%b"])
def test_a_cell_that_may_be_a_real_number_has_the_table_looked_through(cell: bytes, may_be: bool, line: bytes) -> None:
    table = read(b"a,b\n" + line % cell + b"\n")
    assert table is not None
    assert table.may_be_real is may_be


def test_a_text_of_many_cells_is_kept_once() -> None:
    table = table_of(["a"], [(2, ["".join(("x", "y"))]), (4, ["".join(("x", "y"))])], {})
    assert list(table.lines) == [2, 4]
    assert table["a"][0] is table["a"][1]
