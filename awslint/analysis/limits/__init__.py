"""Limits that a deployment would run into."""
