"""What is judged: a template of 1,500 lines, the realistic stacks, and real templates from elsewhere."""

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINES = 1_500

SECTION = """\
  Vpc{n}:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.{n}.0.0/16
  Subnet{n}:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc{n}
      CidrBlock: !Select [0, !Cidr [!GetAtt Vpc{n}.CidrBlock, 4, 8]]
  Group{n}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: !Sub "group {n} of ${{AWS::StackName}}"
      VpcId: !Ref Vpc{n}
      SecurityGroupIngress:
        - IpProtocol: tcp
          FromPort: 443
          ToPort: 443
          CidrIp: 0.0.0.0/0
        - IpProtocol: tcp
          FromPort: 22
          ToPort: 22
          CidrIp: !If [IsProd, 10.0.0.0/8, 0.0.0.0/0]
  Bucket{n}:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub "data-{n}-${{AWS::AccountId}}"
      VersioningConfiguration:
        Status: !If [IsProd, Enabled, !Ref AWS::NoValue]
  Policy{n}:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket{n}
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Principal: "*"
            Action: s3:*
            Resource: !Sub "${{Bucket{n}.Arn}}/*"
            Condition:
              Bool:
                aws:SecureTransport: false
  Db{n}:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.m6g.large
      AllocatedStorage: "100"
      MultiAZ: !If [IsProd, true, false]
      StorageEncrypted: true
      VPCSecurityGroups:
        - !Ref Group{n}
"""
HEAD = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Env:
    Type: String
    AllowedValues: [dev, prod]
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
"""


def long_template(folder: Path) -> Path:
    """A template of 1,500 lines: networks, buckets with policies, databases, a condition."""
    text, number = HEAD, 0
    while text.count("\n") < LINES:
        text += SECTION.format(n=number)
        number += 1
    path = folder / "long.yaml"
    path.write_text("".join(text.splitlines(keepends=True)))
    return path


def corpus() -> Path | None:
    """Real templates, where there are some: a folder named by AWSLINT_SHARED, or beside the checkout."""
    folder = Path(os.environ.get("AWSLINT_SHARED", ROOT.parent / "shared")) / "corpus" / "templates"
    return folder if folder.is_dir() else None
