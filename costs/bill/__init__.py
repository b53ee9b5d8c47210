"""What one order comes to, item by item, with the quotes behind it. Way in: `cost.cost`."""
