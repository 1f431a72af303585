"""A page for paper as a file: HTML, or a PDF that a browser of this machine makes of it.

No library makes PDFs here: every machine that shows Linkage has a browser, and that prints the same page. Where none
is found the HTML is written beside, and is printed by hand.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from linkage.answers.exports.output_place import check_output_place
from linkage.errors import LinkageError, UsageError
from linkage.vocabulary import LABEL
from linkage.world.atomic_write import write_file

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge", "brave-browser")
"""The programs that can print to a file, in the order in which they are tried, after the one that CHROMIUM names."""

PATIENCE = 120
"""Seconds that a browser may take."""

_INSTEAD = "Write HTML instead, which a browser prints: -o {}"


def save_page(make: Callable[[], str], path: Path, overwrite: bool = False) -> tuple[Path, str]:
    """Write a page to a `.pdf` or `.html` file; the file that was written, and a remark where it is another.

    Args:
        make: makes the HTML, once it is known that it can be written.
        overwrite: whether an older file that isn't ours may be replaced.

    Raises:
        UsageError: a file with another ending.
        LinkageError: there is no such folder, another file stands there, or the browser failed.
    """
    if path.suffix not in (".pdf", ".html"):
        raise UsageError(f"'{path.name}' has to end in .pdf or .html.")
    browser = find_browser() if path.suffix == ".pdf" else ""
    page = path if browser else path.with_suffix(".html")
    check_output_place(page, path.name, overwrite)
    if browser:
        _print_page(browser, make(), path)
        return path, ""
    write_file(page, make())
    remark = "No Chromium, Chrome or Edge was found (CHROMIUM can name one): print this page from a browser."
    return page, remark if path.suffix == ".pdf" else ""


def find_browser() -> str:
    """The path of a browser that can print to a file; blank if there is none."""
    programs = [os.environ.get("CHROMIUM", ""), *BROWSERS]
    return next((path for name in programs if name and (path := shutil.which(name))), "")


def _print_page(browser: str, text: str, path: Path) -> None:
    """Have a browser print a page to a file, in a profile of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "page.html"
        printed = Path(folder) / "page.pdf"
        instead = _INSTEAD.format(path.with_suffix(".html").name)
        page.write_text(text, encoding="utf-8")
        command = [
            browser, "--headless", "--disable-gpu", "--no-sandbox", "--no-first-run", "--no-pdf-header-footer",
            "--disable-background-networking", f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}",
            page.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603 - no shell
        except (OSError, subprocess.SubprocessError) as error:
            raise LinkageError(f"{browser} could not print the page: {error}. {instead}") from None
        if not printed.is_file():
            raise LinkageError(f"{browser} printed nothing. {instead}")
        with printed.open("ab") as file:
            file.write(f"\n% {LABEL}\n".encode())  # a comment, by which the file is known as ours
        shutil.move(printed, path)
