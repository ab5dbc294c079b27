import os
import stat
from pathlib import Path

import click
import pytest

from awslint.cli.outputs import Output, check_writable, paired, write_file


def pair(*arguments: str) -> list[tuple[str, str]]:
    """Pair as from a command line of -f and -o."""
    names = {"-f": "format", "-o": "output"}
    order = [names[argument] for argument in arguments[::2]]
    values = list(zip(order, arguments[1::2], strict=True))
    found = paired(
        order,
        [value for name, value in values if name == "format"],
        [value for name, value in values if name == "output"],
    )
    return [(output.format, output.file) for output in found]


@pytest.mark.parametrize(
    ("arguments", "pairs"),
    [
        ("", [("text", "-")]),
        ("-f json", [("json", "-")]),
        ("-o a.txt", [("text", "a.txt")]),
        ("-f sarif -o a.sarif", [("sarif", "a.sarif")]),
        ("-o a.sarif -f sarif", [("sarif", "a.sarif")]),
        ("-f sarif -o a.sarif -f text", [("sarif", "a.sarif"), ("text", "-")]),
        ("-f text -f sarif -o a.sarif", [("text", "-"), ("sarif", "a.sarif")]),
        ("-f json -o a -f sarif -o b -f text -o -", [("json", "a"), ("sarif", "b"), ("text", "-")]),
        ("-f json -o a.json -f json -o b.json", [("json", "a.json"), ("json", "b.json")]),
    ],
)
def test_an_output_belongs_to_the_format_beside_it(arguments: str, pairs: list[tuple[str, str]]) -> None:
    assert pair(*arguments.split()) == pairs


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("-f json -f text", "two formats go to standard output"),
        ("-f json -o a -f text -o ./a", "two formats go to ./a"),
        ("-o a -o b", "--output a has no format"),
        ("-f json -o a -o b", "--output b has no format"),
    ],
)
def test_what_cannot_be_paired_is_refused(arguments: str, message: str) -> None:
    with pytest.raises(click.UsageError, match=message):
        pair(*arguments.split())


def test_outputs_compare_by_value() -> None:
    assert Output("json", "a") == Output("json", "a") != Output("json", "b")


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    file.write_text("old " * 1000)
    file.chmod(0o640)
    write_file(str(file), "new é\n")
    assert file.read_bytes() == "new é\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_file(str(tmp_path / "new"), "x\n")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "out"
    target.write_text("old")
    (tmp_path / "link").symlink_to(target)
    write_file(str(tmp_path / "link"), "new\n")
    assert (tmp_path / "link").is_symlink() and target.read_text() == "new\n"


def test_a_device_is_written_and_not_replaced() -> None:
    write_file(os.devnull, "gone\n")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(click.ClickException, match=r"cannot write .*: No space left on device"):
        write_file(str(tmp_path / "out"), "x\n")
    assert list(tmp_path.iterdir()) == []


def test_bad_places_are_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="is a folder"):
        check_writable(str(tmp_path))
    with pytest.raises(click.UsageError, match="there is no folder"):
        check_writable(str(tmp_path / "missing" / "out.json"))
    check_writable(str(tmp_path / "out.json"))
