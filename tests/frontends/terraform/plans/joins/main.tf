provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "g" {
  vpc_id = aws_vpc.v.id
}

resource "aws_subnet" "s" {
  for_each   = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id     = aws_vpc.v.id
  cidr_block = each.value
}

resource "aws_route_table" "t" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.g.id
  }
}

resource "aws_route_table_association" "a" {
  for_each       = aws_subnet.s
  subnet_id      = each.value.id
  route_table_id = aws_route_table.t.id
}

resource "aws_default_route_table" "d" {
  default_route_table_id = aws_vpc.v.default_route_table_id
}

resource "aws_network_acl" "n" {
  vpc_id     = aws_vpc.v.id
  subnet_ids = [for s in aws_subnet.s : s.id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_iam_role" "r" {
  name               = "worker"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}

resource "aws_iam_role_policy" "inline" {
  name   = "inline"
  role   = aws_iam_role.r.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}

resource "aws_iam_policy" "p" {
  name   = "managed"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}

resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.p.arn
}

resource "aws_iam_role_policy_attachment" "aws" {
  role       = "worker"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_user" "u" {
  name = "ann"
}

resource "aws_iam_group" "g" {
  name = "admins"
}

resource "aws_iam_group_membership" "m" {
  name  = "m"
  group = aws_iam_group.g.name
  users = [aws_iam_user.u.name]
}

resource "aws_route53_record" "unmapped" {
  zone_id = "Z1"
  name    = "x"
  type    = "A"
  ttl     = 60
  records = ["10.0.0.1"]
}
