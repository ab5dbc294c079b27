"""The cloud assembly of a real app (fixtures/cdk/shop): stacks, stages, nested stacks, constructs, source lines."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from awslint.frontends.cloudformation import Settings, Template, cdk
from awslint.frontends.part import Part
from awslint.knowledge.facts import Knowledge
from awslint.model.place import Place
from awslint.model.resource import Resource
from awslint.source.document import Document
from awslint.source.reading import read
from tests.frontends.cloudformation.loading import shown

SHOP = Path(__file__).parents[3] / "fixtures" / "cdk" / "shop"


@dataclass
class Run:
    """An assembly as a run loads it."""

    folder: Path
    documents: dict[str, Document] = field(default_factory=dict)

    def add(self, document: Document) -> str:
        self.documents[document.uri] = document
        return document.uri

    def template(self, base: str, target: str) -> Template | None:
        path = Path(base).parent / target
        if not path.is_file():
            return None
        document = read(path.as_posix(), path.read_bytes()).documents[0]
        self.add(document)
        return Template(document.uri, document.data, document.text_at, document.uri)

    def parts(self) -> tuple[Part, ...]:
        manifest = self.template((self.folder / "cdk.out" / "x").as_posix(), "manifest.json")
        assert manifest is not None
        return cdk.load([manifest], Settings(), Knowledge(), self.template, self.add)

    def resources(self) -> dict[str, Resource]:
        """By template file and address, relative to cdk.out."""
        folder = (self.folder / "cdk.out").as_posix() + "/"
        return {key.removeprefix(folder): one for part in self.parts() for key, one in part.resources.items()}

    def shown(self, resource: Resource) -> tuple[str, int, int, int, int] | None:
        """Where a finding in a resource is shown."""
        if resource.shown_at is None:
            return None
        document = self.documents[resource.shown_at.document]
        span = document.span(resource.shown_at.path)
        file = Path(document.uri).relative_to(self.folder).as_posix()
        return file, span.start_line, span.start_column, span.end_line, span.end_column


@pytest.fixture
def run() -> Run:
    return Run(SHOP)


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Run]:
    """A copy of the app that a test may change."""
    shutil.copytree(SHOP, tmp_path / "shop")
    yield Run(tmp_path / "shop")


ARCHIVE = "Storage.template.json#ArchiveNestedStackArchiveNestedStackResourceCB0E4F37"


def test_all_stacks_are_read_once(run: Run) -> None:
    files = sorted({key.partition("#")[0] for key in run.resources()})
    assert files == [
        "Storage.template.json",
        "Web.template.json",
        "assembly-Prod/ProdStorage0EF194CB.template.json",
        "assembly-Prod/ProdWebF45B1510.template.json",
    ]


def test_a_resource_is_shown_where_the_user_made_it(run: Run) -> None:
    bucket = run.resources()["Storage.template.json#Uploads4F6EB0FD"]
    assert run.shown(bucket) == ("lib/storage-stack.js", 21, 20, 21, 52)
    assert bucket.place.path == ("Resources", "Uploads4F6EB0FD")
    (construct,) = bucket.origins
    assert construct.role == "construct"
    assert construct.message == "the construct Storage/Uploads/Resource"
    assert construct.address == "Storage/Uploads/Resource"
    assert construct.place == bucket.shown_at


def test_a_stage_has_constructs_and_an_environment_of_its_own(run: Run) -> None:
    bucket = run.resources()["assembly-Prod/ProdStorage0EF194CB.template.json#Uploads4F6EB0FD"]
    assert bucket.origins[-1].address == "Prod/Storage/Uploads/Resource"
    assert run.shown(bucket) == ("lib/storage-stack.js", 21, 20, 21, 52)
    assert bucket.region is not None
    assert shown(bucket.region) == "eu-west-1"
    assert run.resources()["Storage.template.json#Uploads4F6EB0FD"].region is None


def test_a_nested_stack_is_found_by_its_asset(run: Run) -> None:
    queue = run.resources()[f"{ARCHIVE}/Late8EB36F4F"]
    assert [origin.role for origin in queue.origins] == ["parent-stack", "construct"]
    assert queue.origins[-1].address == "Storage/Archive/Late/Resource"
    assert run.shown(queue) == ("lib/storage-stack.js", 10, 18, 10, 95)
    assert queue.place.document.endswith("cdk.out/StorageArchive95A1486B.nested.template.json")


def test_imports_meet_exports_within_an_environment(run: Run) -> None:
    function = run.resources()["Web.template.json#Handler886CB40B"].properties
    variables = function.entries["Environment"].entries["Variables"]  # type: ignore[union-attr]
    name = variables.entries["BUCKET"]  # type: ignore[union-attr]
    assert name.refers_to is not None  # type: ignore[union-attr]
    assert name.refers_to.target.endswith("Storage.template.json#Uploads4F6EB0FD")  # type: ignore[union-attr]


def test_what_the_cdk_adds_for_itself_is_not_judged(run: Run) -> None:
    unjudged = sorted(key for key, one in run.resources().items() if not one.judged)
    assert unjudged == [
        f"{ARCHIVE}/CDKMetadata",
        "Storage.template.json#CDKMetadata",
        "Web.template.json#CDKMetadata",
        *(
            f"assembly-Prod/{name}"
            for name in (
                "ProdStorage0EF194CB.template.json#ArchiveNestedStackArchiveNestedStackResourceCB0E4F37/CDKMetadata",
                "ProdStorage0EF194CB.template.json#CDKMetadata",
                "ProdWebF45B1510.template.json#CDKMetadata",
            )
        ),
    ]


def test_the_check_of_the_bootstrap_makes_no_worlds(run: Run) -> None:
    for part in run.parts():
        assert part.constraints == {}
        assert not any("BootstrapVersion" in variable for variable in part.variables)


@pytest.mark.parametrize("name", ["Role3B1BD092", "Handler9D90184F"])
@pytest.mark.parametrize("stack", ["Storage", "assembly-Prod/ProdStorage0EF194CB"])
def test_the_framework_s_own_helpers_are_judged_and_marked(run: Run, name: str, stack: str) -> None:
    helper = run.resources()[f"{stack}.template.json#CustomS3AutoDeleteObjectsCustomResourceProvider{name}"]
    assert helper.judged
    assert [origin.role for origin in helper.origins] == ["construct", "framework"]
    assert helper.origins[1].message == "a helper that aws-cdk-lib adds by itself"
    # No line of the user's made it.
    assert helper.shown_at is None


def test_the_user_s_own_resources_are_no_helpers(run: Run) -> None:
    marked = {
        one.address for one in run.resources().values() if any(origin.role == "framework" for origin in one.origins)
    }
    assert all(address.startswith("CustomS3AutoDeleteObjects") for address in marked)


def test_a_construct_without_a_frame_takes_that_of_its_nearest(run: Run) -> None:
    policy = run.resources()["Web.template.json#HandlerServiceRoleDefaultPolicyCBD0CC91"]
    assert policy.origins[0].address == "Web/Handler/ServiceRole/DefaultPolicy/Resource"
    assert run.shown(policy) == ("lib/web-stack.js", 9, 21, 9, 59)


def test_without_the_source_the_template_is_shown(moved: Run) -> None:
    shutil.rmtree(moved.folder / "lib")
    bucket = moved.resources()["Storage.template.json#Uploads4F6EB0FD"]
    assert bucket.shown_at is None
    assert bucket.origins[0].place is None
    assert bucket.origins[0].message == (
        "the construct Storage/Uploads/Resource, created at lib/storage-stack.js:21:20"
    )


def test_a_source_that_has_become_shorter_is_not_pointed_into(moved: Run) -> None:
    file = moved.folder / "lib" / "storage-stack.js"
    file.write_text("\n".join(file.read_text().split("\n")[:10]))
    resources = moved.resources()
    assert resources["Storage.template.json#Uploads4F6EB0FD"].shown_at is None
    assert resources[f"{ARCHIVE}/Late8EB36F4F"].shown_at is not None


def test_sources_above_the_app_are_found_up_to_the_repository(moved: Run) -> None:
    shared = moved.folder.parent / "lib"
    shutil.move(moved.folder / "lib", shared)
    found = moved.resources()["Storage.template.json#Uploads4F6EB0FD"].shown_at
    assert found == Place((shared / "storage-stack.js").as_posix(), (21, 20))
    (moved.folder / ".git").mkdir()
    assert moved.resources()["Storage.template.json#Uploads4F6EB0FD"].shown_at is None


def test_a_missing_template_is_a_diagnostic_and_the_rest_is_read(moved: Run) -> None:
    (moved.folder / "cdk.out" / "Web.template.json").unlink()
    problems = [problem for part in moved.parts() for problem in part.problems]
    assert [(problem.code, problem.message) for problem in problems if problem.severity == "error"] == [
        ("missing-template", "the assembly names Web.template.json, which is not there")
    ]
    assert problems[0].place.path == ("artifacts", "Web", "properties", "templateFile")
    assert "Storage.template.json#Uploads4F6EB0FD" in moved.resources()


def test_without_path_metadata_the_logical_id_leads_to_the_construct(moved: Run) -> None:
    for file in moved.folder.rglob("*.template.json"):
        file.write_text(file.read_text().replace('"aws:cdk:path"', '"was"'))
    resources = moved.resources()
    bucket, queue = resources["Storage.template.json#Uploads4F6EB0FD"], resources[f"{ARCHIVE}/Late8EB36F4F"]
    assert bucket.origins[0].address == "Storage/Uploads/Resource"
    assert queue.origins[-1].address == "Storage/Archive/Late/Resource"


def test_without_asset_metadata_the_uploaded_name_leads_to_the_template(moved: Run) -> None:
    for file in moved.folder.rglob("*.template.json"):
        file.write_text(file.read_text().replace('"aws:asset:path"', '"was"'))
    assert f"{ARCHIVE}/Late8EB36F4F" in moved.resources()
