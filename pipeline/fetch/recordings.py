"""A recording: a folder per provider, `index.yaml` in vcrpy's layout and each body in a file of its own."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlparse

import yaml

from pipeline.fetch.requests import BOUNDS, UNDATED, Call, PageRequest, Reply
from schema.errors import BadData, NotRecorded

if TYPE_CHECKING:
    from vcr.request import Request

INDEX = "index.yaml"
RENDERED = "x-imageprices-rendered"
Mode = Literal["replay", "record"]

_INDEX_BYTES = 1024 * 1024
_BODY_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_PROVIDER = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SUFFIXES = {
    "text/html": "html",
    "application/json": "json",
    "text/markdown": "md",
    "text/javascript": "js",
    "application/javascript": "js",
    "text/css": "css",
    "text/plain": "txt",
}
# What a recording keeps of the headers: what changes an answer, dates it or steers a browser. No secrets, no noise.
_REQUEST_HEADERS = ("accept", "accept-language", "content-type", RENDERED)
_RESPONSE_HEADERS = (
    "age",
    "cache-control",
    "content-language",
    "content-location",
    "content-security-policy",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "location",
    "retry-after",
    "vary",
    UNDATED,
)
_SECRET_QUERY = re.compile(r"(?<=[?&])(api[_-]?key|apikey|access_token|client_secret)=[^&#]*", re.I)


# The same YAML, read eight times faster where PyYAML was built with libyaml.
_Yaml: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request as a recording keeps it. vcrpy's own says the same, but importing vcrpy costs a replay more than reading."""

    method: str
    uri: str
    body: bytes
    headers: dict[str, str]

    def for_vcr(self) -> Request:
        """The same as vcrpy knows it."""
        from vcr.request import Request

        return Request(self.method, self.uri, self.body, dict(self.headers))


RecordedPair = tuple[RecordedRequest, dict[str, Any]]


class FolderPersister:
    """vcrpy's way to load and save, for the folder layout."""

    @classmethod
    def load_cassette(cls, path: str | Path, serializer: Any = None) -> tuple[list[Request], list[Any], dict[str, Any]]:
        from vcr.persisters.filesystem import CassetteNotFoundError

        index = Path(path)
        if not index.is_file():
            raise CassetteNotFoundError()
        pairs, note = recorded(index)
        return [asked.for_vcr() for asked, _ in pairs], [response for _, response in pairs], {"note": note} if note else {}

    @staticmethod
    def save_cassette(path: str | Path, cassette_dict: dict[str, Any], serializer: Any = None) -> None:
        index = Path(path)
        before = _body_names(index)
        index.parent.mkdir(parents=True, exist_ok=True)
        pairs = list(zip(cassette_dict["requests"], cassette_dict["responses"], strict=True))
        files = [_file_name(number, response) for number, (_, response) in enumerate(pairs)]
        for name, (_, response) in zip(files, pairs, strict=True):
            if name:
                _write(index.parent / name, response["body"]["string"])
        note = cassette_dict.get("metadata", {}).get("note")
        data: dict[str, Any] = {"note": note} if note else {}
        data["interactions"] = [_entry(*pair, name) for pair, name in zip(pairs, files, strict=True)]
        data["version"] = 1
        _write(index, yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120).encode())
        for name in before - {*files}:
            (index.parent / name).unlink(missing_ok=True)


