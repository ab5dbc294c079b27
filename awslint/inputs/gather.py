"""Inputs to one graph: every recognised document goes to its front end."""

import difflib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from awslint.frontends import cloudformation, evidence
from awslint.frontends.part import Part, Problem
from awslint.inputs.documents import Documents
from awslint.inputs.facts import Facts, facts_in
from awslint.knowledge.facts import Knowledge
from awslint.model.graph import Graph
from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.report import Diagnostic, Location
from awslint.model.resource import Resource
from awslint.model.value import Mapping as MappingValue
from awslint.model.value import Unknown, Value, Why
from awslint.source.discover import Input
from awslint.source.document import Diagnostic as SourceDiagnostic
from awslint.source.document import Document
from awslint.source.reading import read

_TERRAFORM: Mapping[str, Literal["plan", "state", "tf_json"]] = {
    "terraform-plan": "plan",
    "terraform-state": "state",
    "terraform-json": "tf_json",
}


class Deployment(Protocol):
    """What the user said about the deployment."""

    @property
    def region(self) -> str | None: ...
    @property
    def account(self) -> str | None: ...
    @property
    def partition(self) -> str | None: ...
    @property
    def worlds(self) -> str: ...
    @property
    def source_root(self) -> str | None: ...
    @property
    def planned_only(self) -> bool: ...


@record()
class Gathered:
    """The graph of a run, its documents, what is wrong with them, and how many judged resources each file has."""

    graph: Graph
    documents: Documents
    diagnostics: tuple[Diagnostic, ...]
    resources: Mapping[str, int] = field(default_factory=dict)


def gather(
    inputs: Sequence[Input],
    knowledge: Knowledge,
    parameters: Mapping[str, str],
    fact_files: Sequence[Document],
    deployment: Deployment,
    *,
    all_declared: bool = True,
) -> Gathered:
    """Read every input into one graph. A parameter that no template declares is an error when `all_declared`.

    Raises BadFacts for a facts file that makes no sense.
    """
    documents = Documents()
    facts = facts_in([(documents.add(document), document.data) for document in fact_files])
    diagnostics = [_of_source(one) for item in inputs if _counts_as_template(item) for one in item.diagnostics]
    diagnostics += [_missing(item) for item in inputs if item.kind == "missing"]
    parts = [
        *_cloudformation(inputs, documents, knowledge, parameters, facts, deployment),
        *_terraform(inputs, documents, knowledge, parameters, deployment),
        evidence.load(
            (documents.add(found), found)
            for item in inputs
            if item.kind == "evidence"
            for found in item.documents or evidence.documents(item.uri, item.text)
        ),
    ]
    diagnostics += _undeclared(parameters, inputs) if all_declared else []
    joined = _joined(parts)
    graph = Graph(
        _with_one_account(joined.resources, facts.account),
        joined.variables,
        joined.conditions,
        joined.constraints,
        joined.outputs,
    )
    diagnostics += [_of_problem(problem, documents) for problem in joined.problems]
    return Gathered(graph, documents, tuple(diagnostics), _counts(graph.resources.values(), documents))


