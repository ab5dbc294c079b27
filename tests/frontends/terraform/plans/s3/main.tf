provider "aws" {
  region = "eu-west-1"
}

module "plain" {
  source = "./bucket"
  name   = "plain-bucket"
}

module "team" {
  source     = "./bucket"
  for_each   = toset(["a.b", "c"])
  name       = "team-${each.key}"
  log_bucket = "logs-bucket"
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs-bucket"
}

resource "aws_s3_bucket_acl" "logs" {
  bucket = aws_s3_bucket.logs.id
  acl    = "log-delivery-write"
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  bucket = aws_s3_bucket.logs.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket" "many" {
  count  = 3
  bucket = "many-${count.index}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "many" {
  count  = 2
  bucket = aws_s3_bucket.many[count.index].bucket
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k.arn
    }
  }
}

resource "aws_kms_key" "k" {
}

# Through a module's output.
resource "aws_s3_bucket_policy" "plain" {
  bucket = module.plain.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

# By the known name alone.
resource "aws_s3_bucket_accelerate_configuration" "named" {
  bucket = "many-2"
  status = "Enabled"
}

# Whose bucket is this? It may be either.
locals {
  chosen = [aws_s3_bucket.first.id, aws_s3_bucket.second.id][0]
}

resource "aws_s3_bucket" "first" {
}

resource "aws_s3_bucket" "second" {
}

resource "aws_s3_bucket_versioning" "either" {
  bucket = [aws_s3_bucket.first.id, aws_s3_bucket.second.id][0]
  versioning_configuration {
    status = "Enabled"
  }
}

# The bucket is somebody else's.
data "aws_s3_bucket" "foreign" {
  bucket = "foreign"
}

resource "aws_s3_bucket_versioning" "foreign" {
  bucket = data.aws_s3_bucket.foreign.id
  versioning_configuration {
    status = "Suspended"
  }
}
