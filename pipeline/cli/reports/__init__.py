"""What does a verb answer? The words, tables and JSON of the command line. Way in: the verb of the same name."""
