"""A generated plan, read and checked: `python bench/terraform_plan.py [--resources N] [--keep FILE] [--check]`.

The plan has modules with for_each, buckets with their helpers by count, security groups with rules of two styles,
subnets whose network is lost in a local, and databases with unknown keys: what makes joins expensive. Time has to grow
linearly; the design's budget is 30 seconds and eight times the file's size in memory for 100,000 resources.
"""

import argparse
import json
import resource as limits
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PER_MODULE = 20
Json = dict[str, object]


def plan(size: int) -> Json:
    """A plan of about this many resources."""
    modules = [f"team-{number}.x" for number in range(max(1, size // PER_MODULE))]
    pairs = {key: list(_module(key, number)) for number, key in enumerate(modules)}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {
            "root_module": {
                "child_modules": [
                    {"address": f'module.team["{key}"]', "resources": [planned for planned, _ in found]}
                    for key, found in pairs.items()
                ]
            }
        },
        "resource_changes": [change for found in pairs.values() for _, change in found],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}},
            "root_module": {
                "module_calls": {
                    "team": {"source": "./team", "for_each_expression": {}, "module": {"resources": _configuration()}}
                }
            },
        },
    }


def _module(key: str, number: int) -> Iterator[tuple[Json, Json]]:
    def one(type_: str, name: str, values: Json, unknown: Json, index: int | None = None) -> tuple[Json, Json]:
        place = "" if index is None else f"[{index}]"
        address = f'module.team["{key}"].{type_}.{name}{place}'
        head: Json = {
            "address": address, "mode": "managed", "type": type_, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0,
        }  # fmt: skip
        # Real plans hold everything that nobody wrote: about twenty attributes, null or unknown.
        values = {**values, **dict.fromkeys((f"optional_argument_{number}" for number in range(12)), None)}
        unknown = {**unknown, **dict.fromkeys((f"computed_argument_{number}" for number in range(12)), True)}
        if index is not None:
            head["index"] = index
        change = {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}
        return {**head, "values": values, "sensitive_values": {}}, {**head, "change": change}

    yield one("aws_vpc", "main", {"cidr_block": f"10.{number % 250}.0.0/16"}, {"id": True, "arn": True})
    for index in range(3):
        name = {"bucket": f"b-{number}-{index}"} if index else {}
        yield one("aws_s3_bucket", "data", {"force_destroy": False, **name}, {"id": True, "arn": True}, index)
        status = [{"status": "Enabled"}]
        yield one("aws_s3_bucket_versioning", "data", {"versioning_configuration": status}, {"bucket": True}, index)
        flags = {"block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True}
        yield one("aws_s3_bucket_public_access_block", "data", dict(flags), {"bucket": True}, index)
    ingress = [{"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}]
    for index in range(2):
        yield one("aws_subnet", "zone", {"cidr_block": f"10.0.{index}.0/24"}, {"id": True, "vpc_id": True}, index)
        yield one("aws_security_group", "web", {"ingress": ingress}, {"id": True, "vpc_id": True}, index)
        rule = {"from_port": 22, "to_port": 22, "ip_protocol": "tcp", "cidr_ipv4": "10.0.0.0/8"}
        yield one("aws_vpc_security_group_ingress_rule", "ssh", rule, {"security_group_id": True}, index)
    database = {"engine": "postgres", "storage_encrypted": True, "multi_az": bool(number % 2)}
    yield one("aws_db_instance", "main", database, {"kms_key_id": True, "id": True})
    yield one("aws_kms_key", "k", {"enable_key_rotation": True}, {"arn": True, "id": True})
    yield one("aws_iam_role", "r", {"name": f"r-{number}", "assume_role_policy": "{}"}, {"arn": True})
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    yield one("aws_iam_role_policy", "p", {"name": "p", "policy": policy, "role": f"r-{number}"}, {})


def _configuration() -> list[Json]:
    def block(type_: str, name: str, /, **expressions: Json) -> Json:
        return {
            "address": f"{type_}.{name}", "mode": "managed", "type": type_, "name": name,
            "provider_config_key": "aws", "expressions": expressions,
        }  # fmt: skip

    def to(*references: str) -> Json:
        return {"references": list(references)}

    bucket = to("aws_s3_bucket.data", "count.index")
    set_: Json = {"constant_value": True}
    return [
        block("aws_vpc", "main", cidr_block=set_),
        block("aws_s3_bucket", "data", bucket=set_),
        block("aws_s3_bucket_versioning", "data", bucket=bucket),
        block("aws_s3_bucket_public_access_block", "data", bucket=bucket, block_public_acls=set_),
        block("aws_subnet", "zone", vpc_id=to("local.vpc")),
        block("aws_security_group", "web", vpc_id=to("aws_vpc.main.id", "aws_vpc.main")),
        block(
            "aws_vpc_security_group_ingress_rule", "ssh", security_group_id=to("aws_security_group.web", "count.index")
        ),
        block("aws_db_instance", "main", kms_key_id=to("aws_kms_key.k.arn", "aws_kms_key.k"), multi_az=set_),
        block("aws_kms_key", "k", enable_key_rotation=set_),
        block("aws_iam_role", "r", name=set_),
        block("aws_iam_role_policy", "p", role=to("aws_iam_role.r.name", "aws_iam_role.r"), policy=set_),
    ]


def measure(file: Path) -> None:
    """Time the front end alone on a plan that is already parsed."""
    sys.path.insert(0, str(ROOT))
    from awslint.frontends.terraform import Input, Settings, load
    from awslint.ruleset import index

    data = json.loads(file.read_bytes())
    knowledge, tables = index.load().knowledge, index.terraform_tables()
    begun = time.perf_counter()
    part = load([Input("P", "plan", data, file.name)], Settings(), knowledge, tables)
    loaded = time.perf_counter()
    values = 0
    for one in part.resources.values():
        values += sum(1 for name in one.properties.entries if one.properties.entries[name] is not None)
    done = time.perf_counter()
    print(f"front end: {len(part.resources)} resources in {loaded - begun:.2f} s, ", end="")
    print(f"all {values} properties in {done - loaded:.2f} s")


def check(file: Path, profile: str) -> None:
    """Time a whole check with the rules of a profile as its own process."""
    begun = time.perf_counter()
    options = ["--profile", profile, "-q", "-f", "json", "--isolated"]
    command = [sys.executable, "-m", "awslint", "check", str(file), *options]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    took = time.perf_counter() - begun
    usage = limits.getrusage(limits.RUSAGE_CHILDREN)
    peak, size = usage.ru_maxrss * 1024, file.stat().st_size
    print(f"whole check, {profile}: {took:.1f} s, {usage.ru_utime + usage.ru_stime:.1f} s of processor time, ", end="")
    print(f"peak memory {peak / 1e6:.0f} MB, {peak / size:.1f} times the file")


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="write the plan here and keep it")
    parser.add_argument("--check", action="store_true", help="run the whole program too")
    parser.add_argument("--profile", choices=["recommended", "all"], default="recommended", help="with these rules")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = arguments.keep or Path(folder) / "plan.json"
        file.write_text(json.dumps(plan(arguments.resources), separators=(",", ":")))
        print(f"plan: {file.stat().st_size / 1e6:.1f} MB")
        measure(file)
        if arguments.check:
            check(file, arguments.profile)


if __name__ == "__main__":
    main()
