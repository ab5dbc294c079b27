"""The questions about secrets that a rule may ask."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.question import Question
from awslint.analysis.secrets.found import Secret, open_parts, secrets_in
from awslint.model.finding import Evidence, Outcome
from awslint.model.graph import Output
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Sequence, Unknown, Value
from awslint.query.view import View

_ACCESS_KEY = "AWS::IAM::AccessKey"
# Terraform marks the whole JSON text of the containers when anything in it is sensitive, be it a variable or not.
_TASK = "AWS::ECS::TaskDefinition"
_FROM_CODE = "SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues"
# Where each type holds what everyone reads who may describe it.
_ENVIRONMENT: Mapping[str, tuple[str, ...]] = {
    "AWS::Lambda::Function": ("Environment.Variables",),
    _TASK: ("ContainerDefinitions[*].Environment[*].Value",),
    "AWS::CodeBuild::Project": ("Environment.EnvironmentVariables[*].Value",),
    "AWS::AppRunner::Service": (
        "SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables[*].Value",
        f"{_FROM_CODE}.RuntimeEnvironmentVariables[*].Value",
    ),
}
_USER_DATA: Mapping[str, tuple[str, ...]] = {
    "AWS::EC2::Instance": ("UserData",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData.UserData",),
    "AWS::AutoScaling::LaunchConfiguration": ("UserData",),
}
_PARAMETER = {"AWS::SSM::Parameter": ("Value",)}
# What says which resource is meant, and no more.
_IDENTITY = re.compile(r"(Arn|ARN|Id)$")
_PASSWORDS: Mapping[str, tuple[str, ...]] = {
    "AWS::RDS::DBInstance": ("MasterUserPassword",),
    "AWS::RDS::DBCluster": ("MasterUserPassword",),
    "AWS::DocDB::DBCluster": ("MasterUserPassword",),
    "AWS::Redshift::Cluster": ("MasterUserPassword",),
    "AWS::ElastiCache::ReplicationGroup": ("AuthToken",),
    "AWS::DirectoryService::MicrosoftAD": ("Password",),
    "AWS::DirectoryService::SimpleAD": ("Password",),
}


def _readable_in(view: View, resource: Resource, paths: tuple[str, ...]) -> Outcome:
    found: list[Evidence] = []
    left: list[Evidence] = []
    for path in paths:
        for value in _values(view, resource, path):
            for secret in _once(secrets_in(view, value)):
                sure = resource.type != _TASK or resource.language != "terraform" or secret.source is not None
                (found if sure else left).append(_evidence(view, resource, secret))
            left.extend(view.evidence(resource, one) for one in open_parts(view, value))
    if found:
        return Outcome(Truth.YES, tuple(found))
    return Outcome(Truth.UNKNOWN, tuple(left)) if left else Outcome(Truth.NO)


def _evidence(view: View, resource: Resource, secret: Secret) -> Evidence:
    at = view.evidence(resource, secret.value, secret.words)
    related = () if secret.source is None else (secret.source,)
    return Evidence(at.resource, at.place, at.path, secret.words, related=related)


def _once(secrets: Iterator[Secret]) -> Iterator[Secret]:
    """Each secret once for each place."""
    seen = set()
    for secret in secrets:
        where = (secret.keys, secret.value.place.path)
        if where not in seen:
            seen.add(where)
            yield secret


def _values(view: View, resource: Resource, path: str) -> Iterator[Value]:
    pending: list[Value] = [resource.attributes if path.startswith("@") else view.resolve(resource.properties)]
    for step in path.removeprefix("@").split("."):
        name, each = step.removesuffix("[*]"), step.endswith("[*]")
        pending = [view.get(value, name) for value in pending]
        if each:
            # A list that is not known stays as it is, so that it is seen to be open.
            pending = [
                item
                for value in pending
                for item in (view.items(value)[0] if isinstance(value, Sequence) and value.complete else (value,))
            ]
    yield from (value for value in pending if not isinstance(value, Absent))


def _environment(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an environment variable holds a secret. YES points at each variable."""
    return _readable_in(view, resource, _ENVIRONMENT[resource.type])


def _user_data(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the user data hold a secret. YES points at the user data, once for each secret."""
    return _readable_in(view, resource, _USER_DATA[resource.type])


def _metadata(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the Metadata of a resource hold a secret. YES points at each text that does."""
    return _readable_in(view, resource, ("@Metadata",))


def _parameter(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether the value of a parameter in clear text is a secret. YES points at the value."""
    value = view.read(resource, "Value")
    if resource.language == "terraform" and isinstance(value, Scalar | Unknown) and value.secret:
        return _marked_parameter(view, resource, value)
    return _readable_in(view, resource, ("Value",))


def _marked_parameter(view: View, resource: Resource, value: Scalar | Unknown) -> Outcome:
    # The provider marks every value of a parameter, whether it is one or not: only what it refers to counts.
    named = list(_once(secrets_in(view, replace(value, secret=False))))
    if named:
        return Outcome(Truth.YES, tuple(_evidence(view, resource, one) for one in named))
    to = value.refers_to
    if to is not None and to.target in view.graph.resources and _IDENTITY.search(to.attribute or "Id"):
        return Outcome(Truth.NO)
    return Outcome(Truth.UNKNOWN, (view.evidence(resource, value),))


def _shown(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether an output shows the secret that the resource makes, or the password that it is given.

    YES points at the value of each such output.
    """
    if resource.type == _ACCESS_KEY:
        own = {f"{resource.key}.SecretAccessKey"}
    else:
        given = [value for path in _PASSWORDS[resource.type] for value in _values(view, resource, path)]
        own = {key for value in given for secret in secrets_in(view, value) for key in secret.keys}
    found: list[Evidence] = []
    left: list[Evidence] = []
    for output in view.graph.outputs.get(resource.scope, ()) if own else ():
        value = view.get(output.contents, "Value")
        shown = [secret for secret in _once(secrets_in(view, value)) if not own.isdisjoint(secret.keys)]
        unclear = list(open_parts(view, value))
        if (shown or unclear) and _exists(view, output):
            found.extend(_in_output(resource, output, secret) for secret in shown)
            left.extend(view.evidence(resource, one) for one in unclear)
    if found:
        return Outcome(Truth.YES, tuple(found))
    return Outcome(Truth.UNKNOWN, tuple(left)) if left else Outcome(Truth.NO)


def _exists(view: View, output: Output) -> bool:
    exists = view.resolve(output.exists)
    return not (isinstance(exists, Scalar) and exists.data is False)


def _in_output(resource: Resource, output: Output, secret: Secret) -> Evidence:
    detail = f"the output {output.address} shows {secret.words}"
    related = () if secret.source is None else (secret.source,)
    return Evidence(resource.key, secret.value.place, f"Outputs.{output.address}.Value", detail, related=related)


QUESTIONS: Mapping[str, Question] = {
    "secrets.in-environment": Question(_environment, _ENVIRONMENT),
    "secrets.in-user-data": Question(_user_data, _USER_DATA),
    "secrets.in-metadata": Question(_metadata, {}),
    "secrets.in-parameter": Question(_parameter, _PARAMETER),
    "secrets.in-outputs": Question(_shown, {**_PASSWORDS}),
}
