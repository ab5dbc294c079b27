"""Privilege escalation: permissions with which one can give oneself any other permission.

The table holds the paths that Rhino Security Labs published
(https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/ and
https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation), checked against the actions in AWS's service
authorization reference (https://docs.aws.amazon.com/service-authorization/latest/reference/). A path counts when its
actions are allowed on users, roles, policies and functions in general, not on some that are named.
"""

from collections.abc import Mapping

from awslint.analysis.iam.conditions import Context
from awslint.analysis.iam.evaluate import Caller, Request, decide
from awslint.analysis.iam.identity import Identity, Permission, as_unknown, identity_of, may
from awslint.analysis.iam.statement import Statement
from awslint.analysis.iam.text import HERE, PARTITION, Opaque, Text
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of
from awslint.query.view import View

_RUN = {
    "a new instance": ("iam:PassRole", "ec2:RunInstances"),
    "a new function": ("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
    "a new function and an event source": ("iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
    "a new stack": ("iam:PassRole", "cloudformation:CreateStack"),
    "a new development endpoint": ("iam:PassRole", "glue:CreateDevEndpoint"),
    "a new pipeline": ("iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
    "a new build": ("iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"),
    "a new task": ("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
    "a new notebook": (
        "iam:PassRole",
        "sagemaker:CreateNotebookInstance",
        "sagemaker:CreatePresignedNotebookInstanceUrl",
    ),
}
# What is gained, and the actions that it takes.
PATHS: Mapping[str, tuple[str, ...]] = {
    "a new version of a policy": ("iam:CreatePolicyVersion",),
    "another version of a policy": ("iam:SetDefaultPolicyVersion",),
    "a policy for a user": ("iam:AttachUserPolicy",),
    "a policy for a group": ("iam:AttachGroupPolicy",),
    "a policy for a role": ("iam:AttachRolePolicy",),
    "an inline policy of a user": ("iam:PutUserPolicy",),
    "an inline policy of a group": ("iam:PutGroupPolicy",),
    "an inline policy of a role": ("iam:PutRolePolicy",),
    "another user's access key": ("iam:CreateAccessKey",),
    "another user's password": ("iam:CreateLoginProfile",),
    "another user's changed password": ("iam:UpdateLoginProfile",),
    "membership of a group": ("iam:AddUserToGroup",),
    "another role's trust": ("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"),
    "the code of a function, and so the function's role": ("lambda:UpdateFunctionCode",),
    "the key of a development endpoint": ("glue:UpdateDevEndpoint",),
    **_RUN,
}
_KINDS = {
    "iam:CreatePolicyVersion": "iam::{}:policy/",
    "iam:SetDefaultPolicyVersion": "iam::{}:policy/",
    "iam:AttachUserPolicy": "iam::{}:user/",
    "iam:PutUserPolicy": "iam::{}:user/",
    "iam:CreateAccessKey": "iam::{}:user/",
    "iam:CreateLoginProfile": "iam::{}:user/",
    "iam:UpdateLoginProfile": "iam::{}:user/",
    "iam:AttachGroupPolicy": "iam::{}:group/",
    "iam:PutGroupPolicy": "iam::{}:group/",
    "iam:AddUserToGroup": "iam::{}:group/",
    "iam:AttachRolePolicy": "iam::{}:role/",
    "iam:PutRolePolicy": "iam::{}:role/",
    "iam:UpdateAssumeRolePolicy": "iam::{}:role/",
    "sts:AssumeRole": "iam::{}:role/",
    "iam:PassRole": "iam::{}:role/",
    "lambda:UpdateFunctionCode": "lambda:{}:{}:function:",
    "lambda:CreateFunction": "lambda:{}:{}:function:",
    "lambda:InvokeFunction": "lambda:{}:{}:function:",
}
_ANY: Text = (Opaque("anything of the account", made=True),)


def escalates(view: View, principal: Resource) -> Outcome:
    """Whether a role, user or group certainly has a path to every permission; each path is one place.

    Who may do everything already does not escalate.
    """
    identity = identity_of(view, principal)
    found: list[Evidence] = []
    open_paths: list[Permission] = []
    asked: dict[str, Permission] = {}
    for gain, actions in PATHS.items():
        answers = []
        for action in actions:
            if action not in asked:
                asked[action] = may(identity, _request(action))
            answers.append(asked[action])
            if asked[action].truth is Truth.NO:
                break
        truth = all_of(one.truth for one in answers)
        if truth is Truth.YES:
            found.append(_path(view, principal, identity, gain, actions))
        elif truth is Truth.UNKNOWN:
            open_paths += [one for one in answers if one.truth is Truth.UNKNOWN]
    if found:
        places = {(one.resource, one.place): one for one in reversed(found)}
        return Outcome(Truth.YES, tuple(reversed(places.values())))
    if open_paths:
        spots = {value.place: (where, value) for one in open_paths for where, value in one.blame}
        evidence = [view.evidence(where, as_unknown(value)) for where, value in spots.values()]
        return Outcome(Truth.UNKNOWN, tuple(evidence) or (Evidence(principal.key, principal.place, ""),))
    return Outcome(Truth.NO)


def is_administrator(view: View, principal: Resource) -> Truth:
    """Whether a role, user or group may do everything."""
    identity = identity_of(view, principal)
    actions = ("iam:CreateUser", "ec2:RunInstances", "s3:DeleteBucket", "organizations:CreateAccount")
    return all_of(may(identity, Request(action, _ANY, context=_context())).truth for action in actions)


def _request(action: str) -> Request:
    start = _KINDS.get(action)
    if start is None:
        return Request(action, _ANY, context=_context())
    pieces = start.split("{}")
    text: list[object] = [*"arn:", PARTITION, ":", *pieces[0]]
    for piece in pieces[1:]:
        text += [HERE, *piece]
    return Request(action, (*text, Opaque("one of many", made=True)), context=_context())  # type: ignore[arg-type]


def _context() -> Context:
    return {"aws:securetransport": ("true",), "aws:username": ((Opaque("its own name", made=True),),)}


def _path(view: View, principal: Resource, identity: Identity, gain: str, actions: tuple[str, ...]) -> Evidence:
    """The statement that allows the first action, with those of the others beside it."""
    granting = [_granting(identity, action) for action in actions]
    related = tuple(
        RelatedPlace("grant", f"{action} is allowed here", statement.actions.value.place, writer.address)
        for action, one in zip(actions, granting, strict=True)
        if one is not None
        for writer, statement in (one,)
    )
    detail = f"{' and '.join(actions)} {'give' if len(actions) > 1 else 'gives'} it {gain}"
    first = granting[0]
    if first is None:
        return Evidence(principal.key, principal.place, "", detail, related=related)
    one = view.evidence(first[0], first[1].actions.value, detail)
    return Evidence(one.resource, one.place, one.path, detail, one.value, related=related)


def _granting(identity: Identity, action: str) -> tuple[Resource, Statement] | None:
    for writer, document in identity.policies.sure:
        decision = decide((document,), Request(action, _request(action).resource, Caller(), _context()))
        for statement in decision.statements:
            if statement.effect == "Allow":
                return writer, statement
    return None
