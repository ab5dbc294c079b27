"""Patterns against texts that are known in part."""

import pytest

from awslint.analysis.iam.matching import covers, meets
from awslint.analysis.iam.text import HERE, PARTITION, STAR, Opaque, Text, literal, tokens
from awslint.model.truth import Truth

BUCKET = Opaque("->Bucket", made=True)
OTHER = Opaque("->Other", made=True)
NAME = Opaque("Ref:Name")


def arn(*parts: object) -> Text:
    found: list[object] = [*"arn:", PARTITION, *":s3:::"]
    for part in parts:
        found.extend(tokens(part) if isinstance(part, str) else [part])
    return tuple(found)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        (tokens("*"), tokens("anything"), Truth.YES),
        (tokens("a*c"), tokens("abc"), Truth.YES),
        (tokens("a*c"), tokens("abd"), Truth.NO),
        (tokens("a?c"), tokens("a*c"), Truth.NO),
        (tokens("a*"), tokens("a*c"), Truth.YES),
        (tokens("**"), tokens("*"), Truth.YES),
        (tokens("a${aws:username}"), literal("ab"), Truth.UNKNOWN),
        (tokens("${*}"), literal("*"), Truth.YES),
        (tokens("${*}"), literal("a"), Truth.NO),
        # The bucket's own name, another's, and patterns that its made-up name may have.
        (arn(BUCKET, "/*"), arn(BUCKET, "/", STAR), Truth.YES),
        (arn(OTHER, "/*"), arn(BUCKET, "/", STAR), Truth.NO),
        (arn("logs/*"), arn(BUCKET, "/", STAR), Truth.NO),
        (arn("mystack-*"), arn(BUCKET, "/", STAR), Truth.UNKNOWN),
        (arn("*-logs/*"), arn(BUCKET, "/", STAR), Truth.UNKNOWN),
        (arn(NAME, "/*"), arn(NAME, "/", STAR), Truth.YES),
        (arn(NAME, "/*"), arn("logs", "/", STAR), Truth.UNKNOWN),
        (arn(NAME, "/in/*"), arn(NAME, "/", STAR), Truth.NO),
        (arn("*"), arn(NAME), Truth.YES),
        # Region and account of the deployment.
        (literal("arn:aws:kms:eu-west-1:111111111111:key/x"), (*literal("arn:aws:kms:"), HERE), Truth.NO),
        (literal("arn:aws:sns:eu-west-1:1:t"), (*"arn:", PARTITION, *":sns:", HERE, *":", HERE, *":t"), Truth.YES),
    ],
)
def test_covers(pattern: Text, text: Text, answer: Truth) -> None:
    assert covers(pattern, text) is answer


def test_any_partition_is_the_same_place() -> None:
    assert covers(literal("arn:aws-cn:s3:::logs"), literal("arn:aws:s3:::logs")) is Truth.YES
    assert covers(tokens("arn:*"), literal("arn:aws:s3:::logs")) is Truth.YES


def test_meets_asks_for_one_common_text() -> None:
    assert meets(tokens("a*"), tokens("*b")) is Truth.YES
    assert meets(tokens("a*"), tokens("b*")) is Truth.NO
    assert meets((NAME,), tokens("b*")) is Truth.UNKNOWN
