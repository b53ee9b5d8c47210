"""Is it believed? Pure, but for a person's decisions. Way in: `verdict.judge`."""
