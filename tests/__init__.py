"""The tests. The browser that `make browser` got for them is the last on their PATH, and on nothing else's."""

import os
from pathlib import Path

os.environ["PATH"] += os.pathsep + str(Path(__file__).parent.parent / "build" / "browser" / "bin")
