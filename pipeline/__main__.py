"""`python -m pipeline` is `imageprices`."""

from pipeline.cli._process import main

main()
