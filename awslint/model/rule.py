"""A rule in compiled form: what a file under `rules/` says, ready to be evaluated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Literal, overload

from awslint.model.record import record

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")

# What an absent property means: the requirement fails, is met, is judged by the service's documented default,
# or cannot be known.
WhenAbsent = Literal["fail", "pass", "default", "unknown"]
# How the values of a path are read: the one value, at least one item, or each item.
Quantifier = Literal["value", "some", "every", "none"]

Fragment = bool | Mapping[str, object]  # a JSON Schema 2020-12 fragment in the supported keywords

EACH = "*"  # the path step `[*]`
Steps = tuple[str | int, ...]


@record()
class PathClause:
    """What must hold of the value, or of the items, at a property path."""

    path: Steps
    test: Fragment
    quantifier: Quantifier = "value"
    absent: WhenAbsent = "fail"


@record()
class AllClause:
    """Every clause must hold."""

    clauses: tuple["Clause", ...]


@record()
class AnyClause:
    """At least one clause must hold."""

    clauses: tuple["Clause", ...]


@record()
class NotClause:
    """The clause must not hold. Evidence of the clause becomes evidence of the violation."""

    clause: "Clause"


@record()
class RelatedClause:
    """What must hold of the resources at the other end of a named relation.

    `outside` is the answer where a reference leaves the input.
    """

    relation: str
    quantifier: Quantifier
    where: "Clause | None"
    outside: Literal["unknown", "pass", "fail"] = "unknown"


@record()
class PredicateClause:
    """A named question of `awslint.analysis`, with arguments."""

    name: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@record()
class ParameterClause:
    """A clause that applies only when the rule parameter has a value."""

    parameter: str
    clause: "Clause"


Clause = ParameterClause | PathClause | AllClause | AnyClause | NotClause | RelatedClause | PredicateClause


@record()
class Parameter:
    """A parameter of an AWS Config rule, with AWS's own name, type and default."""

    name: str
    type: Literal["String", "int", "double", "boolean", "CSV", "StringMap"]
    default: object = None
    required: bool = False
    description: str = ""


@record()
class Rule:
    """One rule. `id` is AWS Config's rule name where AWS Config has the rule, `config_rule` its identifier.

    when          scope; not met means NOT_APPLICABLE
    require       what a compliant resource has
    forbid        what a compliant resource does not have; one finding for each place that has it
    reach         whether a violation says if the internet reaches what it is about
    reads         per resource type, the property paths that the rule reads (for Terraform coverage)
    """

    id: str
    config_rule: str | None
    title: str
    severity: Severity
    category: Literal["security", "reliability", "performance", "cost", "operations"]
    service: str
    resource_types: tuple[str, ...]
    message: str
    why: str
    remedy: Mapping[str, str]  # by language: "cloudformation", "terraform"
    parameters: tuple[Parameter, ...] = ()
    when: Clause | None = None
    require: Clause | None = None
    forbid: Clause | None = None
    profile: Literal["recommended", "all"] = "all"
    decidable: Literal["template", "graph", "evidence"] = "template"
    confidence: Literal["high", "medium", "low"] = "high"
    source: str = ""  # the page that documents the rule
    since: str = "0.1"
    reach: bool = False
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@record()
class RuleHead:
    """What it takes to choose a rule, and to know what it judges; the rest is read for those that are to judge."""

    id: str
    config_rule: str | None
    severity: Severity
    service: str
    profile: str
    resource_types: tuple[str, ...]
    since: str


class Rules(Sequence[Rule]):
    """Rules by position and by id, each read when somebody asks for it."""

    def __init__(self, heads: Sequence[RuleHead], read: Callable[[RuleHead], Rule]) -> None:
        self._heads = heads
        self._read = read
        self._by_id: dict[str, RuleHead] = {}

    def __len__(self) -> int:
        return len(self._heads)

    @overload
    def __getitem__(self, position: int) -> Rule: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[Rule]: ...
    def __getitem__(self, position: int | slice) -> Rule | Sequence[Rule]:
        if isinstance(position, slice):
            return Rules(self._heads[position], self._read)
        return self._read(self._heads[position])

    def __iter__(self) -> Iterator[Rule]:
        return map(self._read, self._heads)

    def named(self, id_: str) -> Rule | None:
        """The rule with an id."""
        if not self._by_id:
            self._by_id = {head.id: head for head in self._heads}
        head = self._by_id.get(id_)
        return None if head is None else self._read(head)
