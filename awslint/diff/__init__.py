"""`check --diff`: what a change causes, judged on both trees."""
