"""The house as ARCHITECTURE.md draws it: who may import whom, one name a file, and that nothing happens at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path
    for folder in ("linkage", "dashboard")
    for path in (ROOT / folder).rglob("*.py")
    if "node_modules" not in path.parts  # what npm has fetched brings a script or two
)

FLOORS = (
    {"errors", "vocabulary", "version"},
    {"tokens", "natural_order"},
    {"world"},
    {"population", "drawing", "plots"},
    {"own_data"},
    {"spread", "citywide", "imports"},
    {"answers"},
    {"lessons"},
    {"tours"},
    {"book"},
    {"widget"},
    {"api", "cli"},
    {"__main__", "__init__"},
)
"""The rooms of `linkage`, from the ground up: each may use the floors below it, and its own room."""

HEAVY = {"dash", "plotly", "flask", "flask_compress", "cachetools", "dash_ag_grid", "waitress"}


def room(path: Path) -> str:
    """The room of a file of `linkage`."""
    return path.relative_to(ROOT / "linkage").parts[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever it does."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            module = node.module or ""
            yield from (f"{module}.{name.name}" for name in node.names)


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


LINKAGE = [path for path in FILES if path.is_relative_to(ROOT / "linkage")]
DASHBOARD = [path for path in FILES if path.is_relative_to(ROOT / "dashboard")]


def test_every_room_stands_on_a_floor() -> None:
    assert {room(path) for path in LINKAGE} <= set().union(*FLOORS)


@pytest.mark.parametrize("path", LINKAGE, ids=short)
def test_a_room_uses_only_the_floors_below(path: Path) -> None:
    mine = room(path)
    for module in imported(path):
        if module.startswith("linkage."):
            other = module.split(".")[1]
            if not is_room(other):
                continue  # a name of the package itself
            assert other == mine or floor(other) < floor(mine), f"{mine} uses {other}"


def is_room(name: str) -> bool:
    return any(name in rooms for rooms in FLOORS)


DASHBOARD_FLOORS = (
    {"web", "state"},
    {"services"},
    {"shell"},
    {"pages"},
    {"tours"},
    {"classroom"},
    {"app"},
    {"hot_reload"},
    {"server"},
)
"""The rooms of `dashboard`, from the ground up: a page uses what stands below it, and the app is made of pages."""


def dashboard_room(module: str) -> str:
    """The room that a module of the dashboard stands in."""
    return module.split(".")[1]


def test_every_room_of_the_screen_stands_on_a_floor() -> None:
    rooms = {path.relative_to(ROOT / "dashboard").parts[0].removesuffix(".py") for path in DASHBOARD}
    assert rooms - {"__init__"} == set().union(*DASHBOARD_FLOORS)


@pytest.mark.parametrize("path", DASHBOARD, ids=short)
def test_a_room_of_the_screen_uses_only_the_floors_below(path: Path) -> None:
    floors = {room: number for number, rooms in enumerate(DASHBOARD_FLOORS) for room in rooms}
    mine = path.relative_to(ROOT / "dashboard").parts[0].removesuffix(".py")
    for module in imported(path):
        if module.startswith("dashboard."):
            other = dashboard_room(module)
            assert other == mine or floors[other] < floors[mine], f"{mine} uses {other}"


# a file is found by its name


def modules_of(folder: Path) -> list[Path]:
    """The modules that stand directly in a folder, its `__init__` aside."""
    return [path for path in folder.glob("*.py") if path.stem != "__init__"]


def folder_arrows(files: Iterable[Path]) -> dict[str, set[str]]:
    """Which folder imports from which other ones; `__init__` and `__main__` files are the package's face, and aside."""
    known = {str(path.relative_to(ROOT).with_suffix("")).replace("/", ".") for path in files}
    arrows: dict[str, set[str]] = {}
    for path in files:
        if path.stem in ("__init__", "__main__"):
            continue
        mine = str(path.parent.relative_to(ROOT)).replace("/", ".")
        for name in imported(path):
            module = name if name in known else name.rpartition(".")[0]
            other = module.rpartition(".")[0]
            if module in known and other != mine:
                arrows.setdefault(mine, set()).add(other)
    return arrows


