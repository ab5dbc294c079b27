"""Queues, topics and subscriptions that fit each other."""
