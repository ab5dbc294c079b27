"""Which format goes where, and writing it there."""

import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from awslint.model.record import record

STDOUT = "-"


@record()
class Output:
    """A format and the file that takes it; `-` is standard output."""

    format: str
    file: str


class PairingCommand(click.Command):
    """Remembers in which order `--format` and `--output` were given, because that pairs them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See click."""
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
            ctx.meta["awslint.order"] = [str(parameter.name) for parameter in order]
        return super().parse_args(ctx, args)


def paired(order: Iterable[str], formats: Iterable[str], files: Iterable[str]) -> list[Output]:
    """Pair each output with the format before it, or with the next one where none is before it.

    A format without an output goes to standard output; an output without any format is the text report.
    Raises click.UsageError when something is left over or two things go to the same place.
    """
    next_format, next_file = iter(formats), iter(files)
    pairs: list[list[str | None]] = []
    for name in order:
        if name == "format":
            chosen = next(next_format)
            if pairs and pairs[-1][0] is None:
                pairs[-1][0] = chosen
            else:
                pairs.append([chosen, None])
        elif name == "output":
            file = next(next_file)
            if pairs and pairs[-1][1] is None:
                pairs[-1][1] = file
            elif pairs and pairs[-1][0] is None:
                raise click.UsageError(f"--output {pairs[-1][1]} has no format; give each output a --format")
            else:
                pairs.append([None, file])
    if len(pairs) > 1 and pairs[-1][0] is None:
        raise click.UsageError(f"--output {pairs[-1][1]} has no format; give each output a --format")
    outputs = [Output(chosen or "text", file or STDOUT) for chosen, file in pairs] or [Output("text", STDOUT)]
    places = [output.file if output.file == STDOUT else os.path.realpath(output.file) for output in outputs]
    for number, place in enumerate(places):
        if place in places[:number]:
            name = "standard output" if place == STDOUT else outputs[number].file
            raise click.UsageError(f"two formats go to {name}; give one of them another --output FILE")
    return outputs


def check_writable(file: str) -> None:
    """Complain about an output that cannot be written before any work is done.

    Raises click.UsageError.
    """
    path = Path(file)
    if path.is_dir():
        raise click.UsageError(f"--output {file} is a folder")
    if not path.resolve().parent.is_dir():
        raise click.UsageError(f"--output {file}: there is no folder {path.parent}")


def write_file(file: str, text: str | Iterable[str]) -> None:
    """Write a whole file or nothing; what is no regular file (a pipe, a device) is written directly.

    Raises click.ClickException.
    """
    import tempfile

    pieces = [text] if isinstance(text, str) else text
    path = Path(os.path.realpath(file))
    try:
        found = path.stat() if path.exists() else None
        if found is not None and not stat.S_ISREG(found.st_mode):
            with path.open("wb") as stream:
                stream.writelines(piece.encode("utf-8", "replace") for piece in pieces)
            return
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.writelines(piece.encode("utf-8", "replace") for piece in pieces)
            Path(temporary).chmod(stat.S_IMODE(found.st_mode) if found is not None else 0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise click.ClickException(f"cannot write {file}: {error.strerror or error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_stdout(text: str | Iterable[str], encoding: str = "utf-8") -> None:
    """Write a text, or its pieces, to standard output; a reader that has gone away is no error."""
    pieces = [text] if isinstance(text, str) else text
    try:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode(encoding, "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