class Recording:
    """One provider's recorded answers: played back, or added to and saved."""

    def __init__(self, folder: Path, mode: Mode = "replay") -> None:
        self.folder = folder
        self._new: dict[tuple[str, ...], RecordedPair] = {}
        self._lock = Lock()
        self._old: list[RecordedPair] = []
        self.note = ""  # what the recording says of itself: whose page it is, and the date of its figures
        try:
            self._load(folder / INDEX)
        except BadData:
            if mode == "replay":
                raise  # while recording anew is how a broken one is mended

    def _load(self, index: Path) -> None:
        if index.is_file():
            pairs, self.note = recorded(index)
            self._old = [(_public_request(asked), _public_response(response)) for asked, response in pairs]

    def play(self, call: Call) -> Reply:
        """The recorded answer to a call."""
        asked = _public_request(_asked(call))
        response = next((response for old, response in self._old if _same(asked, old)), None)
        if response is None:
            raise self._not_recorded(call)
        headers = {name.lower(): ", ".join(values) for name, values in response["headers"].items()}
        return Reply(response["status"]["code"], headers, response["body"]["string"])

    def add(self, call: Call, reply: Reply) -> None:
        """Keep an answer; the last one to the same call counts."""
        request = _public_request(_asked(call))
        headers = {name: [value] for name, value in sorted(reply.headers.items())}
        status = {"code": reply.status, "message": _phrase(reply.status)}
        response = {"status": status, "headers": headers, "body": {"string": reply.body}}
        with self._lock:
            self._new[_key(request)] = (request, _public_response(response))

    def save(self, *, keep_others: bool = True) -> None:
        """Write what was added; recorded answers to other calls stay unless the whole provider was recorded anew."""
        old = self._old if keep_others else []
        pairs = [pair for pair in old if _key(pair[0]) not in self._new] + list(self._new.values())
        if not self._new:
            return
        pairs.sort(key=lambda pair: _key(pair[0]))
        columns: dict[str, Any] = {
            "requests": [pair[0] for pair in pairs],
            "responses": [pair[1] for pair in pairs],
        }
        FolderPersister.save_cassette(self.folder / INDEX, columns | {"metadata": {"note": _note(self.folder / INDEX)}})

    def _not_recorded(self, call: Call) -> NotRecorded:
        return NotRecorded(
            f"{self.folder / INDEX}: {call.method} {call.url}",
            "a recorded answer",
            "none",
            f"imageprices update --only {self.folder.name} --record {self.folder.parent}",
        )


def recording_of(folder: Path, provider: str, mode: Mode) -> Recording:
    """A provider's recording in a set."""
    if not _PROVIDER.fullmatch(provider):
        raise BadData(f"recording in {folder}", "a provider's name", repr(provider))
    return Recording(folder / provider, mode)


def rendering(request: PageRequest) -> str:
    """What tells a rendered page from the bytes at its address, and from the same page with other toggles pressed."""
    return "; ".join(["dom", *(f"{click.role}={click.name}" for click in request.clicks)])


def _same(one: RecordedRequest, other: RecordedRequest) -> bool:
    """Whether two requests are one to vcrpy (method, address, body as its type is compared), and of one rendering."""
    if one.method != other.method or _address(one.uri) != _address(other.uri) or _rendering(one) != _rendering(other):
        return False
    return one.body == other.body or _same_body(one, other)


def _rendering(asked: RecordedRequest) -> str:
    return asked.headers.get(RENDERED, "")


@lru_cache(maxsize=4096)
def _address(uri: str) -> str:
    """An address without a path is the one with "/"."""
    parsed = urlparse(uri)
    authority = f"{parsed.scheme}://{parsed.netloc}"
    return uri if parsed.path or not uri.startswith(authority) else f"{authority}/{uri[len(authority) :]}"


def _same_body(one: RecordedRequest, other: RecordedRequest) -> bool:
    from vcr.matchers import body

    try:
        body(one.for_vcr(), other.for_vcr())
    except AssertionError:
        return False
    return True


def _key(asked: RecordedRequest) -> tuple[str, ...]:
    return asked.uri, asked.method, _rendering(asked), repr(asked.body)


def _asked(call: Call) -> RecordedRequest:
    return RecordedRequest(call.method, call.url, call.body, dict(call.headers))


def _public_request(asked: RecordedRequest) -> RecordedRequest:
    headers = {name: value for name, value in asked.headers.items() if name.lower() in _REQUEST_HEADERS}
    uri = _SECRET_QUERY.sub(r"\1=REMOVED", asked.uri)
    return RecordedRequest(asked.method, uri, asked.body or b"", headers)


def _public_response(response: dict[str, Any]) -> dict[str, Any]:
    headers = {name.lower(): values for name, values in response["headers"].items()}
    kept = {name: values for name, values in headers.items() if _is_kept(name)}
    return response | {"headers": kept}


def _is_kept(name: str) -> bool:
    return name in _RESPONSE_HEADERS or name.startswith(("access-control-", "x-imageprices-"))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""


def recorded(index: Path) -> tuple[list[RecordedPair], str]:
    """Every request and answer of a recording, and its note."""
    data = _read_index(index)
    return _pairs(index, data), str(data.get("note") or "")


def _read_index(index: Path) -> dict[str, Any]:
    try:
        data = _loaded(_read(index, _INDEX_BYTES))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise _broken(index, "YAML", str(error)[:200]) from error
    if not isinstance(data, dict) or not isinstance(data.get("interactions"), list):
        raise _broken(index, "a mapping with a list of interactions", type(data).__name__)
    return data


