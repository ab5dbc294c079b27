"""`awslint check`."""

import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePath

import click

from awslint.cli import asking, outputs, terminal
from awslint.cli.exit_code import NEVER, exit_code
from awslint.cli.repository import base_of
from awslint.cli.show import DEFAULT
from awslint.model.report import Diagnostic, Report
from awslint.model.rule import SEVERITIES
from awslint.report.colour import Paint
from awslint.report.formats import FORMATS, pieces
from awslint.report.setting import Setting
from awslint.report.summary import counted, in_words, summarize
from awslint.report.wording import clean
from awslint.run import ConfigurationError, Options, UsageError, check
from awslint.source.collector import uncollected

NOT_TRUSTED = 2
TELL_ALL = ("evidence",)  # the formats that tell of every verdict, whatever is to be shown
NOT_JUDGED = ("excluded", "not-a-template", "parameters", "terraform-plan-log", "terraform-plan-binary")


@click.command(
    "check",
    cls=outputs.PairingCommand,
    context_settings={"auto_envvar_prefix": asking.VARIABLES},
    epilog=(
        "Exit codes: 0 nothing at or above the gate, 1 findings at or above the gate, 2 the run cannot be trusted "
        "(a bad option, a file that cannot be read, a rule that failed, a folder without templates)."
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "-f",
    "--format",
    "format",
    multiple=True,
    type=click.Choice(FORMATS),
    help="How to report (default: text). Repeat it with an --output each.",
)
@click.option("-o", "--output", multiple=True, metavar="FILE", help="Where the format before it goes (default: -).")
@click.option(
    "--select",
    multiple=True,
    metavar="RULE,...",
    help="Run only these: ids, identifiers, globs, severity:, service:, framework:.",
)
@click.option("--ignore", multiple=True, metavar="RULE,...", help="Do not run these.")
@click.option("--pack", multiple=True, metavar="FILE", help="Run the rules of a conformance pack, as it sets them.")
@click.option(
    "--framework",
    "frameworks",
    multiple=True,
    envvar=f"{asking.VARIABLES}_FRAMEWORK",
    metavar="ID,...",
    help="Run the rules that a framework's controls map to; `awslint frameworks` lists them.",
)
@click.option("--profile", type=click.Choice(["recommended", "all"]), help="Which rules run by default.")
@click.option("--parameters", multiple=True, metavar="K=V|FILE", help="Values of stack parameters.")
@click.option(
    "--worlds",
    type=click.Choice(["default", "all"]),
    default="default",
    show_default=True,
    help="'all': parameters range over their allowed values beside their defaults too.",
)
@click.option(
    "--rule-parameter",
    "rule_parameters",
    multiple=True,
    envvar=f"{asking.VARIABLES}_RULE_PARAMETER",
    metavar="RULE:NAME=VALUE",
    help="A parameter of a rule.",
)
@click.option("--evidence", multiple=True, metavar="FILE", help="What the account says; see the documentation.")
@click.option("--facts", multiple=True, metavar="FILE", help="Exports, SSM parameters and account settings.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Judge as on this day (YYYY-MM-DD).")
@click.option("--region", metavar="REGION", help="The region that is deployed to.")
@click.option("--account", metavar="ID", help="The account that is deployed to.")
@click.option("--partition", metavar="NAME", help="The partition that is deployed to (aws, aws-cn, aws-us-gov).")
@click.option(
    "--source-root", metavar="DIR", help="The folder of a plan's root module, for lines in `.tf` (default: beside it)."
)
@click.option("--planned-only", is_flag=True, help="Judge only what a Terraform plan creates or changes.")
@click.option(
    "--require-explicit/--no-require-explicit", help="Report compliance that rests on a service default alone."
)
@click.option("--suppressions", multiple=True, metavar="FILE", help="What the team accepts; see the documentation.")
@click.option("--no-suppressions", is_flag=True, help="Suppress nothing, whatever is written.")
@click.option("--require-reason/--no-require-reason", help="A suppression without a reason does not count.")
@click.option("--unsuppressable", multiple=True, metavar="RULE,...", help="These may not be suppressed.")
@click.option("--compat", multiple=True, metavar="TOOL,...", help="Honour the suppressions of these tools too.")
@click.option("--baseline", metavar="FILE", help="Findings that are in this baseline do not count.")
@click.option("--diff", metavar="REVISION", help="Only what is new since this Git revision counts.")
@click.option("--show-suppressed", is_flag=True, help="List suppressed findings too, also in SARIF.")
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, NEVER]),
    default="low",
    show_default=True,
    help="The lowest severity that makes the exit code 1.",
)
@click.option("--fail-on-unknown/--no-fail-on-unknown", help="Undecided verdicts make the exit code 1 too.")
@click.option(
    "--show",
    multiple=True,
    metavar="VERDICT,...",
    default=(DEFAULT,),
    help=f"Which verdicts to list, or 'all' (default: {DEFAULT}).",
)
@click.option("--rules", multiple=True, metavar="DIR", help="A folder with rules of your own.")
@click.option("--ruleset", metavar="YYYY.MM", help="Run only rules that existed then.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Files that are not judged.")
@click.option("--config", metavar="FILE", help="The configuration, instead of the nearest to each input.")
@click.option("--isolated", is_flag=True, help="Read no configuration file.")
@click.option("--mandatory", multiple=True, metavar="RULE,...", help="Nothing in the input can switch these off.")
@click.option("--mandatory-config", metavar="FILE", help="A configuration that nothing in the input can weaken.")
@click.option("--statistics", is_flag=True, help="Count verdicts by rule instead of listing findings.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in the text.")
@click.option("-q", "--quiet", is_flag=True, help="Results and errors only: no summary, no notices.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was read, and how long it took.")
def command(
    paths: tuple[str, ...],
    format: tuple[str, ...],  # noqa: A002 - the option's name
    output: tuple[str, ...],
    statistics: bool,
    color: str,
    quiet: bool,
    verbose: bool,
    show_suppressed: bool,
    diff: str | None,
    evidence: tuple[str, ...],
    **choices: object,
) -> int:
    """Judge templates, plans and state as AWS Config would judge the account.

    PATH is a file or a folder (default: .); - is standard input.

    \b
    Examples:
      awslint check template.yaml --parameters Env=prod
      awslint check --select service:s3 --fail-on high stacks/
      awslint check -f sarif -o awslint.sarif -f text .
    """
    context = click.get_current_context()
    root = choices.get("source_root")
    if isinstance(root, str) and root and not Path(root).is_dir():
        raise click.UsageError(f"--source-root {root} is no folder")
    wanted = outputs.paired(asking.order_of(context), format, output)
    if statistics and any(one.format != "text" for one in wanted):
        raise click.UsageError("--statistics goes with the text format only")
    for one in wanted:
        if one.file != outputs.STDOUT:
            outputs.check_writable(one.file)
            if any(Path(path).is_file() and Path(path).resolve() == Path(one.file).resolve() for path in paths):
                raise click.UsageError(f"--output {one.file} would overwrite what is checked")
    options = asking.options_of(context)
    begun = time.monotonic()
    paths = paths or (".",)
    try:
        report = _report(paths, options, diff, brief=all(one.format not in TELL_ALL for one in wanted))
    except ConfigurationError as error:
        for found in error.diagnostics:
            click.echo(_diagnostic(found, Paint(terminal.colours(color, sys.stderr))), err=True)
        return NOT_TRUSTED
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    _check_evidence(report, evidence)
    report = replace(report, show_suppressed=show_suppressed)
    code = exit_code(report, report.gate.fail_on, report.gate.fail_on_unknown)
    _tell(report, paths, quiet, Paint(terminal.colours(color, sys.stderr)))
    for one in wanted:
        setting = Setting(
            colour=color == "always" or (one.file == outputs.STDOUT and terminal.colours(color, sys.stdout)),
            width=terminal.width() if one.file == outputs.STDOUT else terminal.WIDTH,
            root=base_of(paths, Path.cwd()),
            folder=str(Path.cwd().resolve()),
            exit_code=code,
            summary=not quiet,
        )
        with uncollected():
            _write(one, report, setting, statistics)
    if not quiet and all(one.file != outputs.STDOUT for one in wanted):
        click.echo("\n".join(in_words(summarize(report))), err=True)
    if verbose:
        _tell_all(report, time.monotonic() - begun)
    return code


