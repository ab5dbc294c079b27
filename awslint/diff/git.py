"""Git, the only program that awslint starts: asked for what is recorded, never for anything that a repository runs."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

SECONDS = 120
_SAFE = (
    "--no-pager", "--no-optional-locks", "--literal-pathspecs",
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", f"core.attributesFile={os.devnull}",
    "-c", "core.untrackedCache=false", "-c", "diff.external=", "-c", "protocol.allow=never",
)  # fmt: skip
"""What keeps a repository's own configuration from starting anything, and git from fetching what a clone left out."""


class GitError(Exception):
    """Git is not there, or did not do what it was asked; the message is git's."""


def git(folder: Path, arguments: Sequence[str], *, stdin: bytes | None = None, most: int | None = None) -> bytes:
    """What git prints when it is run in a folder, without a shell.

    Raises GitError, also for more than `most` bytes.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {
        **kept, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C",
    }  # fmt: skip
    try:
        ran = subprocess.run(  # noqa: S603 - no shell; what the arguments may start is switched off
            ["git", *_SAFE, *arguments],  # noqa: S607 - the user's git, as on the user's path
            cwd=folder,
            env=environment,
            input=stdin,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed" if folder.is_dir() else f"there is no folder {folder}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(str(error)) from error
    if ran.returncode != 0:
        lines = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError((lines or ["git failed"])[0].removeprefix("fatal: "))
    if most is not None and len(ran.stdout) > most:
        raise GitError("more than awslint reads")
    return ran.stdout


def top_of(folder: Path) -> Path:
    """The root of the working tree that a folder is in.

    Raises GitError.
    """
    return Path(os.fsdecode(git(folder, ["rev-parse", "--show-toplevel"]).rstrip(b"\n")))


def day_of_line(file: Path, line: int) -> str | None:
    """The day on which a line of a file was committed, as an ISO date; None where that is not known."""
    from datetime import UTC, datetime

    arguments = ["blame", "--no-textconv", "--porcelain", "-L", f"{line},{line}", "--", file.name]
    try:
        told = git(file.parent, arguments)
    except GitError:
        return None
    head = told.partition(b" ")[0]
    seconds = next((row for row in told.splitlines() if row.startswith(b"author-time ")), b"").partition(b" ")[2]
    if not seconds.isdigit() or not head.strip(b"0"):
        return None  # not committed yet
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
