"""One way to start, test and measure Linkage on Linux, macOS and Windows. Needs Python 3.11 and nothing else.

    python run.py run    [args]   show the first story in the browser (args go to `linkage demo`)
    python run.py test   [args]   lint, node's tests, then every test that takes seconds (args go to pytest)
    python run.py prove  [args]   the tests that take minutes, with what they print
    python run.py lint            ruff, its formatter, mypy, codespell; where node is: tsc, eslint, prettier, the bundle
    python run.py bench  [args]   measure (args go to `tests.bench`)
    python run.py docs   [args]   build the documentation's site into site/ (args go to `mkdocs build`)
    python run.py release         build the source and the wheel into dist, and try them on each Python that is here
    python run.py lock   [args]   write requirements.lock and release.lock anew (--upgrade for newer versions)
    python run.py setup           only install, into .venv

The first call installs what requirements.lock names into .venv, which takes a network and a minute; later
calls take neither. Only who changes the dashboard's scripts needs node 18.18 or newer, and npm: what
package-lock.json names goes into dashboard/front/node_modules, once. This file finds a Python, a Chromium and a node
and starts programs. It knows nothing of worlds, spreads or pages.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
RELEASE_LOCK = ROOT / "release.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
STAMP = VENV / "linkage-installed"
BROWSER_TRIED = VENV / "linkage-browser-tried"
FRONT = ROOT / "dashboard" / "front"
SCRIPTS = ("dashboard", "linkage/drawing/formats/*.js")
NODE_MODULES = FRONT / "node_modules"
NODE_STAMP = NODE_MODULES / "linkage-installed"
NODE_NEEDED = (18, 18)
WINDOWS = os.name == "nt"
MOST_WORKERS = 4  # each has a browser of its own: more would only wait for one another
PROGRAMS = "Scripts" if WINDOWS else "bin"
SUFFIX = ".exe" if WINDOWS else ""
VENV_PYTHON = VENV / PROGRAMS / f"python{SUFFIX}"

PYTHON_NAMES = ["python3.15", "python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"]
CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"]
CHROMIUM_PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "${PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
    "${PROGRAMFILES(X86)}/Google/Chrome/Application/chrome.exe",
    "${LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
    "${PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
    "${PROGRAMFILES}/Microsoft/Edge/Application/msedge.exe",
]
PLAYWRIGHTS_OWN = (
    "from playwright.sync_api import sync_playwright as start\n"
    "with start() as playwright: print(playwright.chromium.executable_path)"
)
NO_INDEX_SIGNS = [
    "(from versions: none)",
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "getaddrinfo failed",
    "Network is unreachable",
    "Connection refused",
    "timed out",
    "Cannot connect to proxy",
]


class SetupError(Exception):
    """Something that the person at the keyboard has to mend; its text says what."""


def say(text: str) -> None:
    """Print a line at once, so that it stands before what the next program prints."""
    print(text, flush=True)


def child_environment(**more: str) -> dict[str, str]:
    """The environment of this call, without what would make .venv use another Python's packages."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return {**kept, **more}


def start(command: list[str], environment: dict[str, str] | None = None, folder: Path = ROOT) -> int:
    """Run a program in the foreground and hand back its exit code; when we are ended, so is it."""
    child = subprocess.Popen(command, env=environment or child_environment(), cwd=folder)
    try:
        code = child.wait()
    except KeyboardInterrupt:  # the terminal sent it to the child too, which may need a moment
        wait_for_end(child)
        raise
    except SystemExit:
        child.terminate()
        wait_for_end(child)
        raise
    return 128 - code if code < 0 else code  # ended by signal N: 128 + N, as in a shell


def wait_for_end(child: subprocess.Popen[bytes]) -> None:
    """Give an interrupted program five seconds, or until Ctrl-C is pressed again."""
    try:
        child.wait(timeout=5)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        child.kill()
        child.wait()


def ask(*command: str, more: dict[str, str] | None = None, seconds: float | None = None) -> tuple[bool, str]:
    """Run a program silently: whether it did what it should, and what it said."""
    try:
        done = subprocess.run(
            command,
            env=child_environment(**(more or {})),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return False, str(problem)
    return done.returncode == 0, done.stdout.strip()


def suitable_python() -> str:
    """A Python of 3.11 or newer that can make a .venv: this one if it will do, else one on PATH."""
    this = getattr(sys, "_base_executable", None) or sys.executable
    on_path = [found for found in map(shutil.which, PYTHON_NAMES) if found]
    new_enough = [python for python in [this, *on_path] if is_new_enough(python)]
    if not new_enough:
        here = sys.version.split()[0]
        raise SetupError(f"Linkage needs Python 3.11 or newer; this is {here}, and PATH has no other.")
    for python in new_enough:
        if ask(python, "-c", "import venv, ensurepip")[0]:
            return python
    raise SetupError(
        f"{new_enough[0]} cannot make a virtual environment: it lacks venv or ensurepip. "
        "On Debian and Ubuntu: apt-get install python3-venv"
    )


def is_new_enough(python: str) -> bool:
    """Whether that program is a Python that Linkage runs on. (A pyenv shim may be none.)"""
    return ask(python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))", seconds=30)[0]


