"""EC2 instances and what belongs to them, compared with what rule parameters list."""
