"""Bytes to text: byte order marks, UTF-8 otherwise, and where a file is neither."""

import codecs

from awslint.model.record import record

# The marks of UTF-32 come first, because the little-endian one begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
)


@record()
class Decoded:
    """The text of a file without its byte order mark.

    If the bytes are no text, ``problem`` says why, ``offset`` is the place of the first wrong byte in ``text``, and
    the text has replacement characters, good enough to show a line of it.
    """

    text: str
    marked: bool
    problem: str | None = None
    offset: int = 0


def decode(raw: bytes) -> Decoded:
    """Decode a file's bytes the way its byte order mark says, as UTF-8 without one."""
    codec, name, marked = "utf-8", "UTF-8", False
    for mark, candidate, label in BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            raw, codec, name, marked = raw[len(mark) :], candidate, label, True
            break
    try:
        return Decoded(raw.decode(codec), marked)
    except UnicodeDecodeError as error:
        wrong = "".join(f"0x{byte:02X}" for byte in raw[error.start : error.start + 1])
        good = raw[: error.start].decode(codec, "replace")
        return Decoded(raw.decode(codec, "replace"), marked, f"not {name}: unexpected byte {wrong}", len(good))
