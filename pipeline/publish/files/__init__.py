"""What does a program download? Way in: `downloads`."""
