"""What a format may know of where its text goes."""

from awslint.model.record import record


@record()
class Setting:
    """Nothing here may change what a report says, only how it looks and what its paths are relative to.

    colour       ANSI colours, for the text format
    width        columns to fill, for the text format
    root         what paths are relative to in formats for other programs: the repository, an absolute path
    folder       the folder in which the run was started, which its file names are relative to; an absolute path
    exit_code    the process's exit code, for formats that carry it
    summary      whether the text format ends with the summary
    """

    colour: bool = False
    width: int = 100
    root: str = ""
    folder: str = ""
    exit_code: int = 0
    summary: bool = True
