"""The site's scripts run by node, where there is one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

STATIC = Path(__file__).parent.parent / "site" / "static"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="no node here to run the site's scripts with")


def in_node(script: str, given: Any) -> Any:
    """What a script prints, as JSON; it finds what it is given in `given`, and the site's modules under `static`."""
    head = f'const given = JSON.parse(require("fs").readFileSync(0, "utf8"));\nconst static_ = {json.dumps(STATIC.as_uri())};\n'
    body = f"{head}(async () => {{ {script} }})().then((said) => console.log(JSON.stringify(said)));"
    done = subprocess.run([str(NODE), "-e", body], input=json.dumps(given), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
