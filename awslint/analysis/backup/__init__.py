"""AWS Backup: what a plan's selections select, how often and how long it keeps, and what guards its vaults."""
