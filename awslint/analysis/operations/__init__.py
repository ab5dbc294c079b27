"""Trails, alarms, rotation and shared documents: what people need to run an account."""
