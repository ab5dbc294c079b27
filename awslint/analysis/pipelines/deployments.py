"""What the stages of a pipeline deploy, and where.

https://docs.aws.amazon.com/config/latest/developerguide/codepipeline-deployment-count-check.html and
https://docs.aws.amazon.com/config/latest/developerguide/codepipeline-region-fanout-check.html
"""

from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value, Why
from awslint.query.text import text_key
from awslint.query.view import View


@record(eq=False)
class Stage:
    """A stage and its deploying actions.

    sure    actions that deploy; `maybe` those that may
    open    what hides an action, or whether one deploys
    """

    value: Value
    name: str
    sure: tuple[Value, ...]
    maybe: tuple[Value, ...]
    open: Unknown | None


def stages_of(view: View, pipeline: Resource) -> tuple[list[Stage], Unknown | None]:
    """The stages in their order, and what hides further ones."""
    listed = view.read(pipeline, "Stages")
    items, complete = view.items(listed)
    return [_stage(view, item) for item in items], None if complete else _hidden(listed)


def _stage(view: View, item: Value) -> Stage:
    actions = view.get(item, "Actions")
    sure, maybe = [], []
    found, complete = view.items(actions)
    left = None if complete else _hidden(actions)
    for action in found:
        category = view.get(view.get(action, "ActionTypeId"), "Category")
        if isinstance(category, Unknown):
            left = left or category
            maybe.append(action)
        elif isinstance(category, Scalar) and category.data == "Deploy":
            sure.append(action)
    name = view.get(item, "Name")
    said = str(name.data) if isinstance(name, Scalar) else "a stage"
    return Stage(item, said, tuple(sure), tuple(maybe), left)


def _hidden(value: Value) -> Unknown:
    missing = value.missing if isinstance(value, Mapping | Sequence) else None
    return value if isinstance(value, Unknown) else missing or Unknown(Why.MACRO, "", value.place)


def many_deployments(view: View, pipeline: Resource, limit: int | None) -> Outcome:
    """Whether the first stage that deploys does so more than once, or a later one more than `limit` times."""
    stages, left = stages_of(view, pipeline)
    found: list[Evidence] = []
    open_ones = [] if left is None else [view.evidence(pipeline, left)]
    deployed = False
    for stage in stages:
        if stage.open is not None:
            open_ones.append(view.evidence(pipeline, stage.open))
        count, allowed = len(stage.sure), limit if deployed else 1
        if allowed is not None and count > allowed:
            which = stage.name if deployed else f"{stage.name}, the first stage that deploys,"
            detail = f"{which} makes {count} deployments, {allowed} {'is' if allowed == 1 else 'are'} allowed"
            found.append(view.evidence(pipeline, stage.value, detail))
        # A stage that may deploy may be the first one; what follows is then bound by the limit alone.
        deployed = deployed or count > 0 or stage.open is not None
    return _answer(view, pipeline, found, open_ones)


def fans_out(view: View, pipeline: Resource, factor: int) -> Outcome:
    """Whether a stage deploys to more regions than `factor` times those of all stages before it.

    The first stage that deploys may do so in one region. An action without a region is in that of the pipeline.
    """
    stages, left = stages_of(view, pipeline)
    found: list[Evidence] = []
    open_ones = [] if left is None else [view.evidence(pipeline, left)]
    before: tuple[Value | None, ...] = ()
    hidden = left is not None
    for stage in stages:
        if stage.open is not None:
            hidden = True
            open_ones.append(view.evidence(pipeline, stage.open))
        regions = tuple(_region(view, pipeline, action) for action in stage.sure)
        if not regions:
            continue
        least, most = _count(regions)
        fewest, allowed = (1, 1) if not before else (factor * number for number in _count(before))
        if least > allowed and not hidden:
            detail = (
                f"{stage.name} deploys to {least} regions at once, {allowed} {'is' if allowed == 1 else 'are'} allowed"
            )
            found.append(view.evidence(pipeline, stage.value, detail))
        elif most > fewest:
            open_ones.extend(_open_regions(view, pipeline, (*before, *regions)))
        before = (*before, *regions)
    return _answer(view, pipeline, found, open_ones)


def _region(view: View, pipeline: Resource, action: Value) -> Value | None:
    written = view.get(action, "Region")
    if not isinstance(written, Absent):
        return written
    return None if pipeline.region is None else view.resolve(pipeline.region)


def _count(regions: tuple[Value | None, ...]) -> tuple[int, int]:
    """How many different regions these are, at least and at most."""
    known = {one.data for one in regions if isinstance(one, Scalar)}
    names = {"*" if one is None else text_key(one) or f"{one.place.path}" for one in regions}
    return max(len(known), 1), len(names)


def _open_regions(view: View, pipeline: Resource, regions: tuple[Value | None, ...]) -> list[Evidence]:
    found = [one for one in regions if isinstance(one, Unknown)]
    own = Unknown(Why.PSEUDO, "AWS::Region", pipeline.place, symbol="Ref:AWS::Region", type="string")
    return [view.evidence(pipeline, one) for one in found or [own]]


def _answer(view: View, pipeline: Resource, found: list[Evidence], open_ones: list[Evidence]) -> Outcome:
    if found:
        return Outcome(Truth.YES, tuple(found))
    if open_ones:
        return Outcome(Truth.UNKNOWN, tuple(open_ones))
    return Outcome(Truth.NO, (view.evidence(pipeline, view.read(pipeline, "Stages"), path=("Stages",)),))
