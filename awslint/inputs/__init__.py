"""From the files of a run to one graph, and from places back to files."""
