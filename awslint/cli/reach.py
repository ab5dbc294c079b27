"""`awslint reach`."""

import json
import sys

import click

from awslint.cli import outputs
from awslint.inputs.gather import Gathered
from awslint.model.place import Place
from awslint.model.truth import Truth
from awslint.reach import INTERNET, NoSuchResource, Route, routes
from awslint.report.wording import clean
from awslint.run import Options, UsageError, view_of

_WORDS = {Truth.YES: "reaches", Truth.NO: "does not reach", Truth.UNKNOWN: "may reach"}


@click.command("reach")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--from", "source", default=INTERNET, show_default=True, metavar="ADDRESS", help="Where it starts.")
@click.option("--to", "target", required=True, metavar="ADDRESS", help="Where it should arrive; or internet.")
@click.option("--port", type=click.IntRange(0, 65535), help="The TCP port (default: what the target listens on).")
@click.option("-f", "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--parameters", multiple=True, metavar="K=V|FILE", help="Values of stack parameters.")
@click.option("--region", metavar="REGION", help="The region that is deployed to.")
def command(
    paths: tuple[str, ...],
    source: str,
    target: str,
    port: int | None,
    format: str,  # noqa: A002 - the option's name
    parameters: tuple[str, ...],
    region: str | None,
) -> int:
    """Say whether traffic gets from the internet, or from one host, to another or out, and by which way.

    The way is printed hop by hop; where there is none, the last hop is the one that blocks.

    \b
    Example:
      awslint reach --from internet --to Database --port 5432 template.yaml
    """
    paths = paths or (".",)
    try:
        stdin = sys.stdin.buffer.read() if "-" in paths else None
        view, gathered = view_of(paths, Options(parameters=parameters, region=region), stdin)
        found = routes(view, source, target, port)
    except (UsageError, NoSuchResource) as error:
        raise click.UsageError(str(error)) from error
    if format == "json":
        content = {"from": source, "to": target, "routes": [_entry(route, gathered) for route in found]}
        outputs.write_stdout(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        return 0
    lines = [line for route in found for line in _lines(route, source, target, gathered)]
    outputs.write_stdout("\n".join(lines) + "\n", sys.stdout.encoding or "utf-8")
    return 0


def _lines(route: Route, source: str, target: str, gathered: Gathered) -> list[str]:
    port = "" if route.answer.port is None else f" on port {route.answer.port}"
    start, target = ("the internet" if name == INTERNET else name for name in (source, target))
    when = ""
    if route.world is not None:
        when = " when " + ", ".join(f"{name} = {value}" for name, value in route.world.parameters)
    lines = [f"{clean(start)} {_WORDS[route.answer.truth]} {clean(target)}{port}{clean(when)}"]
    marks = {Truth.YES: "->", Truth.NO: "x ", Truth.UNKNOWN: "? "}
    for hop in route.answer.hops:
        where = _where(hop.evidence.place, gathered)
        lines.append(f"  {marks[hop.truth]} {clean(hop.words)}{f'  ({where})' if where else ''}")
    return lines


def _entry(route: Route, gathered: Gathered) -> dict[str, object]:
    return {
        "reaches": {Truth.YES: True, Truth.NO: False, Truth.UNKNOWN: None}[route.answer.truth],
        "port": route.answer.port,
        "world": None if route.world is None else dict(route.world.parameters),
        "hops": [
            {
                "message": hop.words,
                "passes": {Truth.YES: True, Truth.NO: False, Truth.UNKNOWN: None}[hop.truth],
                "resource": gathered.graph.resources[hop.evidence.resource].address,
                "location": _where(hop.evidence.place, gathered) or None,
            }
            for hop in route.answer.hops
        ],
    }


def _where(place: Place | None, gathered: Gathered) -> str:
    if place is None:
        return ""
    found = gathered.documents.locate(place.document, place.path, place.key)
    return f"{found.file}:{found.start_line}:{found.start_column}" if found else ""
