provider "aws" {
  region = "eu-west-1"
}

resource "aws_kms_key" "k" {
}

resource "aws_lb" "front" {
  name                       = "front"
  internal                   = true
  subnets                    = ["subnet-1", "subnet-2"]
  drop_invalid_header_fields = true
  access_logs {
    bucket  = "logs"
    enabled = true
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.front.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "host"
  container_definitions = jsonencode([{
    name                   = "web"
    image                  = "nginx"
    privileged             = true
    readonlyRootFilesystem = false
    logConfiguration       = { logDriver = "awslogs", options = { awslogs-group = "web" } }
    environment            = [{ name = "MODE", value = "x" }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets          = ["subnet-1"]
    assign_public_ip = false
  }
}

resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_cloudfront_distribution" "site" {
  enabled = true
  origin {
    domain_name = "example.com"
    origin_id   = "site"
  }
  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "site"
    viewer_protocol_policy = "redirect-to-https"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

resource "aws_launch_template" "app" {
  name = "app"
  metadata_options {
    http_tokens = "required"
  }
  block_device_mappings {
    device_name = "/dev/sda1"
    ebs {
      encrypted   = "true"
      volume_size = 8
    }
  }
}

resource "aws_db_parameter_group" "pg" {
  name   = "pg"
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_cloudtrail" "all" {
  name                       = "all"
  s3_bucket_name             = "trail"
  is_multi_region_trail      = true
  enable_log_file_validation = true
}

resource "aws_cloudwatch_log_group" "forever" {
  name = "forever"
}

resource "aws_opensearch_domain" "search" {
  domain_name = "search"
  encrypt_at_rest {
    enabled = true
  }
  node_to_node_encryption {
    enabled = true
  }
  log_publishing_options {
    log_type                 = "AUDIT_LOGS"
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.forever.arn
  }
}

resource "aws_eks_cluster" "k" {
  name                      = "k"
  role_arn                  = "arn:aws:iam::123456789012:role/k"
  enabled_cluster_log_types = ["api", "audit"]
  vpc_config {
    subnet_ids = ["subnet-1"]
  }
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = aws_kms_key.k.arn
    }
  }
}
