"""The parameters of a rule, where a rule's scope depends on them."""
