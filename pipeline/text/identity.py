"""Who we are, as sites and readers are told: in a module of its own, since every command says it and few ask for pages."""

from __future__ import annotations

from typing import Final

HOME: Final = "https://github.com/imageprices/imageprices"
BASE_URL: Final = "https://imageprices.example/"
CONTACT: Final = "prices@imageprices.example"
ROBOT: Final = "imageprices"
