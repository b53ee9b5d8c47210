"""How does a new provider begin? Way in: `new_provider`."""
