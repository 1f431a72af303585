"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pytest

from linkage.cli.command_line import VERBS, main
from linkage.drawing.formats import graph_formats
from linkage.world.storage import folders
from linkage.world.storage.fingerprint import fingerprint

ROOT = Path(__file__).parents[3]
CITIZEN = "11010519491231002X"


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def linkage(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command in this process."""

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return Said(code, *capsys.readouterr())

    return run


def python(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **more}, timeout=60
    )


# exit codes, and where things are said


@pytest.mark.parametrize(
    "arguments",
    [
        "worlds",
        "worlds --format json",
        "check tiny",
        "trace tiny",
        "trace tiny --story officer --on-day 9",
        "trace tiny --record skipped-fare --with-own --format csv",
        "why tiny loan",
        "why tiny loan --all --format json",
        "why tiny private-school --story skipped-fare --not",
        "compare tiny --what-if drop:phone",
        "compare tiny --what-if drop:phone --what-if confirmed --format json",
        "effects tiny --residents 60",
        "effects tiny --residents 60 --format csv --on-day 30",
        "--help",
        "trace --help",
    ],
)
def test_a_good_command_ends_with_0_and_says_its_data_on_stdout(linkage, arguments: str) -> None:
    said = linkage(*arguments.split())
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("\n")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("effects tiny --residents 1,000", "effects tiny --residents 1000"),
        ("effects tiny --residents 1_000", "effects tiny --residents 1000"),
        ("trace tiny --seed 12,345", "trace tiny --seed 12345"),
        ("trace tiny --on-day 3,000", "trace tiny --on-day 3000"),
        ("city tiny --residents 1,000 --seed=-1,000", "city tiny --residents 1000 --seed -1000"),
    ],
)
def test_a_whole_number_may_have_commas_between_thousands(linkage, written: str, plain: str) -> None:
    said = linkage(*written.split())
    assert said.code == 0
    assert said == linkage(*plain.split())


@pytest.mark.parametrize(
    ("words", "same_as"),
    [
        ("help", "--help"),
        ("help help", "--help"),
        ("help --help", "--help"),
        ("help city", "city --help"),
        ("--help city", "city --help"),
        ("-h city", "city --help"),
        ("help lesson export", "lesson --help"),
    ],
)
def test_help_is_printed_however_it_is_asked_for(linkage, words: str, same_as: str) -> None:
    said = linkage(*words.split())
    assert said.code == 0
    assert said == linkage(*same_as.split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("check tinny", "did you mean 'tiny'?"),
        ("trace tinny", "did you mean 'tiny'?"),
        ("trace tiny --story cort-fine", "There is no story 'cort-fine'. Did you mean 'court-fine'?"),
        ("trace tiny --record skiped-fare", "There is no record kind 'skiped-fare'. Did you mean 'skipped-fare'?"),
        ("trace tiny --resident R0000009999", "There is no subject 'R0000009999' among 1,000 residents"),
        ("trace tiny --resident Li", "'Li' is no subject"),
        ("trace tiny --what-if cut:subscriber-to-rail-tickets", "Did you mean 'subscribers-to-rail-tickets'?"),
        ("trace tiny --what-if drop:phone,reading:documented", "must stand first"),
        ("trace tiny --record fake-goods --resident R0000000003", "holds companies only"),
        ("why tiny lone", "There is no service 'lone'. Did you mean 'loan'?"),
        ("why tiny loan --story skipped-fare", ""),
        ("trace tiny --story drop:phone", "There is no story 'drop:phone': a what-if stands in --what-if."),
        ("city tiny --what-if drop:phone-number", "Did you mean 'phone'?"),
        ("cut tiny --story court-fine --protect rail", "Did you mean 'high-speed-rail'?"),
        ("cut tiny --story court-fine --protect rail-tickets", "from a database, protect 'database:rail-tickets'."),
        ("cut tiny --story court-fine --protect defaulters", "from a database, protect 'database:defaulter-list'."),
        ("why tiny loan --not", "Bank loan is closed to Li: ask 'why' without --not."),
        ("trace tiny --tables /nowhere/at/all", "There are no agency tables at '/nowhere/at/all'."),
        ("compare tiny --what-if drop:fone", "Did you mean 'phone'?"),
        ("effects tiny --what-if off:nothing", "There is no rule 'nothing'."),
        ("new tiny --from tinny", "did you mean 'tiny'?"),
    ],
)
def test_an_answer_that_is_an_error_ends_with_1(linkage, arguments: str, says: str) -> None:
    said = linkage(*arguments.split())
    assert said.code == 1
    assert says in said.err
    assert "Traceback" not in said.err
    assert not said.out or not says


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("trce tiny", "argument VERB: invalid choice: 'trce'. Did you mean 'trace'? See 'linkage --help'."),
        ("help trce", "Did you mean 'trace'?"),
        ("--help trce", "Did you mean 'trace'?"),
        ("trace", "the following arguments are required: WORLD"),
        ("trace tiny --format xml", "invalid choice: 'xml'"),
        ("trace", "WORLD: a folder, or a bundled world's name. See 'linkage trace --help'."),
        ("why tiny", "SERVICE: the service that is asked about."),
        ("lesson", "required: action. action: list them, check them, or write one (list, check, export)."),
        ("tour", "required: action. action: list them, check them, or write one (list, check, export)."),
        ("sweep tiny", "--over: a figure: VERB:ID=FROM..TO/STEP"),
        ("cut tiny", "--protect needs a service to be protected. There are: deposit-free-rental, high-speed-rail, "),
        ("trace tiny --residents 1,00", "found '1,00', expected a whole number from 1 to 2,000,000,000"),
        ("trace tiny --residents 0,100", "found '0,100', expected a whole number"),
        ("trace tiny --residents 1,0000", "found '1,0000', expected a whole number"),
        ("trace tiny --residents 9,000,000,000", "found 9,000,000,000, expected a whole number"),
        ("trace tiny --seed one", "found 'one', expected a whole number"),
        ("trace tiny --residents 0", "found 0, expected a whole number from 1 to 2,000,000,000"),
        ("trace tiny --on-day -3", "found -3, expected a whole number from 0 (days count from the record, day 0)"),
        ("trace tiny --nonsense", "unrecognized arguments: --nonsense. See 'linkage trace --help'."),
        ("trace tiny --stroy x", "unrecognized arguments: --stroy x. Did you mean '--story'?"),
        ("serve --no-browser", "unrecognized arguments: --no-browser. Did you mean '--no-open'?"),
        ("study x -o y --replace", "Did you mean '--overwrite'?"),
        ("--nonsense", "unrecognized arguments: --nonsense. See 'linkage --help'."),
        ("city tiny drop:phone", "A what-if stands behind --what-if: --what-if drop:phone."),
        ("compare tiny drop:phone", "'drop:phone' is no world but a what-if: write --what-if drop:phone."),
        ("trace tiny --story officer --record skipped-fare", "--story and --record exclude each other"),
        ("compare tiny", "compare takes one --what-if, or two"),
        ("generate tiny", "the following arguments are required: --out"),
        ("generate tiny --out x --tables y", "generate makes tables; --tables can't stand here"),
        ("generate tiny --out=", "--out needs a folder to write into"),
    ],
)
def test_a_misused_command_ends_with_2_and_says_how_it_is_used(linkage, arguments: str, says: str) -> None:
    said = linkage(*arguments.split())
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_an_interrupted_command_ends_with_130(linkage, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(world: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "load", interrupted)
    assert linkage("trace", "tiny") == Said(130, "", "interrupted\n")


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_while_it_works_ends_with_130() -> None:
    command = [sys.executable, "-m", "linkage", "effects", "tiny", "--residents", "60000"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        time.sleep(2)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=20)
    assert (child.returncode, out, err) == (130, "", "interrupted\n")


def test_a_pipe_that_closes_early_is_no_error() -> None:
    command = f"{sys.executable} -m linkage effects tiny --residents 600 --format csv | head -n 1"
    said = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (said.stdout.count("\n"), said.stderr) == (1, "")


_FAULT = ("file", "row", "column", "found", "expected", "nearest")


def test_a_bad_world_is_told_fault_by_fault(linkage, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(folders.find("tiny"), tmp_path / "mine"))
    for table, old, new in (("rules", ",monthly-pass,", ",montly-pass,"), ("links", "skipped-fare", "skiped-fare")):
        path = folder / f"{table}.csv"
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    for verb in ("check", "trace", "effects"):
        said = linkage(verb, folder)
        lines = (said.out + said.err).splitlines()
        assert said.code == 1
        assert any(line.startswith("links.csv, row ") and "did you mean 'skipped-fare'?" in line for line in lines)
        assert any(line.startswith("rules.csv, row ") and "did you mean 'monthly-pass'?" in line for line in lines)
    found = json.loads(linkage("check", folder, "--format", "json").out)
    assert {each["nearest"] for each in found} == {"skipped-fare", "monthly-pass"}
    assert all(list(each) == [*_FAULT, "severity"] for each in found)


# what is not imported


def test_help_imports_nothing_heavy() -> None:
    heavy = "numpy pandas dash plotly networkx flask sqlite3"
    code = (
        "import sys; from linkage.cli.command_line import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {heavy.split()!r} if name in sys.modules], file=sys.stderr)"
    )
    said = python("-c", code)
    assert said.stderr == "[]\n"
    assert said.stdout.startswith("usage: linkage")


@pytest.mark.parametrize("arguments", ["check tiny", "worlds", "trace tiny"])
def test_no_verb_of_the_command_line_imports_the_screen(arguments: str) -> None:
    code = (
        f"import sys; from linkage.cli.command_line import main\nmain({arguments.split()!r})\n"
        "print([name for name in ('dash', 'plotly', 'pandas', 'dashboard') if name in sys.modules], file=sys.stderr)"
    )
    assert python("-c", code).stderr == "[]\n"


def test_python_m_linkage_is_linkage() -> None:
    said = python("-m", "linkage", "worlds", "--format", "json")
    assert "tiny" in [each["id"] for each in json.loads(said.stdout)]


SAME = [
    "why tiny high-speed-rail --all",
    "effects tiny --residents 300 --format csv",
    "trace beijing --story namesake --format json",
]


@pytest.mark.thorough
@pytest.mark.parametrize("arguments", SAME)
def test_no_hash_seed_and_no_locale_changes_a_byte(arguments: str) -> None:
    command = [sys.executable, "-m", "linkage", *arguments.split()]
    machines = (
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "PYTHONIOENCODING": "ascii", "LANG": "C", "PYTHONUTF8": "0", "TZ": "Asia/Tokyo"},
    )
    said = [
        subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env={**os.environ, **machine})
        for machine in machines
    ]
    assert [each.returncode for each in said] == [0, 0]
    assert said[0].stdout == said[1].stdout
    assert said[0].stdout.decode("utf-8")


def test_every_verb_stands_in_the_help(linkage) -> None:
    said = linkage("--help").out.split("\n")
    assert {f"    {verb.name}" for verb in VERBS} <= {"    " + line[4:].partition(" ")[0] for line in said}


# shapes

STEP = ["id", "kind", "database", "account", "subject", "record", "record_kind", "by", "joined", "made_row", "day",
        "until", "causes", "status", "number_status", "evidence", "wrong", "sentence"]  # fmt: skip
EFFECT = ["service", "effect", "subject", "falls_on", "day", "until", "rule", "step", "weakest", "weakest_number",
          "proofs", "wrong", "links", "false"]  # fmt: skip
COUNTS = ["databases", "agencies", "services_refused", "services_open", "steps_left", "subjects"]
ROW = ["subject", "service", "effect", "rule", "falls_on", "day", "until", "wrong", "records", "links", "false"]


def test_the_json_of_trace(linkage) -> None:
    said = json.loads(linkage("trace", "tiny", "--format", "json").out)
    assert list(said) == ["world", "seed", "residents", "what_if", "records", "steps", "effects", "counts", "stamp"]
    assert [said[each] for each in ("world", "seed", "residents", "what_if")] == ["tiny", 1, 1000, []]
    assert list(said["records"][0]) == ["id", "kind", "subject", "database", "account", "standing", "false"]
    assert {tuple(step) for step in said["steps"]} == {tuple(STEP)}
    assert {tuple(effect) for effect in said["effects"]} == {tuple(EFFECT)}
    assert list(said["counts"]) == COUNTS
    joined = next(step["joined"] for step in said["steps"] if step["kind"] == "linked")
    assert list(joined[0]) == ["identifier", "value", "register"]


def test_the_what_if_of_a_trace_is_a_list_of_texts(linkage) -> None:
    what_ifs = ("--what-if", "reading:documented, drop:phone", "--what-if", "confirmed")
    said = linkage("trace", "tiny", *what_ifs, "--format", "json")
    assert json.loads(said.out)["what_if"] == ["reading:documented", "drop:phone", "confirmed"]


@pytest.mark.parametrize("first", ["", ","])
def test_an_empty_what_if_in_front_changes_nothing(linkage, first: str) -> None:
    plain = linkage("trace", "tiny", "--what-if", "reading:documented", "--format", "json")
    assert linkage("trace", "tiny", "--what-if", first, "--what-if", "reading:documented", "--format", "json") == plain


def test_the_counts_of_a_trace_are_the_starting_subjects(linkage) -> None:
    said = json.loads(linkage("trace", "tiny", "--format", "json").out)
    assert said["counts"]["databases"] == len({step["database"] for step in said["steps"]})
    assert said["counts"]["subjects"] == len({step["subject"] for step in said["steps"]})
    assert [said["counts"][each] for each in ("services_refused", "services_open", "steps_left")] == [3, 2, 2]


def test_the_json_of_why(linkage) -> None:
    said = json.loads(linkage("why", "tiny", "high-speed-rail", "--format", "json").out)
    assert list(said) == ["effect", "proofs", "count", "why_not", "lifts", "stamp"]
    assert list(said["effect"]) == EFFECT
    assert [list(step) for step in said["proofs"][0]] == [STEP] * 3
    assert (said["count"], said["why_not"]) == (1, None)


def test_why_says_what_would_lift_it_databases_and_agencies_among_it(linkage) -> None:
    words = ("why", "tiny", "high-speed-rail", "--story", "skipped-fare")
    said = linkage(*words).out
    assert "what would lift it, each alone:" in said
    assert "  isolate:subscribers: Phone subscribers shares nothing, and no rule acts there." in said
    lifts = json.loads(linkage(*words, "--format", "json").out)["lifts"]
    assert {"isolate:subscribers", "forget:subscribers.national-id"} <= set(lifts)
    assert "what would lift it: none" in linkage("why", "tiny", "loan", "--story", "court-fine").out


def test_the_json_of_why_not(linkage) -> None:
    said = linkage("why", "tiny", "loan", "--story", "skipped-fare", "--not", "--format", "json")
    answer = json.loads(said.out)
    assert (said.code, answer["effect"], answer["proofs"], answer["count"]) == (0, None, [], 0)
    assert {"condition", "sentence"} <= set(answer["why_not"])


def test_a_service_that_needs_another_is_explained_by_what_closes_that_one(linkage) -> None:
    said = json.loads(linkage("why", "tiny", "package-tour", "--format", "json").out)
    assert said["effect"]["service"] == "high-speed-rail"


def test_a_service_that_needs_a_slower_one_is_not_closed_by_that(linkage) -> None:
    """The skipped fare makes Wang wait for the fast train, which keeps no package tour from Wang."""
    said = linkage("why", "tiny", "package-tour", "--story", "skipped-fare")
    assert said.code == 1
    assert said.out.startswith("Package tour is not closed to Wang: ")


def test_the_json_of_compare(linkage) -> None:
    said = json.loads(linkage("compare", "tiny", "--what-if", "off:defaulter-list-refuse-loan", "--format", "json").out)
    changes = {(row["service"], row["change"]) for row in said["effects"]}
    assert ("loan", "gone") in changes
    assert ("high-speed-rail", "same") in changes
    assert said["sentence"].startswith("Bank loan is open again.")


WHOLE_CITIES = {
    "city": ("city", "tiny", "--what-if", "drop:phone", "--by-link", "--format", "json"),
    "city on a day": ("city", "tiny", "--on-day", 30, "--format", "json"),
    "compare": ("compare", "tiny", "--what-if", "drop:phone", "--city", "--record", "skipped-fare", "--format", "json"),
    "cut": ("cut", "tiny", "--city", "--best", 2, "--protect", "loan", "--format", "json"),
    "sweep": (
        "sweep", "tiny", "--over", "share:subscribers-to-defaulter-list=0..1/0.5", "--measure", "refuse:loan",
        "--format", "json",
    ),
}  # fmt: skip


@pytest.mark.parametrize("asked", WHOLE_CITIES)
def test_a_city_of_ones_own_tables_is_that_of_the_people_in_them(linkage, tmp_path: Path, asked: str) -> None:
    linkage("generate", "tiny", "--residents", 300, "--out", tmp_path / "own")
    made = json.loads(linkage(*WHOLE_CITIES[asked], "--residents", 300).out)
    own = json.loads(linkage(*WHOLE_CITIES[asked], "--tables", tmp_path / "own").out)
    assert own.pop("stamp")["own_tables"]
    made.pop("stamp"), own.pop("own_tables", None)
    assert own == made


@pytest.mark.parametrize(
    "words", [("--residents", 9), ("--workers", 2), ("--dask", "tcp://x"), ("--range",)], ids=lambda words: words[0]
)
def test_what_invents_people_cant_stand_beside_tables(linkage, tmp_path: Path, words: tuple[object, ...]) -> None:
    linkage("generate", "tiny", "--residents", 60, "--out", tmp_path / "own")
    said = linkage("city", "tiny", "--tables", tmp_path / "own", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith("--tables brings its own people. Leave one of the two out.\n")


def test_what_lacks_in_tables_is_said_beside_the_answer_and_in_its_stamp(linkage, tmp_path: Path) -> None:
    linkage("generate", "tiny", "--residents", 60, "--out", tmp_path / "own")
    (tmp_path / "own" / "people.csv").unlink()
    said = linkage("city", "tiny", "--tables", tmp_path / "own", "--format", "json")
    assert said.err.startswith("remark: no people: everybody whom the other tables name is counted")
    assert said.err.count("\n") == 1
    assert json.loads(said.out)["stamp"]["remarks"] == [said.err.strip().removeprefix("remark: ")]


def test_the_rows_of_effects(linkage) -> None:
    said = linkage("effects", "tiny", "--residents", 200, "--format", "csv").out
    head, *rows = csv.reader(io.StringIO(said))
    assert head == ROW
    assert rows == sorted(rows)
    assert len({tuple(row[:4]) for row in rows}) == len(rows) > 20
    assert {row[7] for row in rows} <= {"yes", "no"}
    assert all(record.partition(":")[0] for row in rows for record in row[8].split())


def test_effects_in_json_are_the_same_rows(linkage) -> None:
    said = json.loads(linkage("effects", "tiny", "--residents", 60, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(linkage("effects", "tiny", "--residents", 60, "--format", "csv").out)))
    assert len(said) == len(rows)
    for row, cells in zip(said, rows, strict=True):
        assert (row["day"], row["links"]) == (int(cells["day"]), int(cells["links"]))
        assert row["until"] == (int(cells["until"]) if cells["until"] else None)
        assert (row["wrong"], row["records"]) == (cells["wrong"] == "yes", cells["records"].split())
        texts = ("subject", "service", "effect", "rule", "falls_on")
        assert [row[name] for name in texts] == [cells[name] for name in texts]


def test_days_are_numbers_in_the_json_of_every_verb(linkage) -> None:
    changes = json.loads(linkage("compare", "tiny", "--what-if", "drop:phone", "--format", "json").out)["effects"]
    traced = json.loads(linkage("trace", "tiny", "--format", "json").out)["effects"]
    of_all = json.loads(linkage("effects", "tiny", "--residents", 60, "--format", "json").out)
    for rows in (changes, traced, of_all):
        assert rows
        assert {type(row["day"]) for row in rows} == {int}
        assert {type(row["until"]) for row in rows} <= {int, type(None)}
        assert {type(row["wrong"]) for row in rows} == {bool}


def test_the_json_of_worlds(linkage) -> None:
    said = json.loads(linkage("worlds", "--format", "json").out)
    assert [list(each) for each in said] == [["id", "title", "folder"]] * len(said)
    assert next(each["title"] for each in said if each["id"] == "tiny") == "Tiny"


def test_on_a_day_only_what_is_in_force_is_listed(linkage) -> None:
    everything = json.loads(linkage("trace", "tiny", "--story", "paid-bills", "--format", "json").out)["effects"]
    assert [(each["day"], each["until"]) for each in everything] == [(1, 181)]
    for day, number in ((0, 0), (1, 1), (180, 1), (181, 0)):
        said = json.loads(linkage("trace", "tiny", "--story", "paid-bills", "--on-day", day, "--format", "json").out)
        assert len(said["effects"]) == number


@pytest.mark.parametrize(
    "arguments", ["trace tiny", "why tiny loan", "compare tiny --what-if drop:phone", "effects tiny"]
)
def test_every_text_says_what_this_is(linkage, arguments: str) -> None:
    said = linkage(*arguments.split()).out
    assert said.rstrip().endswith("invented people - a teaching model - a picture of 2018, not a forecast")


# files


def test_generate_twice_gives_the_same_bytes(linkage, tmp_path: Path) -> None:
    for place in ("one", "other"):
        said = linkage("generate", "tiny", "--residents", 300, "--seed", 4, "--draws", "--out", tmp_path / place)
        assert (said.code, said.out) == (0, "")
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / place).iterdir()} for place in ("one", "other"))
    assert one == other
    assert "agencies.sqlite" in one


def test_generate_replaces_nothing_unless_it_may(linkage, tmp_path: Path) -> None:
    linkage("generate", "tiny", "--residents", 100, "--seed", 1, "--draws", "--out", tmp_path)
    (tmp_path / "people.csv").write_text("edited")
    (tmp_path / "notes.txt").write_text("mine")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    again = ("generate", "tiny", "--residents", 50, "--seed", 2, "--out", tmp_path)
    said = linkage(*again)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "--overwrite" in said.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert linkage(*again, "--overwrite").code == 0
    assert len((tmp_path / "people.csv").read_text().splitlines()) == 50 + 4 + 1
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "draws.csv").exists()


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to send to another process")
def test_sigterm_while_tables_are_written_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    command = [
        sys.executable,
        "-m",
        "linkage",
        "generate",
        "tiny",
        "--residents",
        "20000",
        "--draws",
        "--out",
        str(out),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for _ in range(600):
            if process.poll() is not None or (out.exists() and any(out.rglob("*.csv"))):
                break
            time.sleep(0.05)
        process.terminate()
        assert process.stderr
        assert "interrupted" in process.stderr.read()
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["a-file", "a-file/out", "a-file/deep/out"])
def test_where_nothing_can_be_written_nothing_is(linkage, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("here already")
    said = linkage("generate", "tiny", "--residents", 20, "--out", tmp_path / place)
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]
    assert (tmp_path / "a-file").read_text() == "here already"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line_on_stderr() -> None:
    command = f"{sys.executable} -m linkage trace tiny > /dev/full"
    said = subprocess.run(command, shell=True, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (said.returncode, said.stderr) == (1, "the answer could not be read or written: No space left on device\n")


def test_a_new_world_is_a_copy_that_checks(linkage, tmp_path: Path) -> None:
    assert linkage("new", tmp_path / "mine", "--from", "tiny").code == 0
    assert linkage("check", tmp_path / "mine").code == 0
    again = linkage("new", tmp_path / "mine", "--from", "tiny")
    assert (again.code, again.out) == (1, "")


def test_a_folder_in_reach_wins_over_a_bundled_name(linkage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linkage("new", tmp_path / "tiny", "--from", "tiny")
    toml = tmp_path / "tiny" / "world.toml"
    toml.write_text(toml.read_text("utf-8").replace('title = "Tiny"', 'title = "Mine"'), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert folders.load("tiny").title == "Mine"


# the tables of a class


def test_a_trace_runs_on_given_tables(linkage, tmp_path: Path) -> None:
    linkage("generate", "tiny", "--story", "wrong-person", "--out", tmp_path)
    made = json.loads(linkage("trace", "tiny", "--story", "wrong-person", "--format", "json").out)
    for place in (tmp_path, tmp_path / "agencies.sqlite"):
        said = json.loads(
            linkage("trace", "tiny", "--story", "wrong-person", "--tables", place, "--format", "json").out
        )
        assert said.pop("stamp") == {**made["stamp"], "own_tables": True}
        assert said == {name: value for name, value in made.items() if name != "stamp"}


STAMPED = {
    "trace tiny --story court-fine --on-day 0": {"story": "court-fine", "on_day": 0},
    "why tiny loan --story court-fine": {"service": "loan", "story": "court-fine"},
    "why tiny loan --story skipped-fare --not": {"service": "loan", "why_not": True, "story": "skipped-fare"},
    "compare tiny --what-if drop:national-id": {"what_if": ["drop:national-id"]},
    "cut tiny --story court-fine --protect loan": {"story": "court-fine", "protect": ["loan"]},
    "cut tiny --city --best 1 --protect loan --residents 500": {
        "residents": 500, "city": True, "protect": ["loan"], "best": 1,
    },
    "city tiny --residents 500": {"residents": 500},
    "sweep tiny --over correct:skipped-fare=0..1/1 --measure restricted --residents 500": {
        "residents": 500, "measure": ["restricted"], "over": ["correct:skipped-fare=0..1/1"],
    },
}  # fmt: skip


@pytest.mark.parametrize("line", STAMPED)
def test_an_answer_in_json_says_by_what_it_was_made_and_what_was_asked(linkage, line: str) -> None:
    said = json.loads(linkage(*line.split(), "--format", "json", "--seed", "3").out)
    world, verb = folders.load("tiny"), line.split()[0]
    made_by = {"format": 1, "linkage": version("linkage"), "world": "tiny", "hash": fingerprint(world), "seed": 3}
    reading = {"reading": "everything"} if verb in ("city", "sweep") else {}
    assert said["stamp"] == {**made_by, "verb": verb, **reading, "asked": STAMPED[line]}


def test_the_hash_in_a_stamp_is_another_once_the_world_is(linkage, tmp_path: Path) -> None:
    linkage("new", tmp_path / "mine", "--from", "tiny")
    rules = tmp_path / "mine" / "rules.csv"
    rules.write_text(rules.read_text("utf-8").replace("The fare is charged", "The fare is doubled"), "utf-8")
    own, bundled = (
        json.loads(linkage("trace", name, "--format", "json").out)["stamp"] for name in (tmp_path / "mine", "tiny")
    )
    assert own["hash"] != bundled["hash"]


def test_a_stamp_says_no_seed_where_nobody_knows_it(linkage, tmp_path: Path) -> None:
    linkage("generate", "tiny", "--story", "court-fine", "--out", tmp_path)
    (tmp_path / "about.csv").unlink()
    (tmp_path / "agencies.sqlite").unlink()
    said = linkage("trace", "tiny", "--story", "court-fine", "--tables", tmp_path, "--format", "json")
    assert json.loads(said.out)["stamp"]["seed"] is None


def test_real_looking_values_are_refused_and_not_repeated(linkage, tmp_path: Path) -> None:
    linkage("generate", "tiny", "--residents", 40, "--out", tmp_path)
    with closing(sqlite3.connect(tmp_path / "agencies.sqlite")) as file:
        file.execute('UPDATE "rail-tickets" SET "national-id" = ? WHERE rowid = 3', (CITIZEN,))
        file.execute('UPDATE "subscribers" SET phone = 13800000000 + rowid')
        file.commit()
    for verb in ("trace tiny", "why tiny loan", "effects tiny", "compare tiny --what-if confirmed"):
        said = linkage(*verb.split(), "--tables", tmp_path / "agencies.sqlite")
        assert (said.code, said.out) == (1, "")
        assert "row 4, column national-id" in said.err
        assert "column phone: found a column of what look like real mobile numbers" in said.err
        assert CITIZEN not in said.err
        assert "1380000" not in said.err


def test_one_register_row_put_right_lifts_a_wrong_restriction(linkage, tmp_path: Path) -> None:
    """The class finds the wrong row with SQL, mends it in the file, and loads it again."""
    linkage("generate", "tiny", "--residents", 3000, "--seed", 1, "--out", tmp_path)
    tables = ("--tables", tmp_path / "agencies.sqlite", "--format", "csv")
    before = list(csv.DictReader(io.StringIO(linkage("effects", "tiny", *tables).out)))
    wrong = next(row for row in before if row["wrong"] == "yes" and row["records"].startswith("unpaid-phone-bill:"))
    debtor = wrong["records"].split()[0].partition(":")[2]
    with closing(sqlite3.connect(tmp_path / "agencies.sqlite")) as file:
        owned = "v.subject = subscribers.subject AND identifier = 'national-id'"
        right = f'(SELECT value FROM "values" AS v WHERE {owned})'
        file.execute(f'UPDATE subscribers SET "national-id" = {right} WHERE subject = ?', (debtor,))
        file.commit()
    after = list(csv.DictReader(io.StringIO(linkage("effects", "tiny", *tables).out)))
    key = [wrong[each] for each in ("subject", "service", "effect", "rule")]
    assert key not in [[row[each] for each in ("subject", "service", "effect", "rule")] for row in after]


def test_an_export_beyond_a_limit_of_its_reader_is_written_with_a_warning(linkage, monkeypatch) -> None:
    assert linkage("export", "tiny", "--to", "mermaid").err == ""
    monkeypatch.setattr(graph_formats, "MOST_ARROWS", 5)
    said = linkage("export", "tiny", "--to", "mermaid")
    assert said.code == 0
    assert said.err.startswith("Warning: Mermaid takes at most 5 arrows")
    assert said.out.splitlines()[1] == "%% " + said.err.removeprefix("Warning: ").strip()


@pytest.mark.parametrize(
    ("words", "says"), [(["--tables", "x"], "stands beside them, in about.csv"), ([], "in the address: ?seed=3")]
)
def test_the_app_says_where_a_seed_is_said(linkage, words: list[str], says: str) -> None:
    said = linkage("serve", "tiny", "--no-open", "--port", "0", *words, "--seed", "3")
    assert (said.code, says in said.err) == (2, True)
