"""Filter patterns against events."""

import pytest

from awslint.analysis.monitoring.controls import CONTROLS, wanted
from awslint.analysis.monitoring.patterns import NotUnderstood, matches

EVENT = {
    "eventName": "ConsoleLogin",
    "userIdentity": {"type": "Root", "sessionContext": None},
    "errorCode": "Client.UnauthorizedOperation",
    "count": 3,
    "ok": True,
    "items": [{"name": "a"}, {"name": "b"}],
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{ $.eventName = ConsoleLogin }", True),
        ('{$.eventName="ConsoleLogin"}', True),
        ('{ $.eventName = "consolelogin" }', False),
        ('{ $.eventName != "ConsoleLogin" }', False),
        ('{ $.nothing != "x" }', True),
        ('{ $.errorCode = "*UnauthorizedOperation" }', True),
        ('{ $.errorCode = "AccessDenied*" }', False),
        ('{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }', True),
        ("{ $.userIdentity.type EXISTS }", True),
        ("{ $.userIdentity.sessionContext IS NULL }", True),
        ("{ $.ok IS TRUE }", True),
        ("{ $.count >= 3 && $.count < 4 }", True),
        ('{ $.items[1].name = "b" }', True),
        ("{ $.items[7].name EXISTS }", False),
        # && binds more than ||.
        ("{ $.eventName = ConsoleLogin || $.count = 9 && $.ok IS FALSE }", True),
        ("{ ($.eventName = ConsoleLogin || $.count = 9) && $.ok IS FALSE }", False),
        ("{ ($['eventName'] = ConsoleLogin) }", True),
    ],
)
def test_a_pattern_matches_what_it_says(pattern: str, expected: bool) -> None:
    assert matches(pattern, EVENT) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "ERROR",
        "[ip, user]",
        "{ $.a }",
        "{ $.a = }",
        "{ ($.a = b }",
        "{ $.a = %x% }",
        "{ $.a > b }",
        "{ $.a = b } c",
    ],
)
def test_other_patterns_are_left_open(pattern: str) -> None:
    with pytest.raises(NotUnderstood):
        matches(pattern, EVENT)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(NotUnderstood):
        matches("{" + "(" * 200 + "$.a = b" + ")" * 200 + "}", EVENT)


def test_a_control_has_an_event_for_each_call() -> None:
    words, events = wanted("kms-key-deletion")

    assert words == "the disabling or deletion of KMS keys"
    assert list(events) == ["DisableKey", "ScheduleKeyDeletion"]
    assert events["DisableKey"]["eventSource"] == "kms.amazonaws.com"
    assert len(CONTROLS) == 15
