"""Policy documents: what they say, whom they let do what, and whether that is everyone."""
