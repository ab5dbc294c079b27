"""The values of rule parameters in their types."""

import pytest

from awslint.engine.parameters import parsed
from awslint.model.rule import Parameter

LOGS = {"oracle": "general, slowquery", "aurora": "alert"}


@pytest.mark.parametrize(
    "raw",
    ["oracle: general, slowquery ; aurora: alert", '{"oracle": "general, slowquery", "aurora": "alert"}', LOGS],
)
def test_a_map_is_read_as_json_and_as_aws_configs_pages_write_it(raw: object) -> None:
    assert parsed(Parameter("additionalLogs", "StringMap"), raw) == LOGS


@pytest.mark.parametrize("raw", ["oracle", "oracle: general; : alert", "[1]", "{"])
def test_what_is_no_map_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="additionalLogs must be of type StringMap"):
        parsed(Parameter("additionalLogs", "StringMap"), raw)
