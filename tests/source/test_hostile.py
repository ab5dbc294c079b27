"""Files from strangers: each is read or refused in bounded time, and nothing is raised."""

import json
import subprocess
import sys
import time

import pytest

from awslint.source.reading import read

MILLION = 1_000_000


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]" for level in range(1, levels)]
    return "\n".join(lines)


REFUSED = {
    "alias bomb": (bomb(20), "alias-limit"),
    "merge bomb": (
        "a: &a {" + ",".join(f"k{index}: 1" for index in range(2000)) + "}\nb: {<<: [" + "*a," * 20_000 + "]}",
        "alias-limit",
    ),
    "aliases nested by aliases": (
        "a0: &a0 [1]\n" + "\n".join(f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, 3000)),
        "too-deep",
    ),
    "flow mappings": ("{a: " * MILLION, "too-deep"),
    "flow lists": ("[" * MILLION, "too-deep"),
    "dashes": ("- " * MILLION, "too-deep"),
    "indentation": ("\n".join(" " * level + "a:" for level in range(2000)), "too-deep"),
    "tags": ("!Sub [" * MILLION, "too-deep"),
    "many values": ("[" + "a," * 3 * MILLION + "]", "too-large"),
    "open quote": ("a: '" + "x y" * 3 * MILLION, "syntax"),
    "one long line without a colon": ("x y" * 3 * MILLION + "\nb: 1", "syntax"),
}

READ = {
    "long plain scalar": "a: " + "x" * 10 * MILLION,
    "long quoted scalar": 'a: "' + "x # y " * 2 * MILLION + '"',
    "long block scalar": "a: |\n" + "  # x\n" * 2 * MILLION,
    "comments": "# x\n" * MILLION + "a: 1",
    "one long comment": "a: 1 #" + " #" * 5 * MILLION,
    "long tag": "!" + "a" * 5 * MILLION + " x",
    "long number": "a: " + ":".join(["1"] * 3 * MILLION),
    "flow on one line": "{" + ",".join(f"k{index}: [{index}, x]" for index in range(100_000)) + "}",
    "json strings": '["' + '\\"' * 5 * MILLION + '"]',
    "json numbers": json.dumps(list(range(MILLION))),
    "json duplicates": "{" + ",".join(['"k": 1'] * MILLION) + "}",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("uri", ["t.yaml", "t.json"])
def test_refused(name, uri):
    text, code = REFUSED[name]
    started = time.monotonic()
    found = read(uri, text.encode())
    assert time.monotonic() - started < 30
    assert found.documents == ()
    assert [one.severity for one in found.diagnostics] == ["error"]
    # The JSON error of a .json file may come first; it is one of syntax then.
    assert found.diagnostics[0].code in ((code,) if uri == "t.yaml" else (code, "syntax"))


@pytest.mark.parametrize("name", READ)
def test_read(name):
    started = time.monotonic()
    found = read("t.yaml", READ[name].encode())
    (document,) = found.documents
    assert not any(one.severity == "error" for one in found.diagnostics)
    document.comments()
    document.span(("a",))
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("levels", [150, 300, 5000, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_depth_of_json(levels, opening, closing):
    found = read("t.json", (opening * levels + "1" + closing * levels).encode())
    if levels == 150:
        assert len(found.documents) == 1
        path = (0,) * 150 if opening == "[" else ("a",) * 150
        assert found.documents[0].text_at(path) == "1"
        return
    (error,) = found.diagnostics
    assert error.code == "too-deep"
    assert error.span.start_column == 200 * len(opening) + 1


def test_brackets_in_strings_have_no_depth():
    text = json.dumps({"a": "[{" * 1000, "b": ["]"] * 300})
    assert read("t.json", text.encode()).documents[0].data == json.loads(text)


def test_a_bomb_below_the_limit_is_shared_not_copied():
    (document,) = read("t.yaml", bomb(6).encode()).documents
    assert document.data["a5"][0] is document.data["a5"][8] is document.data["a4"]
    assert document.span(("a5", 8, 8, 8, 8, 8, 0)).start_line == 1


def test_merges_in_a_chain_do_not_nest(document):
    chain = "\n".join(f"a{level}: &a{level} {{<<: *a{level - 1}, k{level}: 1}}" for level in range(1, 400))
    found = document("a0: &a0 {k0: 1}\n" + chain)
    assert len(found.data["a399"]) == 400


def test_reading_is_deterministic_and_light():
    """PyYAML is not imported for JSON, and the garbage collector is left as it was."""
    program = (
        "import gc, sys; from awslint.source.reading import read; "
        "read('t.json', b'{\"a\": 1}'); print('yaml' in sys.modules, gc.isenabled()); "
        "read('t.yaml', b'a: ['); print('yaml' in sys.modules, gc.isenabled()); "
        "gc.disable(); read('t.yaml', b'a: 1'); print(gc.isenabled())"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True", "True", "True", "False"]
