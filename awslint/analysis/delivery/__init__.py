"""Where logs and records are delivered: the buckets, topics, keys and roles that must let the service in."""