def test_no_two_files_have_one_name() -> None:
    counted = Counter(path.stem for path in FILES if path.stem not in ("__init__", "__main__", "page"))
    assert [name for name, count in counted.items() if count > 1] == []


def test_no_two_names_differ_by_their_ending_alone() -> None:
    """No `sweep` beside `sweeping`, no `range` beside `ranges`: a stranger could not tell which is which."""
    names = {path.stem for path in FILES}
    endings = ("s", "es", "ing", "ed", "er", "ion")
    assert [(name, name + ending) for name in names for ending in endings if name + ending in names] == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=short)
def test_a_folder_is_seen_at_a_glance(folder: Path) -> None:
    assert len(modules_of(folder)) <= 15


def test_folders_never_import_one_another_in_a_circle() -> None:
    graph = TopologicalSorter(folder_arrows(FILES))
    graph.prepare()  # a CycleError names the circle


def test_a_page_has_all_of_its_own_in_one_folder() -> None:
    pages = [folder for folder in (ROOT / "dashboard" / "pages").iterdir() if (folder / "__init__.py").exists()]
    assert len(pages) == 7
    assert all((folder / "page.py").exists() for folder in pages)


def test_tests_stand_in_the_folders_of_what_they_test() -> None:
    """`tests/linkage/spread/test_steps.py` tests `linkage/spread/steps.py`; a page's tests bear the page's name."""
    modules = {(path.parent.relative_to(ROOT), path.stem) for path in FILES}
    strays = []
    for path in [*(ROOT / "tests" / "linkage").rglob("test_*.py"), *(ROOT / "tests" / "dashboard").rglob("test_*.py")]:
        folder, name = path.parent.relative_to(ROOT / "tests"), path.stem.removeprefix("test_")
        is_page = folder.parent == Path("dashboard/pages") and name == f"{folder.name}_page"
        if (folder, name) not in modules and not is_page and name not in ACROSS_MODULES:
            strays.append(short(path))
    assert strays == []


ACROSS_MODULES = {
    "glossary",
    "effect_kinds",
    "new_intervention",
    "new_format",
    "docstrings",
    "scripts",
    "figures",
    "editors_notes",
}
"""Tests of what holds for a whole folder: a new row of a table, all docstrings, scripts and figures, every page."""


def test_no_room_of_the_library_knows_the_screen() -> None:
    known = {(path, module.split(".")[0]) for path in LINKAGE for module in imported(path)}
    assert not [
        (short(path), module)
        for path, module in known
        if module in HEAVY | {"dashboard"} and not (module == "plotly" and room(path) == "plots")
    ]


def imported_at_once(path: Path) -> set[str]:
    """The packages that a module imports when it is imported itself: outside its functions, and not for types only."""
    waiting: list[ast.AST] = list(tree(path).body)
    packages = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
        elif isinstance(node, ast.Import):
            packages |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            packages.add((node.module or "").split(".")[0])
        else:
            waiting.extend(ast.iter_child_nodes(node))
    return packages


@pytest.mark.parametrize("path", [path for path in LINKAGE if room(path) == "plots"], ids=short)
def test_plotly_is_imported_where_a_figure_is_drawn_and_nowhere_else(path: Path) -> None:
    assert "plotly" not in imported_at_once(path)


def test_anywidget_is_asked_for_by_one_module_which_waits_until_a_live_map_is_shown() -> None:
    view = ROOT / "linkage" / "widget" / "notebook_view.py"
    assert [path for path in FILES if {"anywidget", "traitlets"} & {name.split(".")[0] for name in imported(path)}] == [
        view
    ]
    users = [path for path in FILES if "linkage.widget.notebook_view.notebook_view" in imported(path)]
    assert [short(path) for path in users] == ["linkage/widget/live_map.py"]
    command = "import sys, linkage.api.questions, linkage.widget.live_map; print('anywidget' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("code", "at_once"),
    [
        ("import plotly", True),
        ("from plotly.graph_objects import Figure", True),
        ("try:\n    import plotly.io\nexcept ImportError:\n    pass", True),
        ("class A:\n    import plotly", True),
        ("def f():\n    from plotly.graph_objects import Figure\n    return Figure()", False),
        ("if TYPE_CHECKING:\n    from plotly.graph_objects import Figure", False),
    ],
)
def test_this_test_notices_what_is_imported_at_once(tmp_path: Path, code: str, at_once: bool) -> None:
    (tmp_path / "module.py").write_text(code)
    assert ("plotly" in imported_at_once(tmp_path / "module.py")) is at_once