def _loaded(text: bytes) -> Any:
    """The YAML, when it is not nested so deeply that libyaml, which counts no levels, would take the process with it."""
    depth = 0
    for event in yaml.parse(text, _Yaml):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"nested more than {_DEEPEST} deep")
    return yaml.load(text, _Yaml)


def _note(index: Path) -> str:
    with suppress(BadData):
        return str(_read_index(index).get("note") or "")
    return ""


def _pairs(index: Path, data: dict[str, Any]) -> list[RecordedPair]:
    pairs = []
    for number, entry in enumerate(data["interactions"]):
        try:
            pairs.append(_pair(index, entry))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _broken(index, f"interaction {number} with request and response", repr(error)[:200]) from error
    return pairs


def _pair(index: Path, entry: dict[str, Any]) -> RecordedPair:
    asked, answered = entry["request"], entry["response"]
    request_headers, headers = _lists(asked.get("headers")), _lists(answered.get("headers"))
    if RENDERED in headers:  # whoever wrote it by hand may have put the mark on the answer
        request_headers.setdefault(RENDERED, headers[RENDERED])
    body = asked.get("body") or ""
    if not isinstance(body, (str, bytes)) or not str(asked["uri"]).startswith(("https://", "http://")):
        raise ValueError("a request has an http address and a text for a body")
    sent = body.encode() if isinstance(body, str) else body
    request = RecordedRequest(
        str(asked["method"]), str(asked["uri"]), sent, {name: each[0] for name, each in request_headers.items() if each}
    )
    status = {"code": int(answered["status"]["code"]), "message": str(answered["status"].get("message", ""))}
    return request, {"status": status, "headers": headers, "body": {"string": _body(index, answered["body"])}}


def _lists(headers: Any) -> dict[str, list[str]]:
    """Headers as vcrpy keeps them: lower case, each with a list of values."""
    if headers is None:
        return {}
    return {
        str(name).lower(): [str(each) for each in values] if isinstance(values, list) else [str(values)] for name, values in headers.items()
    }


def _body(index: Path, body: dict[str, Any]) -> bytes:
    if "file" not in body:
        string = body.get("string") or ""
        return string if isinstance(string, bytes) else str(string).encode()
    name = body["file"]
    if not isinstance(name, str) or not _BODY_NAME.fullmatch(name):
        raise _broken(index, "the name of a file beside it", repr(name))
    path = index.parent / name
    if path.is_symlink() or not path.is_file():
        raise _broken(index, f"a body in {path.name}", "no such file")
    return _read(path, BOUNDS.body_bytes)


def _read(path: Path, cap: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > cap:
            raise _broken(path, f"at most {cap} bytes", str(size))
        return path.read_bytes()
    except OSError as error:
        raise _broken(path, "a file that can be read", str(error)) from error


def _broken(path: Path, expected: str, found: str) -> BadData:
    provider = path.parent.name
    return BadData(
        f"recording {path}",
        expected,
        found,
        f"git checkout {path.parent}, or imageprices update --only {provider} --record {path.parent.parent}",
    )


def _body_names(index: Path) -> set[str]:
    """The body files a former index owns; nothing else in the folder is ours to remove."""
    with suppress(BadData, KeyError, TypeError, AttributeError):
        bodies = [each["response"]["body"] for each in _read_index(index)["interactions"]]
        return {str(body["file"]) for body in bodies if _BODY_NAME.fullmatch(str(body.get("file", "")))}
    return set()


def _entry(request: RecordedRequest | Request, response: dict[str, Any], name: str) -> dict[str, Any]:
    headers = {key: [value] for key, value in sorted(request.headers.items())}
    asked = {"method": request.method, "uri": request.uri, "body": _text(request.body), "headers": headers}
    answered = {"status": response["status"], "headers": response["headers"], "body": {"file": name} if name else {"string": ""}}
    return {"request": asked, "response": answered}


def _text(body: bytes) -> str | bytes:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body


def _file_name(number: int, response: dict[str, Any]) -> str:
    """A redirect has no body, and so no file."""
    return f"{number:02}.{_suffix(response)}" if response["body"]["string"] else ""


def _suffix(response: dict[str, Any]) -> str:
    stated = (response["headers"].get("content-type") or [""])[0]
    return _SUFFIXES.get(stated.split(";")[0].strip().lower(), "txt" if stated.startswith("text/") else "bin")


def _write(path: Path, content: bytes) -> None:
    """Written whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    temporary.replace(path)
