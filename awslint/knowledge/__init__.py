"""Facts about AWS and Terraform as data: relations, service defaults, property types, tables, frameworks."""
