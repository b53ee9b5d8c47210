"""What does a page show? Way in: `render`."""
