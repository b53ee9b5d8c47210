"""What does one run do? Way in: `runs`."""
