"""Which price lines and rules of an offer a recipe meets. Way in: `orders.Order`."""
