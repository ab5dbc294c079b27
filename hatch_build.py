"""Compiles the rules into the wheel, so that an installed awslint needs neither their files nor the schemas."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the compiled rules and tables into the wheel. An editable install compiles them when it first runs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the index.

        Raises RuntimeError, naming every place, when a rule file is wrong.
        """
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from awslint.ruleset.compiling import compile_index, compile_terraform
        finally:
            sys.path.remove(str(root))
        compiled = compile_index(root / "rules", root / "awslint" / "knowledge")
        if compiled.problems:
            raise RuntimeError("\n".join(compiled.problems))
        folder = Path(tempfile.mkdtemp(prefix="awslint-compiled-"))
        tables = compile_terraform(root / "awslint" / "knowledge")
        for name, content in (("index.json", compiled.content), ("terraform.json", tables)):
            (folder / name).write_bytes(content)
            build_data["force_include"][str(folder / name)] = f"awslint/{name}"
