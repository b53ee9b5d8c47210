"""`python -m pipeline` is `imageprices`."""

from pipeline.cli.application import main

main()