def _undeclared(parameters: Mapping[str, str], inputs: Sequence[Input]) -> list[Diagnostic]:
    """Values for parameters that nothing declares: a name that was mistyped would otherwise pass unnoticed."""
    templates = [one.data for item in inputs if item.kind == "cloudformation" for one in item.documents]
    if not templates or any(item.kind == "terraform-json" for item in inputs):
        return []
    declared = {
        name
        for data in templates
        if isinstance(data, dict) and isinstance(data.get("Parameters"), dict)
        for name in data["Parameters"]
    }
    found = []
    for name in sorted(parameters.keys() - declared):
        close = difflib.get_close_matches(name, declared, 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        message = f"no template has a parameter {name!r}{hint}"
        found.append(Diagnostic("error", "unknown-parameter", message, "--parameters"))
    return found


def _cloudformation(
    inputs: Sequence[Input],
    documents: Documents,
    knowledge: Knowledge,
    parameters: Mapping[str, str],
    facts: Facts,
    deployment: Deployment,
) -> Sequence[Part]:
    templates, manifests = (
        [_template(document, documents) for item in inputs if item.kind == kind for document in item.documents]
        for kind in ("cloudformation", "cdk-manifest")
    )
    settings = cloudformation.Settings(
        parameters=parameters,
        region=deployment.region,
        account=deployment.account,
        partition=deployment.partition,
        worlds="all" if deployment.worlds == "all" else "default",
        facts={"exports": facts.exports, "ssm": facts.ssm},
    )
    reader = _reader(documents)
    parts = _isolated(templates, lambda some: [cloudformation.load(some, settings, knowledge, reader)])
    if manifests:
        from awslint.frontends.cloudformation import cdk  # most runs have no cloud assembly

        parts += _isolated(manifests, lambda some: cdk.load(some, settings, knowledge, reader, documents.add))
    return parts


def _isolated(
    templates: Sequence[cloudformation.Template],
    load: Callable[[Sequence[cloudformation.Template]], Sequence[Part]],
) -> list[Part]:
    """All templates together, or one by one when that fails: one must not take the others with it."""
    try:
        return list(load(templates)) if templates else []
    except Exception as error:
        if len(templates) > 1:
            return [part for template in templates for part in _isolated([template], load)]
        message = f"awslint failed on this template with {type(error).__name__}: {error}"
        return [Part(problems=(Problem("error", "internal", message, Place(templates[0].document, ())),))]


def _template(document: Document, documents: Documents) -> cloudformation.Template:
    return cloudformation.Template(documents.add(document), document.data, document.text_at, document.uri)


def _reader(documents: Documents) -> cloudformation.ReadTemplate:
    """Reads the local file that a template names: a nested stack's, an include's."""

    def read_template(base: str, target: str) -> cloudformation.Template | None:
        path = Path(os.path.normpath(Path(base).parent / target.removeprefix("file://")))
        known = documents.by_key.get(path.as_posix())
        if known is None:
            try:
                reading = read(path.as_posix(), path.read_bytes()) if path.is_file() else None
            except OSError:
                return None
            if reading is None or not reading.documents:
                return None
            known = reading.documents[0]
        return _template(known, documents)

    return read_template


def _terraform(
    inputs: Sequence[Input],
    documents: Documents,
    knowledge: Knowledge,
    parameters: Mapping[str, str],
    deployment: Deployment,
) -> list[Part]:
    found = [item for item in inputs if item.kind in _TERRAFORM]
    if not found:
        return []
    from awslint.frontends import terraform  # its tables are large, and most runs have no Terraform
    from awslint.inputs.terraform_files import local_file, taken_along
    from awslint.inputs.terraform_sources import Finder
    from awslint.ruleset.index import terraform_tables

    archives = [item.path for item in inputs if item.kind == "terraform-plan-binary" and item.path is not None]
    finder = Finder(deployment.source_root, archives, documents.add)
    plans = [
        terraform.Input(
            documents.add(document),
            _TERRAFORM[item.kind],
            document.data,
            document.uri,
            finder.of(document) if item.kind != "terraform-json" else (),
            deployment.source_root,
        )
        for item in found
        for document in item.documents
    ]
    configured = [document for item in found if item.kind == "terraform-json" for document in item.documents]
    plans += [
        terraform.Input(documents.add(document), kind, document.data, document.uri)
        for kind, document in taken_along(configured)
    ]
    documents.masking.sources += [partial(terraform.secrets_in, one.kind, one.data) for one in plans]
    settings = terraform.Settings(
        region=deployment.region,
        account=deployment.account,
        partition=deployment.partition,
        variables=dict(parameters),
        changes_only=deployment.planned_only,
        read=local_file,
    )
    return [terraform.load(plans, settings, knowledge, terraform_tables())]


def _joined(parts: Iterable[Part]) -> Part:
    found = list(parts)
    return Part(
        resources={key: one for part in found for key, one in part.resources.items()},
        variables={key: one for part in found for key, one in part.variables.items()},
        conditions={key: one for part in found for key, one in part.conditions.items()},
        constraints={key: one for part in found for key, one in part.constraints.items()},
        outputs={key: one for part in found for key, one in part.outputs.items()},
        problems=tuple(problem for part in found for problem in part.problems),
    )


def _with_one_account(resources: Mapping[str, Resource], facts: Mapping[str, Value]) -> dict[str, Resource]:
    """The account once: what no evidence tells is decided by what a plan declares of it, then by the facts."""
    account = resources[evidence.ACCOUNT]
    kept, told = {}, dict(account.properties.entries)
    for key, resource in resources.items():
        if resource.type == evidence.ACCOUNT and key != account.key:
            told.update({name: value for name, value in resource.properties.entries.items() if _is_silent(told, name)})
        else:
            kept[key] = resource
    for name, value in facts.items():
        told[name] = _completed(told.get(name), value)
    kept[account.key] = replace(account, properties=replace(account.properties, entries=told))
    return kept


def _completed(told: Value | None, fact: Value) -> Value:
    """A setting with the facts in the place of what is unknown."""
    if not isinstance(told, MappingValue) or not isinstance(fact, MappingValue):
        return fact
    entries = dict(told.entries)
    entries.update({name: value for name, value in fact.entries.items() if _is_silent(entries, name)})
    return replace(told, entries=entries)


def _is_silent(told: Mapping[str, Value], name: str) -> bool:
    value = told.get(name)
    if isinstance(value, MappingValue):
        return all(_is_silent(value.entries, inner) for inner in value.entries)
    return value is None or (isinstance(value, Unknown) and value.why is Why.EVIDENCE)


def _of_source(found: SourceDiagnostic) -> Diagnostic:
    span = found.span
    location = None
    if span is not None:
        location = Location(found.file, span.start_line, span.start_column, span.end_line, span.end_column)
    return Diagnostic(_severity(found.severity), found.code, found.message, found.file, location)


def _counts_as_template(item: Input) -> bool:
    """Files met in a walk that cannot be read and look like no template are only listed by `awslint files`."""
    return item.named or item.kind not in ("unreadable", "not-a-template") or item.looks_like_template


def _missing(item: Input) -> Diagnostic:
    return Diagnostic("error", "missing", item.reason or "there is no such file or folder", item.uri)


def _of_problem(problem: Problem, documents: Documents) -> Diagnostic:
    place = problem.place
    location = documents.locate(place.document, place.path, place.key)
    file = location.file if location else place.document
    return Diagnostic(_severity(problem.severity), problem.code, problem.message, file, location)


def _severity(word: str) -> Literal["error", "warning", "notice"]:
    return "error" if word == "error" else "warning" if word == "warning" else "notice"


def _counts(resources: Iterable[Resource], documents: Documents) -> dict[str, int]:
    counts: dict[str, int] = {}
    for resource in resources:
        document = documents.by_key.get(resource.place.document)
        if resource.judged and document is not None:
            counts[document.uri] = counts.get(document.uri, 0) + 1
    return counts
