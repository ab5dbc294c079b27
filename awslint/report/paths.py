"""File names as other programs want them: relative to the repository, with forward slashes."""

import os.path
from pathlib import Path
from urllib.parse import quote

from awslint.report.setting import Setting

STDIN = "<stdin>"


def from_root(file: str, setting: Setting) -> str:
    """The file's path from the root of the repository; files elsewhere are reached by `..`, nothing is absolute."""
    if file == STDIN:
        return "stdin"
    base = setting.root or setting.folder
    if not base:
        return file.removeprefix("./").lstrip("/")
    # GitHub shows nothing behind a link, and a folder that is a link is outside its repository by name.
    path = os.path.realpath(Path(setting.folder or base, file))
    return os.path.relpath(path, os.path.realpath(base)).replace(os.sep, "/")


def uri(file: str, setting: Setting) -> str:
    """The same as a relative URI reference."""
    return quote(from_root(file, setting), safe="/-._~!$&'()*+,;=@")
