"""Whether a deployment holds together: names, order, and what is attached to what."""
