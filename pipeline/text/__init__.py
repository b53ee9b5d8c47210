"""How is a thing said or written? Sentences, tables for a terminal, files for the robot. Imports `schema` and `costs` only."""