def ensure_installed() -> None:
    """Make .venv hold what the lock names, unless it does. Half an install has no stamp: it comes last."""
    if not LOCK.exists():
        raise SetupError("requirements.lock is missing; `python run.py lock` writes it.")
    wanted = [str(VENV), inputs_hash()]
    stamp = read_stamp()
    if stamp == wanted:
        return
    if stamp[:1] != wanted[:1]:  # none yet, never finished, or moved with its folder
        make_venv()
    install_everything()
    STAMP.write_text("\n".join(wanted) + "\n", encoding="utf-8")


def inputs_hash() -> str:
    """Changes when another install is due."""
    return hashlib.sha256(LOCK.read_bytes() + b"\0" + PROJECT.read_bytes()).hexdigest()


def read_stamp() -> list[str]:
    """Where the last finished install stood and what it was made from; nothing if its Python is gone."""
    whole = VENV_PYTHON.exists() and STAMP.exists()
    return STAMP.read_text(encoding="utf-8").splitlines() if whole else []


def make_venv() -> None:
    """An empty .venv in place of whatever was there."""
    python = suitable_python()
    say(f"Making .venv with {python}")
    made, output = ask(python, "-m", "venv", "--clear", str(VENV))
    if not made or not VENV_PYTHON.exists():
        raise SetupError(f"{python} could not make {VENV}:\n{output}")


def install_everything() -> None:
    """The lock's packages, each checked against its hash, then the project itself, in place."""
    STAMP.unlink(missing_ok=True)
    say("Installing what requirements.lock names into .venv (once, about a minute) ...")
    began = time.monotonic()
    pip_install("--require-hashes", "-r", str(LOCK))
    pip_install("--no-build-isolation", "--no-deps", "-e", str(ROOT))
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def pip_install(*what: str) -> None:
    """Run pip inside .venv, silent unless it fails."""
    options = ["--disable-pip-version-check", "--no-input"]
    done, output = ask(str(VENV_PYTHON), "-m", "pip", "install", *options, *what, more={"PIP_USER": "0"})
    if not done:
        raise SetupError(why_pip_failed(output.splitlines()[-12:]))


def why_pip_failed(last_lines: list[str]) -> str:
    """One line where no package index could be reached; else the end of what pip said."""
    if any(sign in line for line in last_lines for sign in NO_INDEX_SIGNS):
        return "No package index could be reached. The first install needs a network; later starts do not."
    return "\n".join(["pip could not install what requirements.lock names:", *last_lines])


def chromium() -> str | None:
    """The Chromium to test with: one that is there, or one installed now (tried once)."""
    found = chromium_there()
    if found is None and not BROWSER_TRIED.exists():
        say("No Chromium found: trying once to install one for the browser tests ...")
        BROWSER_TRIED.touch()
        install_chromium()
        found = chromium_there()
    return found


def chromium_there() -> str | None:
    """The first that starts, in the order: $CHROMIUM, PATH, the usual places, playwright's own."""
    on_path = [shutil.which(name) or "" for name in CHROMIUM_NAMES]
    usual = [os.path.expandvars(place) for place in CHROMIUM_PLACES]
    for path in [os.environ.get("CHROMIUM", ""), *on_path, *usual]:
        if browser_starts(path):
            return path
    has_own, path = ask(str(VENV_PYTHON), "-c", PLAYWRIGHTS_OWN, seconds=30)
    return path if has_own and browser_starts(path) else None


def browser_starts(path: str) -> bool:
    """Whether there is a browser at that path. (Ubuntu puts a stub there that only names its snap.)"""
    if not Path(path).is_file():
        return False
    return WINDOWS or ask(path, "--version", seconds=30)[0]  # on Windows --version would open a window


