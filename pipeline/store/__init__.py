"""What stands in `data/`? Way in: `data_folder.Store`."""
