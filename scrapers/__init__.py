"""READ: one module per provider: page in, offers out. Pure; imports schema only.

The front door: which providers there are, and what the pages of one say. A provider is found by its file's name;
adding or deleting one edits no other file. Modules that begin with an underscore are the readers' verbs.
"""

from scrapers._reading import Document, PageResult, ProviderReading, read_provider
from scrapers._registry import about, load, provider_ids

__all__ = ["Document", "PageResult", "ProviderReading", "about", "load", "provider_ids", "read_provider"]
