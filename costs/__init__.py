"""RECKON: what an image, a month or a plan comes to, and which answer may lead. Pure; imports `schema` only."""
