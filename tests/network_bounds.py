"""`python -m tests.network_bounds`: what each fault of a network costs with the bounds as they ship, as a table, for each client of ours.

Every fault is met in a process of its own: seconds are its clock's, memory is what its resident set grew by at most. The
faults run side by side, since many of them do nothing but last. Ends with 1 when one is not what it should be.
"""

from __future__ import annotations

import gzip
import os
import resource
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import brotli

import imageprices
from pipeline.alert.published_files import MOST, PublishedSource
from pipeline.fetch.observer import Observer
from pipeline.fetch.requests import BOUNDS
from schema.errors import BadData, FetchError
from tests.loopback import NO_ROBOTS, PAGE, Hit, RawServer, answer, ask, says

MIB = 1024 * 1024
GIB = 1024 * MIB
SECONDS = BOUNDS.total_seconds + BOUNDS.spacing_seconds + 3  # the page's time, the pause after robots.txt, and a busy machine
MEMORY = 48 * MIB  # six times what a page may unpack to
OF_FILES = 4 * MOST  # a file of v1/ may be 64 MiB, on the wire and unpacked
TOLD = ("TimedOut", "TooLarge", "BadAnswer", "Unreachable", "NotAllowed", "Blocked", "BadData")  # each a sentence of one line
HOSTS = frozenset({"127.0.0.1", "10.0.0.1", "169.254.169.254"})


class Fault(NamedTuple):
    """What goes wrong, the errors it may end in, and the server that does it."""

    name: str
    ends_in: tuple[str, ...]
    script: Callable[[socket.socket, Hit], None]
    robots: bytes | Callable[[socket.socket, Hit], None] = NO_ROBOTS
    secure: bool | None = False  # None: asked for by TLS, answered by silence


class Cost(NamedTuple):
    """What came of it, and which client met it."""

    client: str
    fault: Fault
    ended_in: str
    seconds: float
    memory: int

    @property
    def good(self) -> bool:
        ends_in, memory = (self.fault.ends_in, MEMORY) if self.client == PAGES else (TOLD, OF_FILES)
        return self.ended_in in ends_in and self.seconds <= SECONDS and self.memory <= memory


