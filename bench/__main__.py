"""Measures whole processes: `python -m bench [--runs N] [--only WORD]` prints a Markdown table.

awslint is the one of this environment; cfn-lint and checkov are measured beside it where they are on the path. Times
depend on the machine: compare the rows of one table, not tables of two machines.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.inputs import ROOT, corpus, long_template
from bench.processes import Result, measured

BUDGETS = {"version": "60 ms", "long template": "150 ms", "corpus": "1.5 s"}


def works(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """What is measured: a name, and the arguments of each program that can do it."""
    yield "version", ["--version"]
    yield "long template", [str(long_template(folder))]
    stacks = ROOT / "fixtures" / "templates"
    if stacks.is_dir():
        yield "realistic stacks", [str(stacks)]
    real = corpus()
    if real is not None:
        yield "corpus", [str(real)]


def commands(work: str, arguments: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The command of each program that is here."""
    awslint = [sys.executable, "-m", "awslint"]
    cfn_lint, checkov = (shutil.which(name, path=_path()) for name in ("cfn-lint", "checkov"))
    if work == "version":
        yield "awslint", [*awslint, *arguments]
        if cfn_lint:
            yield "cfn-lint", [cfn_lint, "--version"]
        if checkov:
            yield "checkov", [checkov, "--version"]
        return
    yield "awslint", [*awslint, "check", "--profile", "all", *arguments]
    yield "awslint, SARIF", [*awslint, "check", "--profile", "all", "-f", "sarif", *arguments]
    (path,) = arguments
    files = [path] if Path(path).is_file() else [f"{path}/**/*.{one}" for one in ("yaml", "yml", "json", "template")]
    if cfn_lint:
        yield "cfn-lint", [cfn_lint, *files]
    if checkov:
        where = ["-f", path] if Path(path).is_file() else ["-d", path]
        yield "checkov", [checkov, "--framework", "cloudformation", "--quiet", "--compact", *where]


def _path() -> str:
    import os

    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def table(results: list[tuple[str, Result]]) -> str:
    """The results as Markdown."""
    lines = [
        "| work | program | median | spread | processor | memory | code | budget |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for work, one in results:
        budget = BUDGETS.get(work, "") if one.name == "awslint" else ""
        lines.append(
            f"| {work} | {one.name} | {one.wall * 1000:.0f} ms | {one.spread * 1000:.0f} ms "
            f"| {one.processor * 1000:.0f} ms | {one.memory:.0f} MB | {one.code} | {budget} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of which the median is taken")
    parser.add_argument("--only", default="", help="only works and programs whose names contain this")
    options = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as name:
        for work, arguments in works(Path(name)):
            for program, command in commands(work, arguments):
                if options.only in f"{work} {program}":
                    results.append((work, measured(program, command, ROOT, options.runs)))
                    print(f"{work}: {program} {results[-1][1].wall * 1000:.0f} ms", file=sys.stderr)
    print(table(results))


if __name__ == "__main__":
    main()
