"""Secrets that reach a place where they can be read."""
