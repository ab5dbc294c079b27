"""Availability Zones: where things stand, and whether they stand apart."""
