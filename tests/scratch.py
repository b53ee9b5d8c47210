"""The variable that names the folder which the processes of a test run share. Without pytest: the benchmarks look at what tests build, too."""

from typing import Final

SCRATCH: Final = "IMAGEPRICES_TESTS"
