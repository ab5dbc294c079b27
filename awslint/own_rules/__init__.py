"""A team's own rules: tested by fixtures and mutations, and scaffolded."""
