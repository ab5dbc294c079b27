provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Owner = "platform" }
  }
}

provider "aws" {
  alias  = "far"
  region = var.far_region
}

variable "far_region" {
  default = "us-west-2"
}

variable "password" {
  default   = "made-up-secret"
  sensitive = true
}

variable "open" {
  default = ["10.0.0.0/8", "0.0.0.0/0"]
}

locals {
  network = aws_vpc.main.id
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

# 1: the secret is in clear in the plan.
resource "aws_db_instance" "secret" {
  identifier        = "orders"
  instance_class    = "db.t3.micro"
  engine            = "postgres"
  allocated_storage = 20
  username          = "admin"
  password          = var.password
  storage_encrypted = true
  kms_key_id        = aws_kms_key.data.arn
  tags              = { Name = "orders" }
}

resource "aws_kms_key" "data" {
  provider = aws.far
}

# 2: known and unknown items side by side.
resource "aws_lb" "edge" {
  name            = "edge"
  security_groups = ["sg-0123456789abcdef0", aws_security_group.written.id]
  subnets         = aws_subnet.zone[*].id
}

# 3: one unknown ARN makes the whole text unknown.
resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = aws_kms_key.data.arn }]
  })
}

# 4: a deferred document keeps its statements.
data "aws_iam_policy_document" "topic" {
  statement {
    sid       = "Publish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["123456789012"]
    }
  }
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.topic.json
}

# 5: the local is a dead end.
resource "aws_subnet" "zone" {
  count             = 2
  vpc_id            = local.network
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = "eu-west-1${element(["a", "b"], count.index)}"
}

# 8: blocks without a trace in the configuration, and blocks that nobody wrote.
resource "aws_security_group" "dynamic" {
  name   = "dynamic"
  vpc_id = aws_vpc.main.id
  dynamic "ingress" {
    for_each = var.open
    content {
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}

resource "aws_security_group" "written" {
  name   = "written"
  vpc_id = aws_vpc.main.id
}

# 10: null, "" and [] are nobody's wish.
resource "aws_lambda_function" "job" {
  function_name                  = "job"
  role                           = "arn:aws:iam::123456789012:role/job"
  filename                       = "job.zip"
  handler                        = "job.main"
  runtime                        = "python3.12"
  kms_key_arn                    = ""
  layers                         = []
  reserved_concurrent_executions = -1
}
