"""Configuration files: found, read with places, checked, merged into the options of a run and of each document."""
