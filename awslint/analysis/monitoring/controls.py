"""What the CIS AWS Foundations Benchmark wants an alarm for, as CloudTrail events that a metric filter has to count.

The controls are those of section 4 (monitoring) as Security Hub judges them:
https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html.
Calls that AWS has retired are left out.
"""

from collections.abc import Mapping

from awslint.analysis.monitoring.patterns import Event

_CALLS: Mapping[str, tuple[str, str, str]] = {
    "iam-changes": (
        "changes to IAM policies",
        "iam",
        (
            "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy "
            "CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy "
            "AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy"
        ),
    ),
    "cloudtrail-changes": (
        "changes to CloudTrail",
        "cloudtrail",
        "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging",
    ),
    "kms-key-deletion": ("the disabling or deletion of KMS keys", "kms", "DisableKey ScheduleKeyDeletion"),
    "s3-policy-changes": (
        "changes to bucket policies",
        "s3",
        (
            "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy "
            "DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication"
        ),
    ),
    "config-changes": (
        "changes to AWS Config",
        "config",
        "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder",
    ),
    "security-group-changes": (
        "changes to security groups",
        "ec2",
        (
            "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
            "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup"
        ),
    ),
    "network-acl-changes": (
        "changes to network ACLs",
        "ec2",
        (
            "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry "
            "ReplaceNetworkAclAssociation"
        ),
    ),
    "gateway-changes": (
        "changes to network gateways",
        "ec2",
        (
            "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
            "DeleteInternetGateway DetachInternetGateway"
        ),
    ),
    "route-table-changes": (
        "changes to route tables",
        "ec2",
        (
            "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute "
            "DisassociateRouteTable"
        ),
    ),
    "vpc-changes": (
        "changes to VPCs",
        "ec2",
        (
            "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection "
            "DeleteVpcPeeringConnection RejectVpcPeeringConnection"
        ),
    ),
    "organizations-changes": (
        "changes to the organization",
        "organizations",
        (
            "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake "
            "DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType "
            "InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy "
            "UpdateOrganizationalUnit"
        ),
    ),
}
_USER = {"type": "IAMUser", "userName": "alice"}
_OTHERS: Mapping[str, tuple[str, Mapping[str, Event]]] = {
    "root-activity": (
        "what the root user does",
        {"root's calls": {"userIdentity": {"type": "Root"}, "eventType": "AwsApiCall", "eventName": "ListUsers"}},
    ),
    "unauthorised-calls": (
        "calls that are refused",
        {
            "AccessDenied": {"errorCode": "AccessDenied"},
            "UnauthorizedOperation": {"errorCode": "Client.UnauthorizedOperation"},
        },
    ),
    "sign-in-without-mfa": (
        "console sign-ins without MFA",
        {
            "ConsoleLogin": {
                "eventName": "ConsoleLogin",
                "eventSource": "signin.amazonaws.com",
                "additionalEventData": {"MFAUsed": "No"},
                "responseElements": {"ConsoleLogin": "Success"},
            }
        },
    ),
    "sign-in-failures": (
        "failed console sign-ins",
        {
            "ConsoleLogin": {
                "eventName": "ConsoleLogin",
                "eventSource": "signin.amazonaws.com",
                "errorMessage": "Failed authentication",
                "additionalEventData": {"MFAUsed": "No"},
                "responseElements": {"ConsoleLogin": "Failure"},
            }
        },
    ),
}
CONTROLS = (*_OTHERS, *_CALLS)


def wanted(control: str) -> tuple[str, dict[str, Event]]:
    """What a control watches for, in words, and an event for each thing that must be counted.

    Raises KeyError for a control that there is not.
    """
    common = {"eventType": "AwsApiCall", "sourceIPAddress": "203.0.113.7", "userIdentity": _USER}
    if control in _OTHERS:
        words, events = _OTHERS[control]
        call = {"eventName": "DescribeInstances", "eventSource": "ec2.amazonaws.com"}
        return words, {name: {**common, **call, **event} for name, event in events.items()}
    words, service, names = _CALLS[control]
    source = f"{service}.amazonaws.com"
    return words, {name: {**common, "eventName": name, "eventSource": source} for name in names.split()}
