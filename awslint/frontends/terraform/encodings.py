"""Functions that encode, decode and digest texts."""

import base64
import csv
import hashlib
import io
from collections.abc import Callable
from urllib.parse import quote_plus

from awslint.frontends.terraform.data import Data
from awslint.frontends.terraform.functions import Fault, text
from awslint.source.reading import read


def _digest(algorithm: Callable[..., "hashlib._Hash"], as_base64: bool = False) -> Callable[[Data], str]:
    def digest(data: Data) -> str:
        found = algorithm(text(data).encode(), usedforsecurity=False)
        return base64.b64encode(found.digest()).decode() if as_base64 else found.hexdigest()

    return digest


def _csv(data: Data) -> Data:
    rows = list(csv.reader(io.StringIO(text(data))))
    names = rows[0] if rows else []
    if len(set(names)) != len(names) or any(len(row) != len(names) for row in rows):
        raise Fault("not a table")
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]


def _yaml(data: Data) -> Data:
    found = read("yamldecode.yaml", text(data).encode())
    if len(found.documents) != 1:
        raise Fault("not one YAML document")
    return found.documents[0].data


def _arn(data: Data) -> Data:
    parts = text(data).split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        raise Fault("not an ARN")
    return dict(zip(("partition", "service", "region", "account_id", "resource"), parts[1:], strict=True))


ENCODINGS: dict[str, Callable[..., Data]] = {
    "base64encode": lambda data: base64.b64encode(text(data).encode()).decode(),
    "base64decode": lambda data: base64.b64decode(text(data)).decode(),
    "md5": _digest(hashlib.md5),
    "sha1": _digest(hashlib.sha1),
    "sha256": _digest(hashlib.sha256),
    "sha512": _digest(hashlib.sha512),
    "base64sha256": _digest(hashlib.sha256, as_base64=True),
    "base64sha512": _digest(hashlib.sha512, as_base64=True),
    "urlencode": lambda data: quote_plus(text(data)),
    "csvdecode": _csv,
    "yamldecode": _yaml,
    # Functions of the AWS provider (provider::aws::arn_parse).
    "arn_parse": _arn,
    "arn_build": lambda *parts: ":".join(("arn", *(text(part) for part in parts))),
    "trim_iam_role_path": lambda data: _without_path(text(data)),
}


def _without_path(arn: str) -> str:
    start, kind, rest = arn.partition(":role/")
    if not kind:
        raise Fault("not a role's ARN")
    return f"{start}:role/{rest.rpartition('/')[2]}"
