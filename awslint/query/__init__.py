"""Questions to the graph in one world: property paths, service defaults, relations."""
