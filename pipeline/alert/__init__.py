"""Who is told? Way in: `pending` and `watch_run`."""
