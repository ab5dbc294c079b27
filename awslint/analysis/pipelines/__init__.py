"""Delivery pipelines: how many deployments a stage makes, and into how many regions."""