def _report(paths: tuple[str, ...], options: Options, diff: str | None, brief: bool) -> Report:
    if diff is None:
        return check(paths, options, sys.stdin.buffer.read() if "-" in paths else None, brief=brief)
    from awslint.diff.comparing import compared

    return compared(paths, options, diff)


def _write(one: outputs.Output, report: Report, setting: Setting, statistics: bool) -> None:
    if statistics:
        from awslint.report.statistics import table

        counts = table(report, Paint(setting.colour))
        if setting.summary:
            counts += "\n" + "\n".join(in_words(summarize(report))) + "\n"
        text: Iterable[str] = [counts]
    else:
        text = pieces(one.format, report, setting)
    if one.file != outputs.STDOUT:
        outputs.write_file(one.file, text)
    elif one.format == "text":
        outputs.write_stdout(text, sys.stdout.encoding or "utf-8")
    else:
        outputs.write_stdout(text)


def _check_evidence(report: Report, evidence: tuple[str, ...]) -> None:
    """Evidence that is none would leave verdicts undecided without a word.

    Raises click.UsageError.
    """
    named = {PurePath(file).as_posix() for file in evidence}
    for item in report.inputs:
        if item.file in named and item.kind not in ("evidence", "missing", "unreadable"):
            raise click.UsageError(f"--evidence {item.file} is no evidence: {item.reason}")


def _tell(report: Report, paths: tuple[str, ...], quiet: bool, paint: Paint) -> None:
    """What is wrong with the input, on standard error."""
    for entry in report.diagnostics:
        if not quiet or entry.severity == "error":
            click.echo(_diagnostic(entry, paint), err=True)
    if quiet:
        return
    named = {"<stdin>" if path == "-" else PurePath(path).as_posix() for path in paths}
    for item in report.inputs:
        if item.file in named and item.kind in NOT_JUDGED:
            click.echo(f"{clean(item.file)}: {paint('bold', 'notice')}: not judged: {clean(item.reason)}", err=True)


def _diagnostic(entry: Diagnostic, paint: Paint) -> str:
    where = clean(entry.file)
    if entry.location is not None:
        where += f":{entry.location.start_line}:{entry.location.start_column}"
    kind = {"error": "error", "warning": "medium"}.get(entry.severity, "bold")
    head = f"{where}: " if where else ""
    return f"{head}{paint(kind, entry.severity)}: {clean(entry.message)} [{entry.code}]"


def _tell_all(report: Report, seconds: float) -> None:
    for entry in report.inputs:
        held = f", {counted(entry.resources, 'resource')}" if entry.resources else ""
        click.echo(f"{clean(entry.file)}: {entry.kind}: {clean(entry.reason)}{held}", err=True)
    click.echo(f"{counted(len(report.rules), 'rule')} ran; {seconds:.2f} s", err=True)
