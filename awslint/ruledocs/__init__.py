"""What the rules say, in pages and tables: `python -m awslint.ruledocs docs/rules`."""
