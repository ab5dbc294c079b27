"""Compiled rules to verdicts: three-valued JSON Schema keywords, clauses, and the worlds in which they hold."""
