"""Rule files to compiled rules: reading, checking, the index. Only the index is needed to run a check."""
