"""What the rules' own parameters ask of a bucket: its notifications, its lifecycle, whom its policy lets in."""
