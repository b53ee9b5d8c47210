"""`python -m pipeline` is `imageprices`."""

from pipeline.cli import main

main()
