"""Buckets: who can reach them, over which transport, and whether they replicate."""
