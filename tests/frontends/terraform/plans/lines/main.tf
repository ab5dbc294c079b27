# Two modules with equal names inside: alpha's database is encrypted, beta's is not.
module "alpha" {
  source = "./alpha"
}

module "beta" {
  source   = "./beta"
  for_each = toset(["a.b", "c"])
}

locals {
  ports = [3389]
}

resource "aws_security_group" "office" {
  name = "büro 🏢"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]
  }
  dynamic "ingress" {
    for_each = local.ports
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
