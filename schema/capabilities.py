"""What a model can do, and what an endpoint that makes no images does instead: closed axes, each said by a source or left out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schema.prices import Closed, Operation, Resolution, ShortText, Slug

Size = Annotated[str, Field(pattern=r"^\d+x\d+$")]
Ratio = Annotated[str, Field(pattern=r"^\d+(\.\d+)?:\d+(\.\d+)?$")]
Format = Literal["png", "jpeg", "webp", "gif", "svg"]
Transparency = Literal["yes", "preview", "no"]
Seed = Literal["yes", "best effort", "ignored", "no"]
Purpose = Literal[
    "upscale",
    "enhance",  # sharper, other light, better skin: the same picture
    "background",  # removed, blurred or put behind
    "erase",
    "inpaint",
    "outpaint",
    "restyle",  # a picture in, the same in another style or from a sketch
    "vectorize",
    "layers",
    "style",  # a style or a face is trained, no image comes out
    "lora",  # a model with a style of one's own
    "try_on",
    "describe",  # text comes out
    "classify",
    "lettering",
    "prompt",
    "translate",  # the words in an image, in another language
]


class Capabilities(Closed):
    """What a model can do, as far as somebody says; what nobody said is left out. Pixels are width x height.

    `images_per_call` is how many independent images one call makes, `images_per_series` how many one call makes that
    belong together. `default_quality` is what a call without a quality is served, `default_edit_quality` where an edit
    is served another. The edges and ratios are those a caller may ask for.
    """

    operations: tuple[Operation, ...] = ()
    qualities: tuple[Slug, ...] = ()
    default_quality: Slug | None = None
    default_edit_quality: Slug | None = None
    sizes: tuple[Size, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    widest_ratio: Ratio | None = None
    minimum_pixels: int | None = Field(default=None, gt=0)
    maximum_pixels: int | None = Field(default=None, gt=0)
    shortest_edge: int | None = Field(default=None, gt=0)
    longest_edge: int | None = Field(default=None, gt=0)
    edge_step: int | None = Field(default=None, gt=0)
    references: int | None = Field(default=None, ge=0)
    images_per_call: int | None = Field(default=None, gt=0)
    images_per_series: int | None = Field(default=None, gt=0)
    batch: bool | None = None
    regions: tuple[Slug, ...] = ()
    seed: Seed | None = None
    negative_prompt: bool | None = None
    guidance: bool | None = None
    steps: bool | None = None
    transparency: Transparency | None = None
    formats: tuple[Format, ...] = ()
    watermark: ShortText | None = None
    licence: ShortText | None = None
    output: Literal["raster", "vector", "raster and vector"] = "raster"

    def said(self) -> frozenset[str]:
        """The axes of which something is said."""
        return frozenset(name for name, value in self if value not in (None, ()) and name != "output")