def install_chromium() -> None:
    """Debian's where we may, else playwright's; without either the browser tests say why they skip."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        silent = {"DEBIAN_FRONTEND": "noninteractive"}
        ask("apt-get", "update", more=silent)
        if ask("apt-get", "install", "-y", "chromium", more=silent)[0]:
            return
    ask(str(VENV_PYTHON), "-m", "playwright", "install", "chromium")


def browser_environment(**more: str) -> dict[str, str]:
    """What the tests find in their environment: CHROMIUM, where there is one."""
    environment = child_environment(**more)
    path = chromium()
    if path is None:
        say("No Chromium: set CHROMIUM to the path of one to run the browser tests.")
        environment.pop("CHROMIUM", None)
        return environment
    return {**environment, "CHROMIUM": path}


def lint_commands() -> dict[str, list[str]]:
    """What is checked before any test runs, by its name in the summary."""
    return {
        "ruff check": [str(VENV_PYTHON), "-m", "ruff", "check", "."],
        "ruff format": [str(VENV_PYTHON), "-m", "ruff", "format", "--check", "."],
        "mypy": [str(VENV_PYTHON), "-m", "mypy"],
        "codespell": [str(VENV / PROGRAMS / f"codespell{SUFFIX}")],
    }


def script_checks() -> dict[str, list[str]]:
    """What is checked of the scripts, where node is: types, style, format, and the bundle made of them."""
    node = node_with_modules()
    if node is None:
        return {}
    config = FRONT / ".prettierrc.json"
    options = ["--log-level", "warn", "--config", str(config), "--ignore-path", str(FRONT / ".prettierignore")]
    return {
        "tsc": [node, str(NODE_MODULES / "typescript/bin/tsc"), "--project", str(FRONT / "tsconfig.json")],
        "eslint": [
            node,
            str(NODE_MODULES / "eslint/bin/eslint.js"),
            "-c",
            str(FRONT / "eslint.config.js"),
            *SCRIPTS,
        ],
        "prettier": [node, str(NODE_MODULES / "prettier/bin/prettier.cjs"), "--check", *SCRIPTS, *options],
        "bundle": [node, str(FRONT / "build.mjs"), "--check"],
    }


def script_tests() -> dict[str, list[str]]:
    """The tests of the scripts that need no browser, where node is."""
    node = shutil.which("node")
    tests = [str(path) for path in sorted((FRONT / "tests").glob("*.test.js"))]
    return {"node tests": [node, "--test", "--test-reporter=dot", *tests]} if node and NODE_STAMP.exists() else {}


def node_with_modules() -> str | None:
    """A node whose modules are there; without one a line says that scripts aren't checked, and CI=true fails."""
    try:
        node = suitable_node()
        ensure_node_modules()
    except SetupError as problem:
        if os.environ.get("CI") == "true":
            raise
        say(f"Scripts are not checked. {problem}")
        return None
    return node


def suitable_node() -> str:
    """The node on PATH, if it is new enough and has npm beside it."""
    node, needed = shutil.which("node"), ".".join(map(str, NODE_NEEDED))
    works, version = ask(node, "--version", seconds=30) if node else (False, "")
    numbers = tuple(int(part) for part in version.lstrip("v").split(".")[:2] if part.isdigit())
    if not node or not works or numbers < NODE_NEEDED or not shutil.which("npm"):
        raise SetupError(f"That takes node {needed} or newer, and npm; PATH has {version or 'no node'}.")
    return node


def ensure_node_modules() -> None:
    """Make node_modules hold what package-lock.json names, unless it does. Half an install has no stamp."""
    wanted = hashlib.sha256((FRONT / "package-lock.json").read_bytes()).hexdigest()
    if NODE_STAMP.exists() and NODE_STAMP.read_text(encoding="utf-8").strip() == wanted:
        return
    say("Installing what package-lock.json names into dashboard/front/node_modules (once, some seconds) ...")
    options = ["--no-audit", "--no-fund", "--fetch-retries=1"]
    done, output = ask(str(shutil.which("npm")), "ci", "--prefix", str(FRONT), *options)
    if not done:
        raise SetupError("\n".join(["npm could not install it:", *output.splitlines()[-4:]]))
    NODE_STAMP.write_text(f"{wanted}\n", encoding="utf-8")


def run_all(commands: dict[str, list[str]], environment: dict[str, str]) -> int:
    """Run each, whatever the others say, and close with a line for each. The first failure's code is ours."""
    codes, lines = [], ["", "What was run:"]
    for name, command in commands.items():
        began = time.monotonic()
        codes.append(start(command, environment))
        verdict = "ok" if codes[-1] == 0 else f"FAILED (exit code {codes[-1]})"
        lines.append(f"  {name:<12} {time.monotonic() - began:6.1f} s  {verdict}")
    say("\n".join(lines))
    return next((code for code in codes if code != 0), 0)


