"""Patterns of paths, as .gitignore means them."""

import pytest

from awslint.configuration.globs import matches


@pytest.mark.parametrize(
    ("pattern", "path", "yes"),
    [
        ("legacy", "legacy/web.yaml", True),
        ("legacy", "app/legacy/web.yaml", True),
        ("/legacy", "app/legacy/web.yaml", False),
        ("./legacy", "legacy/web.yaml", True),
        ("app/legacy", "legacy/web.yaml", False),
        ("legacy/**", "legacy/a/b.yaml", True),
        ("legacy/*", "legacy/a/b.yaml", True),
        ("legacy/*.yaml", "legacy/a/b.yaml", False),
        ("legacy/**/*.yaml", "legacy/b.yaml", True),
        ("legacy/**/*.yaml", "legacy/a/c/b.yaml", True),
        ("legacy/**/*.yaml", "legacy/a/c/b.json", False),
        ("**/test", "a/b/test/t.yaml", True),
        ("*.test.yaml", "a/b/c.test.yaml", True),
        ("*.test.yaml", "a/b/c.yaml", False),
        ("a?c.yaml", "abc.yaml", True),
        ("a?c.yaml", "a/c.yaml", False),
        ("v[12]", "v2/web.yaml", True),
        ("v[12]", "v3/web.yaml", False),
        ("web.yaml", "web_yaml", False),
        ("leg", "legacy/web.yaml", False),
        ("Legacy", "legacy/web.yaml", False),
        ("**", "a/b.yaml", True),
    ],
)
def test_patterns(pattern: str, path: str, yes: bool) -> None:
    assert matches(pattern, path) is yes


@pytest.mark.parametrize("pattern", ["**/" * 60 + "x", "*a" * 60 + "b", "a*" * 100])
def test_no_pattern_takes_for_ever(pattern: str) -> None:
    assert not matches(pattern, "/".join(["b" + "a" * 200] * 60))
