"""Files are written whole or not at all, and what isn't a regular file stays what it is."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.world.atomic_write import write_file, write_files

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs links, pipes and devices")
TO_FILES = [
    ("export", "tiny", "--to", "mermaid", "-o"),
    ("export", "tiny", "--to", "svg", "-o"),
    ("city", "tiny", "--residents", "200", "--plot"),
    ("study", "one-removal-each", "-o"),
]


@posix_only
def test_a_link_keeps_pointing_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "target.txt", tmp_path / "link.txt"
    link.symlink_to(target)
    for text in ("first", "second"):
        write_file(link, text)
        assert link.is_symlink()
        assert target.read_text() == text
    assert [path.name for path in target.parent.iterdir()] == ["target.txt"]


@posix_only
def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, "words")
    reader.join(10)
    assert heard == [b"words"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="this system gives open pipes no names")
def test_a_pipe_behind_a_link_is_written_into() -> None:
    """As `-o /dev/stdout` is, where stdout goes to another program: a link to a pipe that bears no name."""
    read, write = os.pipe()
    write_file(Path(f"/dev/fd/{write}"), "text")
    os.close(write)
    with open(read) as stream:
        assert stream.read() == "text"


@posix_only
@pytest.mark.parametrize("command", TO_FILES, ids=lambda command: " ".join(command[:4]))
def test_a_device_stays_a_device(command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Through a link: a fault of ours would then replace the link, and not the device of this machine.
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    assert main([*command, str(link)]) == 0
    assert link.is_symlink()
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["null"]


@posix_only
def test_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "private.txt"
    path.write_text("old")
    path.chmod(0o600)
    write_file(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)


def test_a_folder_in_the_place_of_one_file_leaves_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(LinkageError):
        write_files(tmp_path, {"a.txt": "new", "b.txt": "new"})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]
