"""What the outside sees: distributions, certificates, names and deployed APIs, and whether their parts fit together."""
