"""What awslint costs, measured as whole processes. See `bench/__main__.py`; nothing here passes or fails."""
