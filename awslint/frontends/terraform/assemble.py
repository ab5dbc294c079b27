"""Instances into the resources of the graph."""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from awslint.frontends.terraform.cloud_control import renamed
from awslint.frontends.terraform.folding import Contribution, Folds
from awslint.frontends.terraform.instances import Instance, Instances
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.properties import Known, Lazy, adds, known_of, lazily, without
from awslint.frontends.terraform.reading import Context
from awslint.frontends.terraform.selection import chosen
from awslint.frontends.terraform.shapes import typed
from awslint.frontends.terraform.translate import concatenated, translate
from awslint.knowledge.facts import Knowledge
from awslint.knowledge.terraform_tables import Extra, Fold, Row, Variant
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.value import Absent, Mapping, Reference, Scalar, Sequence, Unknown, Value, Why

_NOTHING: ReadOnlyDict[str, Any] = {}


@dataclass(slots=True, eq=False)
class Assembly:
    """Makes resources of the instances of one scope."""

    instances: Instances
    folds: Folds
    names: Names
    knowledge: Knowledge
    left_alone: frozenset[str]  # keys of what is not judged, as the plan does not change it
    defaults: bool  # whether the provider's defaults are missing in the input
    _helped: dict[str, dict[str, str]] = field(default_factory=dict)
    _tellers: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _near: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    _known: dict[tuple[int, tuple[str, ...]], Known] = field(default_factory=dict)

    def resources(self) -> Iterator[Resource]:
        """Every managed resource of AWS, those that are not translated included."""
        for instance in self.instances.all:
            if instance.mode != "managed":
                yield replace(self._untold(instance), written_type=f"data.{instance.type}")
            elif instance.type.startswith("awscc_"):
                yield self._cloud_control(instance)
            elif instance.type.startswith("aws_"):
                yield from self._resource(instance)

    def _resource(self, instance: Instance) -> Iterator[Resource]:
        row = self.names.row(instance.type)
        variant = chosen(row, instance) if row else None
        if row is None or variant is None:
            yield self._untold(instance)
            return
        context = self._context(instance, row)
        if variant.into and not variant.keep and instance.key in self.folds.targets:
            yield self._folded(instance)
            return
        if not variant.type:
            yield self._stand_in(instance, variant, context)
            return
        if variant.split:
            yield from self._split(instance, variant, context)
            return
        helpers = self._contributions(instance)
        known = self._known_of(variant, helpers)
        yield self._made(instance, variant.type, self._properties(instance, variant, known, helpers, context))
        for extra in variant.also:
            names = {instance.key, *(instance.text(name) for name in (*row.ref, "id", "arn"))}
            if all(names.isdisjoint(self._told(type_, by)) for type_, by in extra.instead.items()):
                yield from self._extras(instance, extra, context)

    def _untold(self, instance: Instance) -> Resource:
        """What is in the graph for its places and its address only."""
        place = instance.attributes.place
        missing = Unknown(Why.UNMAPPED, instance.type, place)
        return self._made(instance, "", Mapping({}, place, complete=False, missing=missing), judged=False)

    def _folded(self, instance: Instance) -> Resource:
        """A helper: it stays in the graph for its places, its contents are its target's."""
        targets = self.folds.targets.get(instance.key, ())
        origins = tuple(RelatedPlace("part-of", "configures", None, address) for address in targets[:8])
        resource = self._untold(instance)
        origins = origins or (RelatedPlace("part-of", "configures another resource"),)
        return replace(resource, origins=(*origins, *resource.origins))

    def _stand_in(self, instance: Instance, variant: Variant, context: Context) -> Resource:
        """A helper of a resource that is not in the input stands for it; it says nothing about other properties."""
        for fold in variant.into:
            if isinstance(instance.attributes.entries[fold.by], Absent):
                continue
            parent = self.names.row(fold.types[0])
            type_ = parent.variants[0].type if parent else ""
            return self._made(instance, type_, self._part(instance, fold, type_, context))
        return self._folded(instance)

    def _part(self, instance: Instance, fold: Fold, type_: str, context: Context) -> Mapping:
        """The properties of a resource as far as one helper tells."""
        place = instance.attributes.place
        shapes = self.knowledge.shapes.get(type_, {})
        missing = Unknown(Why.IMPORT, f"{instance.address}.{fold.by}", place, may_be_absent=True)

        def make(name: str) -> Value:
            value = translate(fold.adds[name], instance.attributes, context)
            if adds(fold.adds[name]):
                items = value.items if isinstance(value, Sequence) else (value,)
                value = Sequence(items, value.place, complete=False, missing=missing)
            return typed(value, shapes.get(name))

        return Mapping(Lazy(fold.adds, make), place, complete=False, missing=missing)

    def _made(
        self, instance: Instance, type_: str, properties: Mapping, judged: bool = True, suffix: str = ""
    ) -> Resource:
        if instance.key in self.left_alone:
            judged = False
        return Resource(
            key=instance.key + suffix,
            address=instance.address,
            type=type_,
            written_type=instance.type,
            properties=properties,
            attributes=Mapping(_NOTHING, instance.place),
            scope=instance.scope,
            exists=instance.exists or Scalar(True, instance.place),
            place=instance.place,
            region=instance.region,
            judged=judged,
            language="terraform",
            origins=instance.chain,
            shown_at=instance.shown,
        )

    def _context(self, instance: Instance, row: Row) -> Context:
        defaults = row.defaults if self.defaults else {}
        return Context(
            instance.attributes.place,
            partial(_itself, instance, row),
            instance.attributes,
            instance.default_tags,
            defaults,
        )

    def _known_of(self, variant: Variant, helpers: ReadOnlyDict[str, object]) -> Known:
        """The properties of a variant, with those that only helpers set."""
        key = (id(variant), tuple(helpers))
        known = self._known.get(key)
        if known is None:
            unset = {**dict.fromkeys(self._helpers(variant.type)), **dict.fromkeys(helpers)}
            known = self._known[key] = known_of({**unset, **variant.properties}, variant.unmapped)
        return known

    def _properties(
        self,
        instance: Instance,
        variant: Variant,
        known: Known,
        helpers: ReadOnlyDict[str, list[Contribution]],
        context: Context,
    ) -> Mapping:
        make = partial(self._property, instance, variant.type, known, helpers, context)
        return lazily(known, make, instance.attributes)

    def _property(
        self,
        instance: Instance,
        type_: str,
        known: Known,
        helpers: ReadOnlyDict[str, list[Contribution]],
        context: Context,
        name: str,
    ) -> Value:
        spec = known.names[name]
        if spec is None:
            value: Value = Absent(instance.attributes.place.of_key(), self._helpers(type_).get(name))
        else:
            value = translate(spec, instance.attributes, context)  # type: ignore[arg-type]
        for found in helpers.get(name, ()):
            value = self._merged(value, found, name)
        value = self._placed(instance, type_, name, value)
        return typed(value, self.knowledge.shapes.get(type_, {}).get(name))

    def _contributions(self, instance: Instance) -> ReadOnlyDict[str, list[Contribution]]:
        contributions = list(self.folds.of(instance))
        if not contributions:
            return _NOTHING
        found: dict[str, list[Contribution]] = {}
        for contribution in contributions:
            for name in contribution.fold.adds:
                found.setdefault(name, []).append(contribution)
        return found

    def _merged(self, own: Value, contribution: Contribution, name: str) -> Value:
        """A property together with what a helper says about it."""
        helper = contribution.helper
        row = self.names.row(helper.type)
        assert row is not None
        spec = contribution.fold.adds[name]
        if not contribution.certain:
            place = helper.attributes.place
            subject = f"{helper.address}.{contribution.fold.by}"
            open_end = Unknown(Why.AFTER_APPLY, subject, place, may_be_absent=True)
            if isinstance(own, Sequence):
                return Sequence(own.items, own.place, complete=False, missing=own.missing or open_end)
            if isinstance(own, Absent) and adds(spec):
                return Sequence((), place, complete=False, missing=open_end)
            return open_end if isinstance(own, Absent) else own
        value = translate(spec, helper.attributes, self._context(helper, row))
        if isinstance(value, Absent):
            return own if not isinstance(own, Absent) else value
        if adds(spec):
            added = value if isinstance(value, Sequence | Unknown) else Sequence((value,), value.place)
            return added if isinstance(own, Absent) else concatenated([without(own, added), added]) or added
        if isinstance(own, Mapping) and isinstance(value, Mapping):
            kept = {key: entry for key, entry in value.entries.items() if not isinstance(entry, Absent)}
            return Mapping({**own.entries, **kept}, value.place, own.complete and value.complete, value.missing)
        return value

    def _helpers(self, type_: str) -> dict[str, str]:
        """The helper type that would set each property: the words for its absence."""
        if type_ not in self._helped:
            helped = self._helped[type_] = {}
            for written in self.names.tables.types():
                row = self.names.row(written)
                for variant in row.variants if row else ():
                    for fold in variant.into:
                        parents = [self.names.row(parent) for parent in fold.types]
                        if any(one.type == type_ for parent in parents if parent for one in parent.variants):
                            for own in fold.adds:
                                helped.setdefault(own, written)
        return self._helped[type_]

    def _placed(self, instance: Instance, type_: str, name: str, value: Value) -> Value:
        """A name that is lost in a local means the only resource of the right type in its module instance."""
        if isinstance(value, Sequence):
            if any(isinstance(item, Unknown | Scalar) for item in value.items):
                items = tuple(self._placed(instance, type_, name, item) for item in value.items)
                return Sequence(items, value.place, value.complete, value.missing, value.origins)
            return value
        if isinstance(value, Scalar) and isinstance(value.data, str) and value.refers_to is None:
            return self._equal(type_, name, value, value.data)
        if (
            not isinstance(value, Unknown)
            or value.why is not Why.AFTER_APPLY
            or value.refers_to is not None
            or value.among
            or value.parts
            or value.may_be_absent
        ):
            return value
        targets = self._targets(type_, name)
        near = [one for types in targets for one in self.instances.in_module(instance.module.address, types)]
        references = [Reference(one.key) for one in near if one is not instance]
        if len(references) == 1:
            return replace(value, refers_to=references[0], symbol=f"{references[0].target}.Ref")
        if 1 < len(references) <= 16:
            among = tuple(replace(value, refers_to=one, symbol=f"{one.target}.Ref") for one in references)
            return replace(value, among=among)
        return value

    def _equal(self, type_: str, name: str, value: Scalar, text: str) -> Scalar:
        """A known text that is the name of the only resource that it can mean, where another one is named."""
        found: dict[str, Instance] = {}
        for types in self._targets(type_, name):
            for one in types:
                row = self.names.row(one)
                for attribute in row.ref if row else ():
                    for target in self.instances.with_text(one, attribute, text):
                        found[target.key] = target
        return replace(value, refers_to=Reference(next(iter(found)))) if len(found) == 1 else value

    def _targets(self, type_: str, name: str) -> tuple[tuple[str, ...], ...]:
        """The Terraform types that a property may name, by the relations."""
        key = (type_, name)
        if key not in self._near:
            canonical = {
                target
                for rows in self.knowledge.relations.values()
                for row in rows
                if type_ in row.sources and row.via in (name, f"{name}[*]")
                for target in row.targets
            }
            written = []
            for one in self.names.tables.types() if canonical else ():
                row = self.names.row(one)
                if row is not None and any(variant.type in canonical for variant in row.variants):
                    written.append(one)
            self._near[key] = (tuple(written),) if written else ()
        return self._near[key]

    def _told(self, type_: str, by: str) -> set[str]:
        """Keys and names of the resources about which instances of a type say something."""
        told = self._tellers.get((type_, by))
        if told is None:
            told = self._tellers[type_, by] = set()
            for one in self.instances.of_types((type_,)):
                value = one.attributes.entries[by]
                if isinstance(value, Scalar | Unknown) and value.refers_to is not None:
                    told.add(value.refers_to.target)
                elif isinstance(value, Scalar):
                    told.add(str(value.data))
        return told

    def _extras(self, instance: Instance, extra: Extra, context: Context) -> Iterator[Resource]:
        """Resources of their own in CloudFormation that Terraform writes inside another."""
        attributes = instance.attributes
        shapes = self.knowledge.shapes.get(extra.type, {})
        blocks: list[tuple[str, Value]] = [("", attributes)]
        if extra.each:
            found = attributes.entries[extra.each]
            if isinstance(found, Sequence):
                blocks = [(f"#{extra.each}[{at}]", item) for at, item in enumerate(found.items)]
                if not found.complete and found.missing is not None:
                    blocks.append((f"#{extra.each}[?]", found.missing))
            else:
                blocks = [(f"#{extra.each}", found)] if not isinstance(found, Absent) else []
        elif extra.when and isinstance(translate(extra.when, attributes, context), Absent):
            return
        else:
            blocks = [(f"#{extra.type}", attributes)]
        for suffix, block in blocks:
            made = self._made(instance, extra.type, self._extra(extra, block, shapes, context), suffix=suffix)
            yield replace(made, exists=block) if isinstance(block, Unknown) and block.may_be_absent else made

    def _split(self, instance: Instance, variant: Variant, context: Context) -> Iterator[Resource]:
        """One resource for each source."""
        attributes = instance.attributes
        shapes = self.knowledge.shapes.get(variant.type, {})
        spec = {"explode": variant.split, "each": variant.properties}
        sources = translate(spec, attributes, context)
        items = sources.items if isinstance(sources, Sequence) else ()
        for at, item in enumerate(items or (Mapping({}, attributes.place),)):
            assert isinstance(item, Mapping)

            def make(name: str, entries: ReadOnlyDict[str, Value] = item.entries) -> Value:
                return typed(entries[name], shapes.get(name))

            own = lazily(known_of(item.entries, variant.unmapped), make, attributes)
            yield self._made(instance, variant.type, own, suffix=f"#{at}" if at else "")

    def _extra(self, extra: Extra, block: Value, shapes: ReadOnlyDict[str, object], context: Context) -> Mapping:
        def make(name: str) -> Value:
            spec = extra.properties[name]
            value = translate(spec, block, context)
            return typed(value, shapes.get(name))  # type: ignore[arg-type]

        key = (id(extra), ())
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = known_of(extra.properties, extra.unmapped)
        return lazily(known, make, block)

    def _cloud_control(self, instance: Instance) -> Resource:
        known = self.names.tables.cloud_control(instance.type)
        place = instance.attributes.place
        if known is None:
            missing = Unknown(Why.UNMAPPED, instance.type, place)
            return self._made(instance, "", Mapping({}, place, complete=False, missing=missing), judged=False)
        type_, names = str(known["type"]), known["names"]
        assert isinstance(names, ReadOnlyDict)
        written = {str(own[0]): (snake, own[1]) for snake, own in names.items() if isinstance(own, list)}
        shapes = self.knowledge.shapes.get(type_, {})

        def make(name: str) -> Value:
            snake, inner = written[name]
            return typed(renamed(instance.attributes.entries[snake], inner), shapes.get(name))

        return self._made(instance, type_, Mapping(Lazy(written, make), place))


def _itself(instance: Instance, row: Row, attribute: str) -> Value:
    """The resource's own name or ARN; its text where it is known."""
    reference = Reference(instance.key, None if attribute == "Ref" else attribute)
    names = ("arn",) if attribute == "Arn" else row.ref
    for name in names:
        text = instance.text(name)
        if text is not None:
            return Scalar(text, instance.place, refers_to=reference)
    symbol = f"{instance.key}.{attribute}"
    subject = f"{instance.address}.{names[0] if names else 'id'}"
    return Unknown(Why.AFTER_APPLY, subject, instance.place, symbol=symbol, refers_to=reference, type="string")
