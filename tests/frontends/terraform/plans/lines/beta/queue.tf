resource "aws_sqs_queue" "jobs" {
  name_prefix = "jobs"
  policy      = <<POLICY
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]}
POLICY
}
