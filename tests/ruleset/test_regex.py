"""Which regular expressions a rule file may hold."""

import pytest

from awslint.ruleset.regex import Unsafe, check


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^(aurora|docdb|neptune)",
        r"^arn:aws[a-z-]*:kms:[^:]+:\d{12}:key/.+$",
        r"^TLS-?1\.[23]",
        "(abc{2,3})?",
        "a+b+c*",
        "(?=.*[0-9])(?!x)y",
        r"[(+*?]+\(\+",
        r"[^\]]+",
        "a{2}{",
        "(?:a|b)*?c",
        "([a-z]{1,8}){3}",
        r"^([0-9]{1,3}\.){3}[0-9]{1,3}$",
        "^(foo|bar)+$",
        "(colou?r){2}",
    ],
)
def test_allowed(pattern: str) -> None:
    check(pattern)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a+)+", "nested quantifiers"),
        ("(a*)*$", "nested quantifiers"),
        ("((ab)+c)*", "nested quantifiers"),
        ("(x|(y{2,})z)+", "nested quantifiers"),
        ("(a{1,500})+", "nested quantifiers"),
        ("(?:[a-z]+-)*", "nested quantifiers"),
        ("(a+){50,}", "nested quantifiers"),
        ("([a-z]{1,8})+", "in several ways"),
        ("(a|a)*b", "in several ways"),
        ("(a|ab)*c", "in several ways"),
        (r"(\d|\w)+$", "in several ways"),
        ("(a?){30}a{30}", "in several ways"),
        ("((a|ab)c)*", "in several ways"),
        (r"(a)\1", "back-reference"),
        ("(?<=a)b", "look-behind"),
        ("(?<!a)b", "look-behind"),
        ("(?P<n>a)", "not in the language"),
        ("(?i)abc", "not in the language"),
        (r"\Aabc", "not in the language"),
        (r"abc\Z", "not in the language"),
        ("a++", "possessive"),
        ("[]a]", "character class"),
        ("(a", "not a regular expression"),
        ("a)", "not a regular expression"),
        ("*a", "not a regular expression"),
        ("a" * 1001, "more than 1000 characters"),
    ],
)
def test_refused(pattern: str, why: str) -> None:
    with pytest.raises(Unsafe, match=why):
        check(pattern)
