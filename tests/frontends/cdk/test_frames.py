"""What stack frames say, in the forms that CDK's languages write them."""

import pytest

from awslint.frontends.cloudformation.cdk.frames import Frame, first_own
from awslint.frontends.cloudformation.cdk.sources import source_document


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        (["new Shop (/home/me/app/lib/shop.ts:31:5)"], Frame("/home/me/app/lib/shop.ts", 31, 5)),
        (["/home/me/app/bin/shop.ts:3:1"], Frame("/home/me/app/bin/shop.ts", 3, 1)),
        (["at Object.<anonymous> (C:\\app\\bin\\shop.js:3:1)"], Frame("C:/app/bin/shop.js", 3, 1)),
        (["file:///home/me/app/shop.mjs:3:1"], Frame("/home/me/app/shop.mjs", 3, 1)),
        (['File "/home/me/app/shop.py", line 12, in __init__'], Frame("/home/me/app/shop.py", 12, 1)),
        (
            [
                "...new Bucket2 in aws-cdk-lib...",
                "new Bucket (/home/me/app/node_modules/aws-cdk-lib/aws-s3/lib/bucket.js:1:2)",
                "new Shop (/home/me/my app/lib/shop.ts:31:5)",
                "main (/home/me/my app/bin/shop.ts:1:1)",
            ],
            Frame("/home/me/my app/lib/shop.ts", 31, 5),
        ),
        (["...aws-cdk-lib...", "(no user code in 10 frames, use --stack-trace-limit to capture more)"], None),
        (["stack traces disabled"], None),
        ([1, None, {}], None),
    ],
)
def test_frame(frames: list[object], expected: Frame | None) -> None:
    assert first_own(frames) == expected


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_place_is_the_rest_of_its_line(line_break: str) -> None:
    document = source_document("a.ts", f"one{line_break}  two();  {line_break}\U0001f600 three")
    second = document.span((2, 3))
    assert (second.start_line, second.start_column, second.end_line, second.end_column) == (2, 3, 2, 9)
    assert document.span((3, 1)).end_column == 9  # the astral character counts twice
    beyond = document.span((9, 9))
    assert (beyond.start_line, beyond.end_line) == (3, 3)
