"""What people keep by hand in `data/*.toml`: models with lifecycles and ratings, quoted prices and plans, tiers. Shapes only."""