def test_spread_and_city_never_meet() -> None:
    for path in LINKAGE:
        if room(path) in ("spread", "citywide"):
            other = {"spread": "linkage.citywide", "citywide": "linkage.spread"}[room(path)]
            assert not [module for module in imported(path) if module.startswith(other)]


def test_the_world_needs_the_standard_library_only() -> None:
    needed = {module.split(".")[0] for path in LINKAGE if room(path) == "world" for module in imported(path)}
    assert needed <= sys.stdlib_module_names | {"linkage", "__future__"}


def test_drawing_gets_sentences_and_makes_none() -> None:
    for path in LINKAGE:
        if room(path) == "drawing":
            assert not [module for module in imported(path) if module.startswith(("linkage.answers", "linkage.spread"))]


def test_the_screen_is_named_once_and_as_text() -> None:
    named = [
        (short(path), node.value)
        for path in LINKAGE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("dashboard.")
    ]
    assert named == [("linkage/cli/command_line.py", "dashboard.server:serve")]


def test_one_page_never_imports_another() -> None:
    for path in DASHBOARD:
        if path.parent.parent.name != "pages":
            continue
        name = path.parent.name
        used = {module.split(".")[2] for module in imported(path) if module.startswith("dashboard.pages.")}
        assert used <= {name}, f"{name} imports {used - {name}}"


def test_the_library_runs_without_the_screen(tmp_path: Path) -> None:
    """Nothing of `linkage` needs dash, plotly or the dashboard to be there."""
    blocked = "; ".join(f"sys.modules['{name}'] = None" for name in sorted(HEAVY | {"dashboard"}))
    modules = ", ".join(
        str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")
        for path in LINKAGE
        if path.stem != "__main__"
    )
    command = [sys.executable, "-c", f"import sys; {blocked}; import {modules}"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert said.returncode == 0, said.stderr


# nothing happens at import

PURE = {
    "MappingProxyType", "frozenset", "tuple", "compile", "fromkeys", "column",
    "status_column", "number_status_column", "evidence_column",
    "editors_column", "field", "range", "enumerate", "zip",
    "sorted", "len", "set", "dict", "list", "join", "items", "keys", "values", "replace", "fields", "resolve", "chr",
}  # fmt: skip
"""Calls that only make a value: no data read, no callback registered, no number drawn. A module's own functions and
classes (capital letters) may make values too."""

CHANGES = {"append", "extend", "insert", "add", "update", "pop", "popitem", "clear", "remove", "discard", "setdefault"}
"""What changes a list, a set or a dictionary."""


def called(node: ast.expr) -> str:
    """The name of what is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ast.unparse(node)


def top_level(path: Path) -> Iterator[ast.stmt]:
    """What runs when a module is imported: its statements, and those of its classes."""
    waiting = list(tree(path).body)
    while waiting:
        node = waiting.pop(0)
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if isinstance(node, ast.ClassDef) or typing_only:
            waiting.extend(node.body)
        else:
            yield node


def calls_at_import(path: Path) -> list[str]:
    """What a module calls when it is imported, but for pure values, and the decorators of functions."""
    defined = {node.name for node in tree(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found = []
    for node in top_level(path):
        if isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            continue
        inner = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
        lazy = {id(call) for each in ast.walk(node) if isinstance(each, ast.Lambda) for call in ast.walk(each)}
        found += [
            f"line {each.lineno}: {ast.unparse(each)[:60]}"
            for each in inner
            if id(each) not in lazy and not is_pure(each, defined)
        ]
    return found


def is_pure(call: ast.Call, defined: set[str]) -> bool:
    name = called(call.func)
    return name in PURE or name in defined or name.lstrip("_")[:1].isupper()


@pytest.mark.parametrize("path", FILES, ids=short)
def test_nothing_happens_when_a_module_is_imported(path: Path) -> None:
    assert calls_at_import(path) == []


LITERALS = (ast.Dict, ast.List, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def containers(path: Path) -> set[str]:
    """The dictionaries, lists and sets at the top of a module, by name."""
    found = set()
    for node in top_level(path):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            call = isinstance(node.value, ast.Call) and called(node.value.func) in {"dict", "list", "set", "Counter"}
            if call or isinstance(node.value, LITERALS):
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


@cache
def changed(path: Path) -> set[str]:
    """The names whose contents a module changes inside a function."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            found.add(ast.unparse(node.value).split(".")[-1])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            found.add(ast.unparse(node.func.value).split(".")[-1])
    return found


@pytest.mark.parametrize("path", FILES, ids=short)
def test_no_module_keeps_state_that_changes(path: Path) -> None:
    """A table at the top of a module stays as it was written: nothing adds to it or takes away, here or elsewhere."""
    tables = containers(path)
    assert not tables & changed(path)
    assert not {name for name in tables if name.isupper()} & set().union(*map(changed, FILES))


@pytest.mark.parametrize(
    ("line", "happens"),
    [
        ("WORLD = load('tiny')", True),
        ("TEXT = open('x').read()", True),
        ("app.callback(1)(print)", True),
        ("CHANCE = random()", True),
        ("for each in range(3):\n    print(each)", True),
        ("class A:\n    rows = read_csv('x')", True),
        ("WORDS = MappingProxyType({'a': 1})", False),
        ("PATTERN = re.compile('x')", False),
        ("LATER = lambda: load('tiny')", False),
        ("if __name__ == '__main__':\n    main()", False),
        ("def f():\n    return load('tiny')", False),
    ],
)
def test_these_tests_notice_what_happens_at_import(tmp_path: Path, line: str, happens: bool) -> None:
    (tmp_path / "module.py").write_text(line)
    assert bool(calls_at_import(tmp_path / "module.py")) is happens


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        ("SEEN[1] = 2", True),
        ("SEEN.update(a=1)", True),
        ("SEEN.setdefault(1, 2)", True),
        ("del SEEN[1]", True),
        ("module.SEEN.pop(1)", True),
        ("return SEEN[1]", False),
        ("other = dict(SEEN); other[1] = 2", False),
    ],
)
def test_these_tests_notice_state_that_changes(tmp_path: Path, body: str, changes: bool) -> None:
    (tmp_path / "module.py").write_text(f"SEEN = {{}}\n\ndef f():\n    {body}\n")
    assert bool(containers(tmp_path / "module.py") & changed(tmp_path / "module.py")) is changes


