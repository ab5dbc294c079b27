"""Functions that read files. Only those of the configuration's own folders are read; the run says how.

https://developer.hashicorp.com/terraform/language/functions/templatefile and its neighbours
"""

import base64
import hashlib
from collections.abc import Callable

from awslint.frontends.terraform.data import Data
from awslint.frontends.terraform.functions import Fault, entries, text
from awslint.frontends.terraform.hcl import template
from awslint.frontends.terraform.syntax import Expression

# What is in a file: nothing when there is none. Raises Fault for what may not be read.
Reader = Callable[[str], bytes | None]

WORD = "file()"  # under which a scope gives its reader: no expression can have such a word


def _read(reader: Reader, path: Data) -> bytes:
    raw = reader(text(path))
    if raw is None:
        raise Fault(f"no file {path}")
    return raw


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Fault("not UTF-8") from fault


def _digest(algorithm: Callable[..., "hashlib._Hash"], as_base64: bool = False) -> Callable[[bytes], str]:
    def digest(raw: bytes) -> str:
        found = algorithm(raw, usedforsecurity=False)
        return base64.b64encode(found.digest()).decode() if as_base64 else found.hexdigest()

    return digest


FILES: dict[str, Callable[[bytes], str]] = {
    "file": _text,
    "filebase64": lambda raw: base64.b64encode(raw).decode(),
    "filemd5": _digest(hashlib.md5),
    "filesha1": _digest(hashlib.sha1),
    "filesha256": _digest(hashlib.sha256),
    "filesha512": _digest(hashlib.sha512),
    "filebase64sha256": _digest(hashlib.sha256, as_base64=True),
    "filebase64sha512": _digest(hashlib.sha512, as_base64=True),
}


def read_file(name: str, reader: Reader, path: Data) -> str | bool:
    """What a function makes of a file. Raises Fault."""
    if name == "fileexists":
        return reader(text(path)) is not None
    return FILES[name](_read(reader, path))


def template_file(reader: Reader, path: Data, names: Data) -> tuple[Expression, dict[str, Data]]:
    """The template in a file, and the names that it may use. Raises Fault and SyntaxFault."""
    return template(_text(_read(reader, path))), entries(names)
