"""Which findings a report shows, where they are, and in which order."""

from collections.abc import Iterable

from awslint.model.finding import Finding
from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.report import Location, Report
from awslint.model.resource import RelatedPlace
from awslint.model.rule import SEVERITIES

RANK = {severity: rank for rank, severity in enumerate(reversed(SEVERITIES))}


@record()
class Located:
    """A finding and the region of its place; None for what is not written in any file."""

    finding: Finding
    location: Location | None


def shown(report: Report, suppressed: bool | None = None) -> list[Located]:
    """The findings to show, file by file as the input goes and from top to bottom in each.

    What has no place comes last. Suppressed findings are only there when asked for: by the user, where `suppressed`
    does not say.
    """
    if suppressed is None:
        suppressed = report.show_suppressed
    return _ordered(
        report,
        [
            finding
            for finding in report.findings
            if finding.verdict.value in report.shown and (suppressed or finding.suppressed is None)
        ],
    )


def everything(report: Report) -> list[Located]:
    """All findings in the same order, whatever is to be shown."""
    return _ordered(report, report.findings)


def _ordered(report: Report, findings: Iterable[Finding]) -> list[Located]:
    files = {entry.file: number for number, entry in enumerate(report.inputs)}
    found = [Located(finding, locate(report, finding.place)) for finding in findings]

    def order(entry: Located) -> tuple[object, ...]:
        finding, location = entry.finding, entry.location
        tail = (RANK[finding.severity], finding.rule, finding.address, finding.path, finding.fingerprint)
        if location is None:
            return (1, 0, "", 0, 0, *tail)
        number = files.get(location.file, len(files))
        return (0, number, location.file, location.start_line, location.start_column, *tail)

    found.sort(key=order)
    return found


def with_hops(finding: Finding) -> tuple[RelatedPlace, ...]:
    """The related places of a finding and the hops to it, each once."""
    hops = finding.reach.hops if finding.reach is not None else ()
    return tuple(dict.fromkeys((*finding.related, *hops)))


def tells_the_way(finding: Finding) -> bool:
    """Whether the way of the traffic is what the finding is about, and its message says so."""
    return any(place.role == "hop" for place in finding.related)


def locate(report: Report, place: Place | None) -> Location | None:
    """The region of a place, if it has one."""
    if place is None:
        return None
    return report.places.locate(place.document, place.path, place.key)


def by_severity(entries: list[Located]) -> list[Located]:
    """The same findings with the worst first; violations and crashes before what is merely told."""
    return sorted(
        entries,
        key=lambda entry: (entry.finding.verdict.value not in ("NON_COMPLIANT", "ERROR"), RANK[entry.finding.severity]),
    )
