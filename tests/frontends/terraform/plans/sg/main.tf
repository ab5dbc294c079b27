provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "inline" {
  name   = "inline"
  vpc_id = aws_vpc.v.id
  ingress {
    description     = "web"
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    cidr_blocks     = ["10.0.0.0/8", "0.0.0.0/0"]
    security_groups = [aws_security_group.rules.id]
    self            = true
  }
  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "rules" {
  name   = "rules"
  vpc_id = aws_vpc.v.id
}

resource "aws_security_group_rule" "ssh" {
  security_group_id = aws_security_group.rules.id
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8", "0.0.0.0/0"]
}

resource "aws_security_group" "single" {
  name   = "single"
  vpc_id = aws_vpc.v.id
}

resource "aws_vpc_security_group_ingress_rule" "all" {
  security_group_id = aws_security_group.single.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "peer" {
  security_group_id            = aws_security_group.single.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.rules.id
}

resource "aws_vpc_security_group_ingress_rule" "foreign" {
  security_group_id = "sg-0123456789abcdef0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_default_security_group" "default" {
  vpc_id = aws_vpc.v.id
}
