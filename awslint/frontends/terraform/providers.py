"""Which region and default tags a resource's provider configuration gives it."""

from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field

from awslint.frontends.terraform.instances import Module
from awslint.frontends.terraform.jsontree import node
from awslint.model.place import Place
from awslint.model.value import Mapping, Scalar, Unknown, Value, Why


@dataclass(slots=True, eq=False)
class Providers:
    """The provider configurations of one plan, by the key that its resources name."""

    document: str
    plan: ReadOnlyDict[str, object]
    region: str | None
    _found: dict[str, tuple[Value | None, Value | None]] = field(default_factory=dict)

    def of(self, resource: ReadOnlyDict[str, object], module: Module) -> tuple[Value | None, Value | None]:
        """Region and default tags for a resource of the configuration."""
        key = resource.get("provider_config_key")
        name = key if isinstance(key, str) else ""
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def _read(self, key: str) -> tuple[Value | None, Value | None]:
        place = Place(self.document, ("configuration", "provider_config", key, "expressions"))
        settings = node(self.plan, "configuration", "provider_config", key, "expressions")
        if not settings and ":" in key:
            # A module without a configuration of its own inherits the root's.
            settings = node(self.plan, "configuration", "provider_config", key.rpartition(":")[2], "expressions")
        region = self._constant(settings.get("region"), place.at("region"))
        if region is None and self.region:
            region = Scalar(self.region, place)
        return region, self._default_tags(settings.get("default_tags"), place.at("default_tags"))

    def _default_tags(self, blocks: object, place: Place) -> Value | None:
        block = blocks[0] if isinstance(blocks, list) and blocks else blocks
        if not isinstance(block, dict) or "tags" not in block:
            return None
        return self._constant(block["tags"], place)

    def _constant(self, expression: object, place: Place) -> Value | None:
        if not isinstance(expression, dict):
            return None
        # JSON configurations keep the raw template as a constant beside its references.
        if "constant_value" in expression and "references" not in expression:
            return _value(expression["constant_value"], place)
        references = expression.get("references")
        if isinstance(references, list) and references:
            name = str(references[0])
            if name.startswith("var.") and len(references) == 1:
                variable = node(self.plan, "variables", name[4:])
                if "value" in variable:
                    return _value(variable["value"], place)
            return Unknown(Why.AFTER_APPLY, f"provider aws: {', '.join(map(str, references))}", place)
        return None


def _value(data: object, place: Place) -> Value | None:
    if isinstance(data, dict):
        return Mapping({name: Scalar(str(item), place) for name, item in data.items()}, place)
    return Scalar(data, place) if isinstance(data, str) and data else None
