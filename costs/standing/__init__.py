"""Which answer leads, which is listed, which is not ranked. Way in: `ranking`."""
