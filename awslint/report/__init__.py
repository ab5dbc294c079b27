"""What a run found, in the formats that people and programs read. One small module a format."""
