"""Other forms of a Terraform fixture: the configuration as `.tf.json`, the plan as the state that comes of it.

Both are derived mechanically: `.tf.json` from the `.tf` file, whose expressions stay as they are written; the state
from the planned values, with what is known only after apply made up, and followed where the configuration refers to it.
"""

import hashlib
import json
import re
from typing import Any

import tree_sitter
import tree_sitter_hcl

from awslint.ruleset.index import load, terraform_tables

Json = dict[str, Any]
_LITERALS = {"true": True, "false": False, "null": None}
# How AWS's own ids begin; some are read for what they name.
_PREFIXES = {
    "aws_ec2_managed_prefix_list": "pl",
    "aws_eip": "eipalloc",
    "aws_instance": "i",
    "aws_internet_gateway": "igw",
    "aws_nat_gateway": "nat",
    "aws_network_acl": "acl",
    "aws_network_interface": "eni",
    "aws_route_table": "rtb",
    "aws_security_group": "sg",
    "aws_subnet": "subnet",
    "aws_vpc": "vpc",
}
_WHERE = {"Partition": "aws", "Region": "eu-central-1", "AccountId": "111122223333"}
_ARNS = {
    "aws_cloudwatch_event_rule": "arn:aws:events:${Region}:${AccountId}:rule/${Name}",
    "aws_sns_topic": "arn:aws:sns:${Region}:${AccountId}:${Name}",
}
_NAMES = ("bucket", "name", "identifier", "function_name", "cluster_identifier", "domain_name")
_NAMED_BY = {"aws_appautoscaling_target": ("resource_id",)}
_REFERENCE = re.compile(r"((?:aws|awscc)_\w+\.[\w-]+)(\[[^\]]*\])?\.(\w+)\Z")


def tf_json(source: str) -> Json:
    """A `.tf` file as `.tf.json`."""
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
    tree = parser.parse(source.encode())
    assert not tree.root_node.has_error
    return _body(next(one for one in tree.root_node.children if one.type == "body"))


def _text(node: tree_sitter.Node) -> str:
    assert node.text is not None
    return node.text.decode()


def _body(node: tree_sitter.Node) -> Json:
    found: Json = {}
    for one in node.named_children:
        if one.type == "attribute":
            found[_text(one.named_children[0])] = _expression(one.named_children[1])
        elif one.type == "block":
            _block(found, one)
    return found


def _block(found: Json, node: tree_sitter.Node) -> None:
    names = [_text(one).strip('"') for one in node.named_children if one.type in ("identifier", "string_lit")]
    inner = next((_body(one) for one in node.named_children if one.type == "body"), {})
    if names == ["locals"]:
        found.setdefault("locals", {}).update(inner)
        return
    for name in names[:-1]:
        found = found.setdefault(name, {})
    found.setdefault(names[-1], []).append(inner)


def _expression(node: tree_sitter.Node) -> Any:
    """Literals, lists and objects as JSON has them; everything else as `${...}`."""
    while node.type in ("expression", "literal_value", "collection_value", "template_expr"):
        if len(node.named_children) != 1:
            break
        node = node.named_children[0]
    text = _text(node)
    if text in _LITERALS:
        return _LITERALS[text]
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return json.loads(text)
    if node.type == "string_lit" and "\\" not in text:
        return text[1:-1]
    if node.type == "heredoc_template":
        return _heredoc(text)
    if node.type == "tuple":
        return [_expression(one) for one in node.named_children if one.type == "expression"]
    return f"${{{text}}}"


def _heredoc(text: str) -> str:
    head, *lines = text.split("\n")
    lines = lines[:-1]
    if head.startswith("<<-"):
        margin = min((len(one) - len(one.lstrip()) for one in lines if one.strip()), default=0)
        lines = [one[margin:] for one in lines]
    return "\n".join([*lines, ""])


def state(plan: Json, written: Json) -> Json | None:
    """The state after a plan is applied; None where what would come of it cannot be derived: texts made of unknowns.

    `written` is the configuration as `.tf.json`, which tells a reference from a text around one.
    """
    return _State(plan, written).made()


def _arn(type_: str, name: str, region: str) -> str:
    """A resource's ARN, in the form that AWS gives it where that is known."""
    where = {**_WHERE, "Region": region}
    row = terraform_tables().row(type_)
    canonical = row.variants[0].type if row else ""
    known = _ARNS.get(type_) or load().knowledge.identities.get(canonical, {}).get("Arn")
    if known is None:
        service, _, kind = type_.removeprefix("aws_").partition("_")
        return f"arn:aws:{service}:{region}:{where['AccountId']}:{kind or service}/{name}"
    return re.sub(r"\$\{(?:AWS::)?(\w+)\}", lambda match: where.get(match[1], name), known)


class _Underivable(Exception):
    pass