def zeros(size: int, pack: Callable[[bytes], bytes], finish: Callable[[], bytes]) -> bytes:
    """So many zeros, packed piece by piece."""
    return b"".join([pack(bytes(16 * MIB)) for _ in range(size // (16 * MIB))] + [finish()])


def gzip_bomb(size: int) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return zeros(size, packer.compress, packer.flush)


def brotli_bomb(size: int) -> bytes:
    packer = brotli.Compressor(quality=3)
    return zeros(size, packer.process, packer.finish)


def trickle(data: bytes, seconds: float = 0.2) -> Callable[[socket.socket, Hit], None]:
    def script(connection: socket.socket, hit: Hit) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(seconds)

    return script


def without_end(first: bytes, again: bytes) -> Callable[[socket.socket, Hit], None]:
    def script(connection: socket.socket, hit: Hit) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(again)

    return script


def silent(connection: socket.socket, hit: Hit) -> None:
    time.sleep(60)


def reset(connection: socket.socket, hit: Hit) -> None:
    connection.sendall(answer(content_length="9000"))
    time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def onwards(connection: socket.socket, hit: Hit) -> None:
    step = int("0" + "".join(letter for letter in hit.path if letter.isdigit()))
    connection.sendall(answer(b"", "302 Found", location=f"/s{step + 1}"))


def to(place: str) -> Callable[[socket.socket, Hit], None]:
    return says(answer(b"", "302 Found", location=place))


def faults() -> Iterator[Fault]:
    """Every fault of the list that has to do with time, size, lengths, places, certificates and manners."""
    body = answer(content_length="50000").removesuffix(PAGE)
    bomb = gzip_bomb(GIB)
    yield Fault("head, a byte at a time", ("TimedOut",), trickle(answer()))
    yield Fault(
        "body, a byte at a time", ("TimedOut",), lambda connection, hit: (connection.sendall(body), trickle(PAGE * 9)(connection, hit))[1]
    )
    yield Fault("accepts and says nothing", ("TimedOut",), silent)
    yield Fault("no TLS handshake", ("TimedOut",), silent, secure=None)
    yield Fault("body without end", ("TooLarge",), without_end(answer(content_length="-").removesuffix(PAGE), b"<p>more</p>" * 1000))
    yield Fault("headers without end", ("BadAnswer",), without_end(b"HTTP/1.1 200 OK\r\n", b"x-more: yes\r\n" * 1000))
    yield Fault("interim answers without end", ("BadAnswer",), without_end(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" * 100))
    yield Fault("gzip of 1 GiB", ("TooLarge",), says(answer(bomb, content_encoding="gzip")))
    yield Fault("gzip of gzip of 1 GiB", ("TooLarge",), says(answer(gzip.compress(bomb), content_encoding="gzip, gzip")))
    yield Fault("brotli of 1 GiB", ("TooLarge",), says(answer(brotli_bomb(GIB), content_encoding="br")))
    yield Fault("gzip three times over", ("BadAnswer",), says(answer(bomb, content_encoding="gzip, gzip, gzip")))
    yield Fault("gzip cut in the middle", ("BadAnswer",), says(answer(gzip.compress(PAGE * 50)[:-12], content_encoding="gzip")))
    yield Fault("says gzip, is text", ("BadAnswer",), says(answer(content_encoding="gzip")))
    yield Fault("an encoding nobody asked for", ("BadAnswer",), says(answer(content_encoding="zstd")))
    yield Fault("shorter than it says", ("BadAnswer",), says(answer(content_length=str(len(PAGE) + 100))))
    yield Fault("longer than it says", ("BadAnswer",), says(answer(content_length=str(len(PAGE) - 30))))
    yield Fault("reset in the middle", ("Unreachable",), reset)
    yield Fault("sent on to another host", ("NotAllowed",), to("https://elsewhere.example/"))
    yield Fault("sent on to a file", ("NotAllowed",), to("file:///etc/passwd"))
    yield Fault("sent on to a private address", ("NotAllowed",), to("https://10.0.0.1/"))
    yield Fault("sent on to the metadata address", ("NotAllowed",), to("https://169.254.169.254/latest/"))
    yield Fault("sent on in a circle", ("BadAnswer",), to("/prices"))
    yield Fault("sent on without end", ("BadAnswer",), onwards)
    yield Fault("a certificate nobody vouches for", ("Unreachable", "BadAnswer"), says(answer()), secure=True)
    yield Fault("429, Retry-After 99999999", ("Blocked",), says(answer(status="429 Too Many", retry_after="99999999")))
    yield Fault("503, Retry-After in 2099", ("TimedOut",), says(answer(status="503 Busy", retry_after="Fri, 31 Dec 2099 23:59:59 GMT")))
    yield Fault("500 each time", ("BadAnswer",), says(answer(status="500 Oops")))
    yield Fault(
        "robots.txt disallows", ("NotAllowed",), says(answer()), robots=answer(b"User-agent: *\nDisallow: /", content_type="text/plain")
    )
    yield Fault("robots.txt fails", ("NotAllowed",), says(answer()), robots=answer(b"", "503 Busy"))
    yield Fault("robots.txt of 600 KB", ("a page",), says(answer()), robots=answer(b"# more\n" * 86_000, content_type="text/plain"))
    yield Fault("robots.txt is a page", ("a page",), says(answer()), robots=answer())
    yield Fault(
        "robots.txt sent on to a file", ("NotAllowed",), says(answer()), robots=answer(b"", "302 Found", location="file:///etc/passwd")
    )
    yield Fault("robots.txt unpacks to 1 GiB", ("NotAllowed",), says(answer()), robots=answer(bomb, content_encoding="gzip"))
    yield Fault("a page, whole", ("a page",), says(answer()))


def certificate(folder: Path) -> ssl.SSLContext:
    files = folder / "key.pem", folder / "cert.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=elsewhere.example"]
    subprocess.run([*asked, "-keyout", str(files[0]), "-out", str(files[1])], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    return context


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def _page(url: str) -> None:
    with Observer(allow_loopback=True) as observer:
        observer.get("provider", ask(url, hosts=HOSTS))


PAGES = "update"
CLIENTS: dict[str, Callable[[str], object]] = {
    PAGES: _page,
    "watch --from": lambda url: PublishedSource(url)["costs"],
    "import imageprices": imageprices.load,
}


def meet(client: str, url: str) -> tuple[str, float, int]:
    """Ask for a page, or for files of `v1/`: how it ended, seconds, bytes of memory."""
    before, began = resident(), time.monotonic()
    try:
        CLIENTS[client](url)
        ended = "a page"
    except (FetchError, BadData) as error:
        ended = type(error).__name__
    return ended, time.monotonic() - began, max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before, 0)


def started(client: str, url: str) -> int:
    """A process that meets a fault; the file descriptor on which it tells."""
    mine, theirs = os.pipe()
    if os.fork() == 0:
        os.close(mine)
        os.write(theirs, "\t".join(map(str, meet(client, url))).encode())
        os._exit(0)
    os.close(theirs)
    return mine


def costs() -> list[Cost]:
    """Meet every fault, all at once."""
    with ExitStack() as stack:
        tls = certificate(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        warm = stack.enter_context(RawServer(says(answer())))
        for client in CLIENTS:
            meet(client, warm.url())  # what has to be imported, is
        met = list(faults())
        clients = [(client, one) for client in CLIENTS for one in met if client == PAGES or one.robots is NO_ROBOTS]
        everything = [one for _, one in clients]
        servers = [stack.enter_context(RawServer(one.script, robots=one.robots, tls=tls if one.secure else None)) for one in everything]
        urls = [
            server.url() if one.secure is not None else server.url().replace("http:", "https:")
            for one, server in zip(everything, servers, strict=True)
        ]
        ends = [started(client, url) for (client, _), url in zip(clients, urls, strict=True)]
        found = [_told(client, one, end) for (client, one), end in zip(clients, ends, strict=True)]
        for _ in ends:
            os.wait()
    return found


def _told(client: str, fault: Fault, end: int) -> Cost:
    with os.fdopen(end) as file:
        ended, seconds, memory = file.read().split("\t")
    return Cost(client, fault, ended, float(seconds), int(memory))


def table(found: list[Cost]) -> str:
    """The costs as a Markdown table."""
    rows = [
        f"| {one.client} | {one.fault.name} | {one.ended_in} | {one.seconds:.1f} | {one.memory / MIB:.1f} |{'' if one.good else ' WRONG'}"
        for one in found
    ]
    return "\n".join(["| Client | Fault | ends in | seconds | MiB |", "| --- | --- | --- | ---: | ---: |", *rows])


def main() -> int:
    found = costs()
    print(table(found))
    print(
        f"\nbounds: {SECONDS:g} s, {MEMORY // MIB} MiB of a page, {OF_FILES // MIB} MiB of files; {sum(one.good for one in found)} of {len(found)} within them and named rightly"
    )
    return 0 if all(one.good for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
