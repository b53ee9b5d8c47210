"""How is a page had, politely and safely? Way in: `observer.Observer`."""
