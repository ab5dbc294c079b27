"""Schedules and EventBridge rules that call a function or start a state machine."""

from awslint.frontends.cloudformation.sam.making import Maker, att, inline, picked, ref, trust
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without
from awslint.model.record import record

KINDS = ("Schedule", "ScheduleV2", "EventBridgeRule", "CloudWatchEvent")
SCHEDULE = ("Description", "EndDate", "StartDate", "GroupName", "KmsKeyArn", "ScheduleExpression",
            "ScheduleExpressionTimezone", "State", "FlexibleTimeWindow")  # fmt: skip


@record(eq=False)
class Called:
    """What is called: its ARN, the id of the rule's target, and what the caller's role may do."""

    arn: Tree
    target: str
    action: str
    policy: str


def of_function(maker: Maker, logical: str, kind: str, written: Piece, properties: Piece, target: str) -> None:
    """Make a rule or schedule that calls a function, with the permission or role for it."""
    arn: Tree = ref(target) if target != maker.logical else att(target)
    called = Called(arn, "LambdaTarget", "lambda:InvokeFunction", "LambdaPolicy")
    if kind == "ScheduleV2":
        _schedule(maker, logical, written, properties, called)
        return
    _rule(maker, logical, kind, written, properties, called, None)
    permission: dict[str, Tree] = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": ref(target),
        "Principal": "events.amazonaws.com",
        "SourceArn": att(logical),
    }
    maker.make(f"{logical}Permission", "AWS::Lambda::Permission", permission, "permission", written.cause())


def of_state_machine(maker: Maker, logical: str, kind: str, written: Piece, properties: Piece) -> None:
    """Make a rule or schedule that starts a state machine, with the role for it."""
    called = Called(ref(maker.logical), "StepFunctionsTarget", "states:StartExecution", "StartExecutionPolicy")
    if kind == "ScheduleV2":
        _schedule(maker, logical, written, properties, called)
        return
    role: Tree = properties.get("RoleArn")
    if role is None:
        role = att(start_role(maker, logical, written, "events.amazonaws.com"))
    _rule(maker, logical, kind, written, properties, called, role)


def start_role(maker: Maker, logical: str, written: Piece, service: str) -> str:
    """Make the role with which a service starts the state machine."""
    properties: dict[str, Tree] = {
        "AssumeRolePolicyDocument": trust(service),
        "Policies": [inline(f"{logical}RoleStartExecutionPolicy", "states:StartExecution", ref(maker.logical))],
        "PermissionsBoundary": maker.get("PermissionsBoundary"),
        "Tags": maker.propagated(),
    }
    return maker.make(f"{logical}Role", "AWS::IAM::Role", without(properties), "role", written.cause())


def _rule(maker: Maker, logical: str, kind: str, written: Piece, properties: Piece, called: Called, role: Tree) -> None:
    letters = _dead_letters(maker, logical, written, properties, with_policy=True)
    chosen = properties.get("Target")
    identity = chosen.get("Id") if chosen is not None else None
    target: dict[str, Tree] = {
        "Arn": called.arn,
        "Id": identity or f"{logical}{called.target}",
        "RoleArn": role,
        **picked(properties, "Input", "InputPath", "InputTransformer", "RetryPolicy"),
        "DeadLetterConfig": letters,
    }
    rule: dict[str, Tree] = {"Targets": [without(target)], "State": _state(properties)}
    if kind == "Schedule":
        rule |= {"ScheduleExpression": properties.get("Schedule"), **picked(properties, "Name", "Description")}
    else:
        rule |= {
            "EventPattern": properties.get("Pattern"),
            "Name": properties.get("RuleName"),
            **picked(properties, "EventBusName"),
        }
    maker.make(logical, "AWS::Events::Rule", without(rule), "rule", written.cause())


def _state(properties: Piece) -> Tree:
    enabled, state = properties.get("Enabled"), properties.get("State")
    if enabled is None:
        return state
    # An intrinsic function counts as true: SAM does not look into it.
    return because(enabled, "DISABLED" if enabled.data in (False, "false") else "ENABLED")


def _schedule(maker: Maker, logical: str, written: Piece, properties: Piece, called: Called) -> None:
    role: Tree = properties.get("RoleArn")
    letters = _dead_letters(maker, logical, written, properties, with_policy=False)
    if role is None:
        role = att(_schedule_role(maker, logical, written, properties, called, letters))
    target = {
        "Arn": called.arn,
        "RoleArn": role,
        **picked(properties, "Input", "RetryPolicy"),
        "DeadLetterConfig": letters,
    }
    unnamed = properties.get("OmitName")
    schedule: dict[str, Tree] = {
        "FlexibleTimeWindow": {"Mode": "OFF"},
        **picked(properties, *SCHEDULE),
        "Name": None if unnamed is not None and unnamed.data is True else properties.get("Name") or logical,
        "Target": without(target),
    }
    maker.make(logical, "AWS::Scheduler::Schedule", without(schedule), "schedule", written.cause())


def _schedule_role(maker: Maker, logical: str, written: Piece, properties: Piece, called: Called, letters: Tree) -> str:
    policies: list[Tree] = [inline(f"{logical}{called.policy}", called.action, called.arn)]
    config = properties.get("DeadLetterConfig")
    if config is not None:
        queue: Tree = config.get("Arn") or att(_queue_name(maker, logical, config))
        policies.append(because(config, inline(f"{logical}SQSPolicy", "sqs:SendMessage", queue)))
    role: dict[str, Tree] = {
        "AssumeRolePolicyDocument": trust("scheduler.amazonaws.com"),
        "Policies": policies,
        "PermissionsBoundary": properties.get("PermissionsBoundary"),
        "Tags": maker.propagated(),
    }
    return maker.make(f"{logical}Role", "AWS::IAM::Role", without(role), "role", written.cause())


def _queue_name(maker: Maker, logical: str, config: Piece) -> str:
    return maker.build.known(config.get("QueueLogicalId")) or f"{logical}Queue"


def _dead_letters(maker: Maker, logical: str, written: Piece, properties: Piece, *, with_policy: bool) -> Tree:
    """The target's DeadLetterConfig; makes the queue where none is named."""
    config = properties.get("DeadLetterConfig")
    if config is None:
        return None
    given = config.get("Arn")
    if given is not None or config.call is not None:
        return config if config.call is not None else because(config, {"Arn": given})
    queue = _queue_name(maker, logical, config)
    maker.make(queue, "AWS::SQS::Queue", {}, "dead-letter queue", config.cause())
    if with_policy:
        statement: Tree = {
            "Action": "sqs:SendMessage",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Resource": att(queue),
            "Condition": {"ArnEquals": {"aws:SourceArn": att(logical)}},
        }
        policy: dict[str, Tree] = {
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
            "Queues": [ref(queue)],
        }
        maker.make(f"{logical}QueuePolicy", "AWS::SQS::QueuePolicy", policy, "queue policy", config.cause())
    return because(config, {"Arn": att(queue)})
