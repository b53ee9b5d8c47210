"""Is what we hold, and what we say, still true? Way in: `data_check`."""
