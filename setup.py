"""What pyproject.toml can't say: templates, tables, workloads and the data go into the wheel as they stand, below `pipeline/bundled`.

Built in a folder of its own: setuptools takes whatever lies in `build/lib`, and would pack modules that were renamed since.
"""

import tempfile

from setuptools import find_namespace_packages, setup

ROOMS = ["imageprices", "schema", "costs", "scrapers", "pipeline"]
BUILD = tempfile.TemporaryDirectory(prefix="imageprices-")  # gone with this process
BUNDLED = {f"pipeline.bundled.{folder}": folder for folder in ("site", "data", "workloads")}
packages = find_namespace_packages(include=[pattern for room in ROOMS for pattern in (room, f"{room}.*")], exclude=["*.__pycache__"])

setup(
    packages=[*packages, *BUNDLED],
    package_dir=BUNDLED,
    package_data={package: ["**/*"] for package in BUNDLED},
    include_package_data=False,
    options={"build": {"build_base": BUILD.name}},
)
