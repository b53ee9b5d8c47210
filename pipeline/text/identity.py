"""Who we are, as sites and readers are told: in a module of its own, since every command says it and few ask for pages.

Who runs this says so once, in the environment: where a provider's people reach them, and in which repository mistakes are reported.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

ROBOT: Final = "imageprices"
HOME: Final = "https://github.com/imageprices/imageprices"
BASE_URL: Final = "https://imageprices.example/"
CONTACT: Final = "prices@imageprices.example"
CONTACT_VARIABLE: Final = "IMAGEPRICES_CONTACT"


@cache
def version() -> str:
    """What is installed; in a checkout that was never installed, what it would be."""
    from importlib import metadata  # for who asks for the version alone: every command imports this module

    try:
        return metadata.version(ROBOT)
    except metadata.PackageNotFoundError:
        import tomli

        project = Path(__file__).parents[2] / "pyproject.toml"
        return str(tomli.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def repository() -> str:
    """The repository that runs this: GitHub says so to what it runs."""
    named = os.environ.get("GITHUB_REPOSITORY")
    return f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{named}" if named else HOME


def contact() -> str:
    """Where whoever runs this is reached; GitHub's issues where only GitHub is known, else a placeholder that reaches nobody."""
    said = os.environ.get(CONTACT_VARIABLE, "").strip()
    return said or (f"{repository()}/issues" if repository() != HOME else CONTACT)


def unreachable() -> str:
    """What a run says that would go out with the placeholder; nothing where whoever runs it can be reached."""
    if contact() != CONTACT:
        return ""
    return f"pages are asked for with {CONTACT} as the contact, a placeholder: set {CONTACT_VARIABLE} to an address of yours"
