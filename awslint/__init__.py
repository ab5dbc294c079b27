"""AWS Config's verdicts before the deployment."""

__version__ = "0.1.0"
