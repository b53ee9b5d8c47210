"""Whether the site that stands there is the one that would be built: what it is made of and what it holds, in one hash beside its pages.

Made of are the data folder, our own code and templates, what is installed beside it, and the options. A site of which a byte was
changed, lost or added since has another hash, and so has one of another program: both are built anew. Nothing heavy is imported,
because this is asked first.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

STAMP: Final = ".built"
ROOT: Final = Path(__file__).parents[2]
CODE: Final = ("schema", "costs", "pipeline", "site")  # what a page can depend on; the readers of pages are none of it
OF_NOBODY: Final = frozenset({"__pycache__", ".git"})
_CHUNK: Final = 1 << 20


class AskedSite(NamedTuple):
    """A site somebody asks for: from which data into which folder, with which options."""

    data: Path
    out: Path
    options: tuple[object, ...]

    def made_of(self) -> str:
        """The hash of everything it is a function of."""
        return made_of(self.data, self.options)

    @property
    def kept(self) -> Path:
        """Where the answers of a build are kept for the next one: beside the site, never in it."""
        return self.out.with_name(f".{self.out.name}-kept")

    def stands(self, made_of: str) -> bool:
        """Whether the one that stands there was made of this, is whole, and was not touched since."""
        try:
            return (self.out / STAMP).read_bytes() == self._stamp(made_of)
        except OSError:
            return False

    def note(self, made_of: str) -> None:
        """Write down what the site that now stands there is made of: a later build of the same has nothing to do."""
        beside = self.out / f"{STAMP}-{os.getpid()}"
        beside.write_bytes(self._stamp(made_of))
        beside.replace(self.out / STAMP)

    def _stamp(self, made_of: str) -> bytes:
        return f"{_hash_of((made_of, *_files(self.out)))}\n".encode()


def made_of(data: Path, asked: tuple[object, ...]) -> str:
    """The hash of what is a function of a data folder, of what is asked of it, and of our code."""
    return _hash_of((made_by(), repr(asked), *_files(data)))


def made_by() -> str:
    """The hash of what makes a site, whatever of: our code and templates, Python, the packages beside us."""
    return _hash_of((repr(sys.version_info[:3]), *_installed(), *(line for name in CODE for line in _files(ROOT / name))))


def is_part(found: Path | os.DirEntry[str]) -> bool:
    """Whether something in a folder is a part of it: a file, or a link to anything, but for what is noted of the whole."""
    return (found.is_file() or found.is_symlink()) and not found.name.startswith(STAMP)


def _hash_of(lines: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: Path) -> Iterator[str]:
    """Each file by its name and the hash of what is in it, in order."""
    for below, path in sorted(_parts(folder, "")) if folder.is_dir() else ():
        yield f"{below} {_hash(path)}"


def _parts(folder: str | Path, below: str) -> Iterator[tuple[str, Path]]:
    """The name below the folder, and the path, of each of its parts. By `scandir`, since comparing paths costs as much as hashing them."""
    with os.scandir(folder) as found:
        for one in found:
            if one.name in OF_NOBODY:
                continue
            if one.is_dir(follow_symlinks=False):
                yield from _parts(one.path, f"{below}{one.name}/")
            elif is_part(one):
                yield f"{below}{one.name}", Path(one.path)


def _hash(path: Path) -> str:
    if not path.is_file():  # what is in a folder that is linked is not looked at, and so is never the same
        return f"{path.readlink()} {time.time_ns() if path.is_dir() else ''}"
    told = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            told.update(chunk)
    return told.hexdigest()


def _installed() -> list[str]:
    """The packages beside us, by the names of what their installers left, which have their versions in them."""
    return sorted({found.name for folder in sys.path for found in Path(folder).glob("*.dist-info")})
