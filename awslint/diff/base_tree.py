"""The tree of a revision on disk, for a second run: blobs as recorded, nothing that a repository configures."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from awslint.diff.git import GitError, git, top_of
from awslint.planning.usage import UsageError
from awslint.source.walk import EXTENSIONS

WANTED = (*EXTENSIONS, ".tf", ".tofu", ".tfvars", ".hcl", ".toml", ".jsonl", ".csv")
MOST_BYTES = 1 << 30
_FILES = ("100644", "100755")


def root_of(folder: Path) -> Path:
    """The root of the repository.

    Raises UsageError.
    """
    try:
        return top_of(folder)
    except GitError as error:
        raise UsageError(f"--diff: {error}") from error


def base_of(root: Path, revision: str) -> str:
    """The commit to compare with: where this branch left the revision, or the revision where that cannot be told.

    Raises UsageError for a revision that the repository does not have.
    """
    try:
        found = _line(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
    except GitError as error:
        raise UsageError(f"--diff: there is no revision {revision!r} here (is the clone shallow?)") from error
    try:
        return _line(root, ["merge-base", found, "HEAD"]) or found
    except GitError:
        return found


def write_tree(root: Path, commit: str, folder: Path, named: Sequence[str]) -> dict[str, str]:
    """Write what may matter of a commit's files into a folder; gives each file's blob.

    `named` are files that count whatever their names. Links and submodules are left out. Raises UsageError.
    """
    blobs: dict[str, str] = {}
    size = 0
    try:
        for mode, blob, length, name in _listing(root, commit):
            if mode in _FILES and _is_safe(name) and (name.lower().endswith(WANTED) or name in named):
                size += length
                blobs[name] = blob
        if size > MOST_BYTES:
            raise UsageError("--diff: the base is larger than awslint reads")
        asked = "".join(f"{blob}\n" for blob in blobs.values()).encode()
        answer = git(root, ["cat-file", "--batch"], stdin=asked)
    except GitError as error:
        raise UsageError(f"--diff: {error}") from error
    for name, content in zip(blobs, _contents(answer), strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return blobs


def _line(root: Path, arguments: list[str]) -> str:
    return git(root, arguments).decode("ascii", "replace").strip()


def _listing(root: Path, commit: str) -> Iterator[tuple[str, str, int, str]]:
    for row in git(root, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit]).split(b"\0"):
        head, _, name = row.partition(b"\t")
        words = head.split()
        if len(words) == 4:
            length = int(words[3]) if words[3].isdigit() else 0
            yield words[0].decode(), words[2].decode(), length, os.fsdecode(name)


def _is_safe(name: str) -> bool:
    steps = name.split("/")
    return not name.startswith("/") and not any(step in ("", ".", "..") or step.lower() == ".git" for step in steps)


def _contents(answer: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        length = int(answer[at:end].rsplit(b" ", 1)[1])
        yield answer[end + 1 : end + 1 + length]
        at = end + 1 + length + 1
