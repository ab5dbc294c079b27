"""What identifies the files of a run to somebody who has them: SHA-256 of their bytes."""

from pathlib import Path

from awslint.planning.options import Options
from awslint.source.discover import STDIN


def sha256(file: str, stdin: bytes | None = None) -> str | None:
    """The digest of a file, or of standard input, in hexadecimal; None for what cannot be read."""
    import hashlib  # for one format only

    if file == STDIN:
        return hashlib.sha256(stdin or b"").hexdigest()
    try:
        with Path(file).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def files_of(options: Options) -> tuple[str, ...]:
    """The files beside the inputs that the options name, each once, sorted."""
    parameters = [one for one in options.parameters if "=" not in one or Path(one).is_file()]
    named = [*options.facts, *options.suppressions, *options.pack, *parameters]
    named += [one for one in (options.baseline, options.config, options.mandatory_config) if one is not None]
    return tuple(sorted({Path(one).as_posix() for one in named}))
