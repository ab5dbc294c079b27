"""Build projects: where their logs go."""
