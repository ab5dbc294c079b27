"""What a repository needs to begin with: a configuration, and snippets for pre-commit and its CI."""

import os
from collections.abc import Iterable, Iterator

from awslint import __version__
from awslint.configuration.discovery import NAME
from awslint.configuration.globs import UNINTERESTING
from awslint.model.record import record
from awslint.ruleset.release import CURRENT
from awslint.source.discover import discover

PRE_COMMIT = ".pre-commit-config.yaml"
GITHUB = ".github/workflows/awslint.yaml"
GITLAB = ".gitlab-ci.yml"
MOST_LOOKED_AT = 20_000


@record()
class Found:
    """What a repository holds."""

    github: bool = False
    gitlab: bool = False
    cdk: bool = False
    terraform: tuple[str, ...] = ()  # folders with .tf files, which are root modules most probably
    templates: bool = False


@record()
class StartingFile:
    """A file to write, and what it is for. `merged` files are usually there already, and are only shown then."""

    path: str
    text: str
    purpose: str
    merged: bool = False


def look(folder: str) -> Found:
    """See what a repository holds, by file names and by the content of what may be a template."""
    terraform: dict[str, None] = {}
    modules: dict[str, None] = {}
    for where, names in _folders(folder):
        if any(name.endswith((".tf", ".tofu")) for name in names):
            relative = os.path.relpath(where, folder).replace(os.sep, "/")
            (modules if "modules" in relative.split("/") else terraform)[relative] = None
    inside = os.path.join(folder, "")
    return Found(
        github=os.path.isdir(inside + ".github"),
        gitlab=os.path.isfile(inside + GITLAB),
        cdk=os.path.isfile(inside + "cdk.json"),
        terraform=tuple(terraform) or tuple(modules),
        templates=any(one.kind == "cloudformation" for one in discover([folder])),
    )


def files_for(found: Found) -> list[StartingFile]:
    """The files that a repository with these things starts with."""
    files = [StartingFile(NAME, _configuration(found), "the configuration")]
    if found.templates or not (found.cdk or found.terraform):
        files.append(StartingFile(PRE_COMMIT, _PRE_COMMIT, "the pre-commit hook", merged=True))
    if found.github:
        files.append(StartingFile(GITHUB, _github(found), "the workflow for GitHub Actions"))
    if found.gitlab:
        files.append(StartingFile(GITLAB, _gitlab(found), "the job for GitLab CI", merged=True))
    return files


def _folders(folder: str) -> Iterator[tuple[str, list[str]]]:
    looked_at = 0
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in UNINTERESTING and not name.startswith("."))
        looked_at += len(names)
        yield where, names
        if looked_at > MOST_LOOKED_AT:
            return


def _configuration(found: Found) -> str:
    lines = [
        "# awslint's configuration; `awslint config` shows what is in force and where it comes from.",
        "",
        "# The rules that exist: an upgrade brings no new ones until this month is changed.",
        f'ruleset: "{CURRENT}"',
        "",
        "# `recommended`: rules that nearly everybody wants, with few false alarms. `all`: every rule.",
        "profile: recommended",
        "",
        "# The lowest severity that fails a pipeline: low, medium, high, critical or never.",
        "fail-on: high",
        "",
        "# Where it is deployed to, so that rules about regions and accounts can be decided.",
        "# region: eu-central-1",
        "",
        "# Rules that are not for you, by id, AWS Config's identifier, glob or service.",
        "# ignore: [s3-bucket-logging-enabled, service:rds]",
        "",
        "# Parameters of rules, under AWS Config's names.",
        "# rule-parameters:",
        '#   vpc-sg-open-only-to-authorized-ports: {authorizedTcpPorts: "443"}',
        "",
        "# Other settings for some paths, and paths that are not judged at all.",
        "# overrides:",
        "#   - paths: [sandbox/**]",
        "#     fail-on: never",
        "# exclude: [vendor/]",
    ]
    if found.templates:
        lines += ["", "# Values of the stacks' parameters: one file for each environment.", "# parameters: [prod.json]"]
    return "\n".join(lines) + "\n"


_PRE_COMMIT = f"""\
repos:
  - repo: https://github.com/your-org/awslint
    rev: v{__version__}
    hooks:
      - id: awslint
"""


def _steps(found: Found) -> Iterator[str]:
    """Commands that make what awslint judges, before it runs."""
    if found.cdk:
        yield "npx cdk synth --quiet"
    for folder in found.terraform:
        where = "" if folder == "." else f"-chdir={folder} "
        yield f"terraform {where}init -input=false"
        yield f"terraform {where}plan -input=false -out=plan.bin"
        target = "plan.json" if folder == "." else f"{folder}/plan.json"
        yield f"terraform {where}show -json plan.bin > {target}"


def _github(found: Found) -> str:
    steps = ["      - uses: actions/checkout@v4"]
    if found.terraform:
        steps.append("      - uses: hashicorp/setup-terraform@v3")
        steps.append("        with: {terraform_wrapper: false}")
    if found.cdk:
        steps.append("      - run: npm ci")
    steps += [f"      - run: {command}" for command in _steps(found)]
    return "\n".join(
        [
            "name: awslint",
            "on: [push, pull_request]",
            "jobs:",
            "  awslint:",
            "    runs-on: ubuntu-latest",
            "    permissions: {contents: read, security-events: write}",
            "    steps:",
            *steps,
            f"      - run: pipx run awslint=={__version__} check . -f sarif -o awslint.sarif -f github",
            "      - uses: github/codeql-action/upload-sarif@v3",
            "        if: always()",
            "        with: {sarif_file: awslint.sarif}",
            "",
        ]
    )


def _gitlab(found: Found) -> str:
    return "\n".join(
        [
            "awslint:",
            "  image: python:3.12-slim",
            *_comments(_steps(found)),
            "  script:",
            f"    - pip install awslint=={__version__}",
            "    - awslint check . -f gitlab -o gl-code-quality-report.json -f text",
            "  artifacts:",
            "    when: always",
            "    reports: {codequality: gl-code-quality-report.json}",
            "",
        ]
    )


def _comments(commands: Iterable[str]) -> list[str]:
    """What another job has to make first: this job's image has neither Node nor Terraform."""
    found = list(commands)
    return ["  # A job before this one makes what is judged, and keeps it as an artifact:"] * bool(found) + [
        f"  #   {command}" for command in found
    ]
