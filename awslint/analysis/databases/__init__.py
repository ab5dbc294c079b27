"""Databases: what their engines write, and where it goes."""
