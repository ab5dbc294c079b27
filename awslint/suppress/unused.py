"""Suppressions that suppress nothing: awslint's own rule about them."""

from awslint.model.finding import Finding, Verdict
from awslint.model.rule import Rule
from awslint.model.suppression import Waiver

RULE = Rule(
    id="suppression-unused",
    config_rule=None,
    title="Suppressions hide something",
    severity="low",
    category="operations",
    service="awslint",
    resource_types=(),
    message="The suppression of {rule} hides nothing",
    why=(
        "A suppression that hides nothing says that something is wrong here, though it was mended long ago, and will "
        "hide the next fault of the kind without anybody having decided so."
    ),
    remedy={
        "cloudformation": "Remove the suppression, or the rule's name from it.",
        "terraform": "Remove the suppression, or the rule's name from it.",
    },
    profile="recommended",
    source="",
)


def finding_of(waiver: Waiver) -> Finding:
    """The finding about a suppression that hides nothing."""
    return Finding(
        rule=RULE.id,
        config_rule=None,
        verdict=Verdict.NON_COMPLIANT,
        severity=RULE.severity,
        resource="",
        address=waiver.name,
        type="suppression",
        written_type="suppression",
        path="",
        place=waiver.place,
        message=RULE.message.format(rule=waiver.name),
        remedy=RULE.remedy["cloudformation"],
        fingerprint=_digest(waiver),
    )


def _digest(waiver: Waiver) -> str:
    import hashlib

    parts = (RULE.id, waiver.location.file, waiver.name, waiver.reason)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