def test_no_function_rebinds_a_name_of_its_module() -> None:
    assert not [short(path) for path in LINKAGE for node in ast.walk(tree(path)) if isinstance(node, ast.Global)]


def test_every_module_says_what_it_is_for() -> None:
    assert not [short(path) for path in FILES if tree(path).body and not ast.get_docstring(tree(path))]


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "common", "constants", "helpers", "misc"}
    assert not [short(path) for path in FILES if path.stem in drawers]
    assert not [short(path) for path in FILES if len(path.read_text("utf-8").splitlines()) > 520]


WRITES_ZIPS = ROOT / "dashboard" / "pages" / "world" / "zip_download.py"
"""The one file that knows of archives: it writes a world's folder for download, and opens none."""


def test_a_zip_is_written_and_never_opened() -> None:
    calls = [node for node in ast.walk(tree(WRITES_ZIPS)) if isinstance(node, ast.Call)]
    made = [[ast.unparse(each) for each in node.args] for node in calls if called(node.func) == "ZipFile"]
    assert [each[1] for each in made] == ["'w'"]
    assert not {called(node.func) for node in calls} & {"open", "read", "extract", "extractall", "ZipPath"}


def test_nothing_dangerous_is_called() -> None:
    """No eval, exec, pickle, YAML, archives or shells (design 9)."""
    for path in FILES:
        modules = {module.split(".")[0] for module in imported(path)}
        archives = {"tarfile"} if path == WRITES_ZIPS else {"zipfile", "tarfile"}
        assert not modules & ({"pickle", "shelve", "marshal", "yaml"} | archives), short(path)
        names = {called(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
        assert not names & {"eval", "exec", "__import__", "system", "popen"}, short(path)
