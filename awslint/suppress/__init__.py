"""What a team decided to accept: comments, metadata, suppression files, baselines, and other tools' suppressions.

Loaded only when a run has something of the kind; `presence.anything` tells. `matching.applied` is the way in.
"""