class _State:
    def __init__(self, plan: Json, written: Json) -> None:
        self.plan = plan
        self.alone = set(re.findall(r'"\$\{([\w.\[\]-]+)\}"', json.dumps(written)))
        root = plan["planned_values"].get("root_module", {})
        self.resources = {one["address"]: one for one in root.get("resources", [])}
        self.changes = {one["address"]: one["change"] for one in plan["resource_changes"]}
        configuration = plan["configuration"]["root_module"]
        self.blocks = {one["address"]: one for one in configuration.get("resources", [])}
        self.prior = plan.get("prior_state", {}).get("values", {}).get("root_module", {}).get("resources", [])
        self.answers: dict[tuple[str, str], Any] = {}
        self.modules = bool(root.get("child_modules") or configuration.get("module_calls"))

    def made(self) -> Json | None:
        if self.modules:
            return None
        try:
            resources = [self._resource(one) for one in self.resources.values()]
        except _Underivable:
            return None
        by_address = {one["address"]: one for one in resources}
        for (address, name), answer in self.answers.items():
            by_address[address]["values"][name] = answer
        values = {"root_module": {"resources": [*self.prior, *resources]}}
        return {"format_version": "1.0", "terraform_version": self.plan["terraform_version"], "values": values}

    def _resource(self, resource: Json) -> Json:
        unknown = self.changes.get(resource["address"], {}).get("after_unknown", {})
        block = self.blocks.get(resource["address"].partition("[")[0], {})
        values = self._filled(resource["values"], unknown, block.get("expressions", {}), resource["address"])
        return {**resource, "values": values, "sensitive_values": resource.get("sensitive_values", {})}

    def _filled(self, value: Any, unknown: Any, expression: Any, where: str) -> Any:
        if unknown is True:
            return self._answer(expression, where)
        if isinstance(unknown, dict):
            parts = expression if isinstance(expression, dict) and "references" not in expression else {}
            inside = dict(value or {})
            for name, mark in unknown.items():
                own = parts.get(name) if parts else (expression if "references" in (expression or {}) else None)
                if own is None and mark is True and not (name in ("id", "arn") and where in self.resources):
                    inside.setdefault(name, None)
                    continue
                inside[name] = self._filled(inside.get(name), mark, own, f"{where}.{name}")
            return inside
        if isinstance(unknown, list):
            items = list(value or []) + [None] * (len(unknown) - len(value or []))
            blocks = expression if isinstance(expression, list) else [expression] * len(items)
            if len(blocks) != len(items):
                blocks = [blocks[0] if len(blocks) == 1 else None] * len(items)
            return [self._filled(*one, where) for one in zip(items, unknown, blocks, strict=True)]
        return value

    def _answer(self, expression: Any, where: str) -> Any:
        if expression is None:  # the resource's own id or arn
            address, _, name = where.rpartition(".")
            return self.attribute(address, name)
        references = expression.get("references", []) if isinstance(expression, dict) else []
        direct = [one for one in references if _REFERENCE.match(one)]
        if len(direct) != 1 or direct[0] not in self.alone:
            raise _Underivable
        match = _REFERENCE.match(direct[0])
        assert match is not None
        block, index, name = match.groups()
        address = f"{block}{index or ''}"
        if address not in self.resources:
            raise _Underivable
        row = (
            terraform_tables().row(self.resources[where.rpartition(".")[0]]["type"])
            if self._is_attribute(where)
            else None
        )
        answer = self.attribute(address, name)
        return [answer] if row is not None and where.rpartition(".")[2] in row.lists else answer

    def _is_attribute(self, where: str) -> bool:
        return where.rpartition(".")[0] in self.resources

    def attribute(self, address: str, name: str) -> Any:
        """An attribute of a resource: planned, or made up in the form that AWS gives it."""
        known = self.resources[address]["values"].get(name)
        if known is not None:
            return known
        if (address, name) not in self.answers:
            self.answers[address, name] = self._made_up(address, name)
        return self.answers[address, name]

    def _made_up(self, address: str, name: str) -> str:
        resource = self.resources[address]
        mark = hashlib.sha256(address.encode()).hexdigest()[:17]
        if resource.get("sensitive_values", {}).get(name) is True:
            return hashlib.sha256(f"{address}.{name}".encode()).hexdigest()[:40]
        values = resource["values"]
        names = _NAMED_BY.get(resource["type"], _NAMES)
        given = next((values[one] for one in names if values.get(one)), None)
        if name == "arn" or name.endswith("_arn"):
            region = values.get("region") or _WHERE["Region"]
            return _arn(resource["type"], given or f"{resource['name']}-{mark}", region)
        if resource["type"] == "aws_s3_bucket" and name.endswith("domain_name"):
            return f"{given or mark}.s3.eu-central-1.amazonaws.com"
        if name.endswith("_ip"):
            return f"52.1.2.{int(mark[:2], 16)}"
        if name == "id" and resource["type"] not in _PREFIXES and given:
            return given
        prefix = _PREFIXES.get(resource["type"]) or re.sub(r"[^a-z]", "", resource["name"].lower()) or "x"
        return f"{prefix}-{mark}"
