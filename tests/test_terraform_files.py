"""What a `.tf.json` configuration takes along when a single file of it is named."""

from pathlib import Path

from awslint.source.document import Document
from awslint.source.reading import read
from awslint.terraform_files import taken_along


def _written(folder: Path, files: dict[str, str]) -> list[Document]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    first = folder / next(iter(files))
    return list(read(first.as_posix(), first.read_bytes()).documents)


def test_variable_files_and_local_modules(tmp_path: Path) -> None:
    documents = _written(
        tmp_path,
        {
            "root/main.tf.json": '{"module": {"a": {"source": "../a"}, "far": {"source": "x/y/z"}}}',
            "root/terraform.tfvars.json": '{"x": 1}',
            "root/prod.auto.tfvars.json": '{"x": 2}',
            "root/other.tfvars.json": '{"x": 3}',
            "a/main.tf.json": '{"module": [{"b": [{"source": "./b"}]}]}',
            "a/terraform.tfvars.json": '{"x": 4}',
            "a/b/main.tf.json": '{"module": {"back": {"source": "../../root"}}}',
        },
    )
    found = [(kind, Path(one.uri).relative_to(tmp_path).as_posix()) for kind, one in taken_along(documents)]
    assert found == [
        ("tfvars", "root/prod.auto.tfvars.json"),
        ("tfvars", "root/terraform.tfvars.json"),
        ("tf_json", "a/main.tf.json"),
        ("tf_json", "a/b/main.tf.json"),
    ]


def test_a_module_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    documents = _written(tmp_path, {"main.tf.json": '{"module": {"a": {"source": "./gone"}}}'})
    assert list(taken_along(documents)) == []
