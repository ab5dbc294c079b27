"""The expected findings of a fixture as text: one line a finding, whatever its verdict."""

from awslint.model.finding import Finding, WorldNote
from awslint.model.report import Report


def line_of(report: Report, finding: Finding) -> str:
    """`<line>:<column>-<line>:<column> VERDICT address path[ when Parameter=value] | message`.

    A `-` stands where there is no place or no path.
    """
    at = finding.place and report.places.locate(finding.place.document, finding.place.path, finding.place.key)
    where = f"{at.start_line}:{at.start_column}-{at.end_line}:{at.end_column}" if at else "-"
    world = f" when {_worded(finding.world)}" if finding.world else ""
    return f"{where} {finding.verdict.name} {finding.address} {finding.path or '-'}{world} | {finding.message}"


def _worded(world: WorldNote) -> str:
    """The parameters that make a world; its conditions where none does."""
    parameters = [f"{name}={value}" for name, value in world.parameters]
    conditions = [f"{name}={str(value).lower()}" for name, value in world.conditions]
    return ", ".join(parameters or conditions or world.environments)
