"""Files that look like templates from afar and belong to other tools, so that a user is told what they are."""

FORMATS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Kubernetes manifest", ("apiVersion", "kind")),
    ("Helm chart", ("apiVersion", "name", "version")),
    ("OpenAPI document", ("openapi",)),
    ("Swagger document", ("swagger",)),
    ("GitHub Actions workflow", ("on", "jobs")),
    ("GitHub action", ("name", "runs")),
    ("Docker Compose file", ("services",)),
    ("CodeBuild buildspec", ("version", "phases")),
    ("CodeDeploy AppSpec", ("version", "Resources")),
    ("CodeDeploy AppSpec", ("version", "hooks")),
    ("Serverless Framework configuration", ("service", "provider")),
    ("CircleCI configuration", ("version", "jobs")),
    ("SAM CLI configuration", ("version", "default")),
    ("npm lock file", ("lockfileVersion",)),
    ("npm package", ("name", "version")),
    ("npm package", ("devDependencies",)),
    ("npm package", ("dependencies", "scripts")),
    ("TypeScript configuration", ("compilerOptions",)),
    ("MkDocs configuration", ("site_name",)),
    ("pre-commit configuration", ("repos",)),
    ("CloudFormation resource schema", ("typeName", "properties")),
    ("JSON Schema", ("$schema",)),
    ("IAM policy document", ("Statement",)),
    ("Step Functions state machine", ("StartAt", "States")),
    ("CDK application configuration", ("app",)),
    ("CDK construct tree", ("version", "tree")),
    ("CDK asset manifest", ("version", "files", "dockerImages")),
    ("Terraform provider schemas", ("format_version", "provider_schemas")),
    ("Terraform validation result", ("format_version", "valid")),
    ("GitLab CI pipeline", ("stages",)),
    ("Azure pipeline", ("pool", "steps")),
    ("awslint rule", ("id", "resource", "require")),
)
"""What a mapping is when it has all of these keys; the first that fits counts."""

LISTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Ansible playbook", ("hosts",)),
    ("Ansible playbook", ("import_playbook",)),
    ("pre-commit hooks", ("id", "entry", "language")),
    ("CloudFormation Guard test", ("input", "expectations")),
)
"""What a list is when its first entry has all of these keys."""

MOST_KEYS = 4
LONGEST_KEY = 40


def describe(data: object) -> str:
    """Say what a document that is neither template nor plan seems to be, and what shows it."""
    if isinstance(data, dict):
        return _named(data, FORMATS) or _pipeline(data) or _keys(data)
    if isinstance(data, list):
        first = data[0] if data else None
        named = _named(first, LISTS) if isinstance(first, dict) else None
        return named or "a list, where templates and plans have a mapping"
    return "empty" if data is None else "plain text"


def _named(data: dict[str, object], formats: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    for name, keys in formats:
        if all(key in data for key in keys):
            return f"{name} ({', '.join(keys)})"
    return None


def _pipeline(data: dict[str, object]) -> str | None:
    for name, job in data.items():
        if isinstance(job, dict) and "script" in job:
            return f"GitLab CI pipeline ({_shown(name)} has a script)"
    return None


def _keys(data: dict[str, object]) -> str:
    if not data:
        return "an empty mapping"
    names = ", ".join(_shown(name) for name in list(data)[:MOST_KEYS]) + (", ..." if len(data) > MOST_KEYS else "")
    return f"no section of a template or a plan (has {names})"


def _shown(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_KEY else name[: LONGEST_KEY - 3] + "..."
