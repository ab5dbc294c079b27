"""What a run will do: options and configuration, the rules that they choose, and what these are given."""
