"""Scaling: sizes in order, policies that can act, and policies that work against each other."""
