"""What a file may cost. Files come from strangers, and one of them must never stop the others from being judged."""

from awslint.model.record import record

MEGABYTE = 1024 * 1024


@record()
class Limits:
    """Bounds on one file.

    ``depth`` stays well below Python's recursion limit, so that those who walk the data may recurse; the deepest
    document seen in practice, a plan with nested modules, has some 40 levels. ``yaml_nodes`` bounds what is written
    in a YAML file, ``repeated_nodes`` what aliases and merge keys would add to it if they were written out.
    """

    json_bytes: int = 512 * MEGABYTE
    yaml_bytes: int = 20 * MEGABYTE
    depth: int = 200
    yaml_nodes: int = 1_000_000
    repeated_nodes: int = 1_000_000
