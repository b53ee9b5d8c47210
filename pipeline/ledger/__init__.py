"""What is known, and what changed? Pure. Way in: `diff.diff`."""