def run(*arguments: str) -> int:
    """Show the first story in the browser. Paths in the arguments are read from where you stand."""
    ensure_installed()
    return start([str(VENV / PROGRAMS / f"linkage{SUFFIX}"), "demo", *arguments], folder=Path.cwd())


def test(*arguments: str) -> int:
    """Lint, then run every test but those marked prove or bench."""
    ensure_installed()
    workers = str(min(os.cpu_count() or 1, MOST_WORKERS))
    pytest = {"pytest": [str(VENV_PYTHON), "-m", "pytest", "-n", workers, "--dist", "worksteal", *arguments]}
    return run_all({**lint_commands(), **script_checks(), **script_tests(), **pytest}, browser_environment())


def prove(*arguments: str) -> int:
    """Run the tests that take minutes and show what they print."""
    ensure_installed()
    pytest = [str(VENV_PYTHON), "-m", "pytest", "-m", "prove", "-s", *arguments]
    return start(pytest, browser_environment(LINKAGE_PROVE="1"))


def lint() -> int:
    """Check the style, the format and the types."""
    ensure_installed()
    return run_all({**lint_commands(), **script_checks()}, child_environment())


def bench(*arguments: str) -> int:
    """Measure, and print the numbers beside those to reach."""
    ensure_installed()
    return start([str(VENV_PYTHON), "-m", "tests.bench", *arguments], browser_environment())


def release() -> int:
    """Build the source and the wheel, check them, and try the wheel alone; they are left in dist."""
    ensure_installed()
    pytest = [str(VENV_PYTHON), "-m", "pytest", "-m", "prove", "-rs", "tests/test_release.py"]
    return start(pytest, child_environment(LINKAGE_DIST=str(ROOT / "dist")))


def docs(*arguments: str) -> int:
    """Build the documentation's site; a warning is an error."""
    ensure_installed()
    # mkdocs-material's news about another program's future is none of a build's.
    environment = child_environment(NO_MKDOCS_2_WARNING="true")
    code = start([str(VENV_PYTHON), "-m", "mkdocs", "build", "--strict", *arguments], environment)
    if code == 0 and not arguments:
        say(f"Open {ROOT / 'site' / 'index.html'} in a browser; it needs no server and no network.")
    return code


def lock(*arguments: str) -> int:
    """Write the locks from pyproject.toml, for every system and Python at once."""
    options = "--universal --python-version 3.11 --generate-hashes --no-header --quiet"
    with tempfile.TemporaryDirectory() as folder:
        compile_ = [uv(Path(folder)), "pip", "compile", *options.split()]
        wanted = [(LOCK, [PROJECT.name, "--all-extras"]), (RELEASE_LOCK, ["--group", f"{PROJECT.name}:release"])]
        for file, what in wanted:
            code = start([*compile_, *what, "--output-file", file.name, *arguments])
            if code != 0:
                return code
            if "://" in file.read_text(encoding="utf-8"):
                raise SetupError(f"{file.name} names an address, which must not be committed: take it out.")
    return 0


def uv(folder: Path) -> str:
    """uv, which can lock for other systems than this one: the one on PATH, else one for this call only."""
    on_path = shutil.which("uv")
    if on_path:
        return on_path
    say("Fetching uv for this one call ...")
    ask(suitable_python(), "-m", "venv", str(folder))
    installed, output = ask(str(folder / PROGRAMS / f"python{SUFFIX}"), "-m", "pip", "install", "uv")
    if not installed:
        raise SetupError(why_pip_failed(output.splitlines()[-12:]))
    return str(folder / PROGRAMS / f"uv{SUFFIX}")


def setup() -> int:
    """Install, and say where."""
    ensure_installed()
    say(f"Ready: {VENV / PROGRAMS}")
    return 0


VERBS = {
    "run": run,
    "test": test,
    "prove": prove,
    "lint": lint,
    "bench": bench,
    "docs": docs,
    "release": release,
    "lock": lock,
    "setup": setup,
}
WITHOUT_ARGUMENTS = {"lint", "release", "setup"}


def main(verb: str = "", *arguments: str) -> int:
    """Do what the verb says; 2 where it says nothing we know, 130 after Ctrl-C."""
    if verb not in VERBS or (arguments and verb in WITHOUT_ARGUMENTS):
        say(__doc__ or "")
        return 0 if verb in {"-h", "--help"} else 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return VERBS[verb](*arguments)
    except (SetupError, OSError) as problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
