"""Documents to the graph: one front end per language, all into CloudFormation's vocabulary."""
