"""Markdown pages (and MDX: Markdown with components) rendered to HTML, after a check that none of it was cut off."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt

from schema.errors import LayoutChanged

_FENCE = re.compile(r"^(?P<indent>[ \t]*(?:[-*>] |\d+\. )*)(?P<mark>```+|~~~+).*?^[ \t>]*(?P=mark)[ \t]*$", re.M | re.S)
_STYLE = re.compile(r"\s[A-Za-z]+=\{(?:\{[^{}]*\}|[^{}]*)\}")
_STYLE_SHEET = re.compile(r"<style\b(?:[^<>`/]++|`[^`]*+`|/(?!>))*/>")  # closed in itself, as in MDX only: HTML hides all that follows
_COMPONENT = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Z][A-Za-z]*|table|thead|tbody|tr|td|th)\b(?P<rest>(?:\"[^\"]*\"|'[^']*'|\{[^{}]*\}|[^<>\"'{}])*)>"
)
_BLOCK = re.compile(r"^[ \t]*<(?P<close>/?)(?P<name>[A-Z][A-Za-z]*)\b(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>[ \t]*$", re.M)
_COMMENT = re.compile(r"\{\s*/\*.*?\*/\s*\}", re.S)
_NEVER_SHOWN = re.compile(
    r"^[ \t]*\{\s*(?:false|null|undefined|0|!1)\s*&&.*?(?:</[\w.]*>|\))\s*\}[ \t]*$", re.M | re.S
)  # `{false && <>…</>}`
_HEADING_ID = re.compile(r"^(#{1,6}[^\n]*?)[ \t]*\{#[\w.:-]+\}[ \t]*$", re.M)
_COMMENT_BEGINS = re.compile(r"\{\s*/\*")
_STRAY = re.compile(r"^[ \t>]*[|¦][ \t]*\n", re.M)
_SPREAD = re.compile(r"</?[A-Za-z][\w.-]*(?=\s)(?:\"[^\"]*\"|'[^']*'|\{(?:\{[^{}]*\}|[^{}])*\}|[^<>\"'{}])*>")
_INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_LITERAL = re.compile(r"(?<=[\"'`])[\w: \[\]-]+(?=[\"'`])")  # class names in an expression: `clsx("line-through", …)`
_LOOKS = dict.fromkeys(("Hidden", "Hide", "Comment"), " hidden") | dict.fromkeys(
    ("Strike", "Strikethrough", "Del"), ' class="line-through"'
)
_UNRULED = re.compile(r"(?<![^\n])\n(?P<head>\|[^\n]*\|)[ \t]*\n(?=\|)")  # a row behind an empty line and before another row
_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")


Damage = Callable[[str, str, str], None]  # the words of a row, the header of its table, the reason


def render(source: str, url: str, damage: Damage | None = None) -> str:
    """The page as HTML; LayoutChanged when a component or fence is not closed, or the page ends in half a row.

    A row in the middle that fits no header is told as `damage` and left out.
    """
    body = re.sub(r"\A---\n.*?\n---\n", "", _ends(source), flags=re.S)
    body = _ruled(_outside_code(_tidied, _STYLE_SHEET.sub("", body)))
    if _COMMENT_BEGINS.search(_INLINE_CODE.sub("", _FENCE.sub("", body))):
        raise LayoutChanged(url, "an end to every comment {/* */}", "one that is never closed: a page cut short or damaged")
    prose = _INLINE_CODE.sub("", _FENCE.sub("", body))
    _demand_closed(prose, url)
    body = _without_uneven_rows(body, url, damage)
    html: str = _engine().render(_BLOCK.sub(_as_division, _STYLE.sub("", body)))
    return html


def _ends(source: str) -> str:
    """Lines end in a line feed; a lone carriage return is a space in a row (Segmind, 2026-08), where a renderer would break it in two."""
    return source.replace("\r\n", "\n").replace("\r", " ")


def _ruled(body: str) -> str:
    """Tables that lost the line under their header get one: a tool that rendered a page to Markdown leaves it out (Kling, 2026-06)."""
    fences = [fence.span() for fence in _FENCE.finditer(body)]

    def rule(row: re.Match[str]) -> str:
        following = body[row.end() :].partition("\n")[0]
        fenced = any(start <= row.start() < end for start, end in fences)
        if fenced or _RULE.match(following) or _cells(following) != _cells(row["head"]):
            return row[0]
        return f"{row[0]}{'|---' * _cells(row['head'])}|\n"

    return _UNRULED.sub(rule, body)


def _outside_code(change: Callable[[str], str], body: str) -> str:
    """A change of all that is not code in fences."""
    made, at = [], 0
    for fence in _FENCE.finditer(body):
        made += [change(body[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join([*made, change(body[at:])])


def _tidied(text: str) -> str:
    """Without the comments of MDX, with every tag on one line, without a stroke that is alone on a line: none of it says anything."""
    text = _STRAY.sub("", _NEVER_SHOWN.sub("", _COMMENT.sub("", text)) if "{" in text else text)
    text = _HEADING_ID.sub(r"\1", text) if "{#" in text else text
    return _SPREAD.sub(lambda tag: _plain_tag(re.sub(r"\s*\n\s*", " ", tag[0])), text)


def _plain_tag(tag: str) -> str:
    """A tag of JSX as HTML says its looks: `className="x"` is `class`, `style={{textDecoration: 'y'}}` is `style="text-decoration: y"`."""
    plain = re.sub(r"(\s[\w-]+)=\{\s*([\"'`])([^\"'`{}<>]*)\2\s*\}", r'\1="\3"', tag)
    named = re.sub(r"\bclassName=([\"'])([^\"'{}]*)\1", r'class="\2"', plain)
    named = re.sub(r"\bclassName=\{([^{}]*)\}", lambda names: f'class="{" ".join(_LITERAL.findall(names[1]))}"', named)
    return re.sub(r"\bstyle=\{\{([^{}]*)\}\}", lambda style: f'style="{_css(style[1])}"', named)


def _css(properties: str) -> str:
    """The properties of a JSX style as CSS."""
    pairs = (pair.partition(":") for pair in properties.split(","))
    said = ((re.sub(r"([A-Z])", r"-\1", name).strip(" '\"").lower(), value.strip(" '\"`")) for name, _, value in pairs)
    return "; ".join(f"{name}: {value}" for name, value in said if name and value)


def _as_division(tag: re.Match[str]) -> str:
    # What stands inside a component is Markdown too; CommonMark sees it only after a blank line.
    opens = not tag["close"]
    single = tag["rest"].rstrip().endswith("/")
    titled = re.search(r"\b(?:title|label|name|summary)=[\"']([^\"'<>]*)[\"']", tag["rest"])
    title = f' data-title="{titled[1]}"' if titled else ""
    title += _LOOKS.get(tag["name"], "")
    return "\n\n" if single else f'\n\n<div data-component="{tag["name"]}"{title}>\n\n' if opens else "\n\n</div>\n\n"


def _engine() -> MarkdownIt:
    # Indented code is off: MDX indents its components, and four spaces would hide half a table.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")


def _demand_closed(prose: str, url: str) -> None:
    if re.search(r"^[ \t]*(```|~~~)", prose, re.M):
        raise LayoutChanged(url, "an end to every code block", "one that is never closed: a page cut short")
    open_now: dict[str, int] = {}
    for tag in _COMPONENT.finditer(_STYLE.sub("", prose)):
        if _is_placeholder(tag, prose):
            continue
        step = -1 if tag["close"] else 0 if tag["rest"].rstrip().endswith("/") else 1
        open_now[tag["name"]] = open_now.get(tag["name"], 0) + step
    unclosed = [name for name, count in open_now.items() if count]
    if unclosed:
        raise LayoutChanged(url, f"as many </{unclosed[0]}> as <{unclosed[0]}>", "one left over: a page cut short or damaged")


def _is_placeholder(tag: re.Match[str], prose: str) -> bool:
    """Whether it only looks like a component: a word to be filled in, in the middle of a line, that nothing closes (Civitai, 2026-08)."""
    inside = bool(re.search(r"[^\s>][^\n]*\Z", tag.string[: tag.start()].rpartition("\n")[2]))
    return inside and tag["name"][0].isupper() and not tag["rest"] and f"</{tag['name']}" not in prose


def _without_uneven_rows(body: str, url: str, damage: Damage | None) -> str:
    """A row with more or fewer cells than its header is padded or cut in silence by every renderer: it is left out and told."""
    lines, dropped = body.split("\n"), set[int]()
    shown = _FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), body).split("\n")
    for at, line in enumerate(shown[1:], start=1):
        if "|" in line and "-" in line and _RULE.match(line) and "|" in shown[at - 1]:
            dropped |= _uneven(shown, at, url, damage)
    return "\n".join(line for at, line in enumerate(lines) if at not in dropped)


def _uneven(lines: list[str], rule: int, url: str, damage: Damage | None) -> set[int]:
    header, closed = _cells(lines[rule - 1]), lines[rule - 1].rstrip().endswith("|")
    rows = range(rule, rule + 1 + len(_rows_below(lines, rule)))
    uneven = [at for at in rows if _cells(lines[at]) != header or (closed and not lines[at].rstrip().endswith("|"))]
    for at in uneven:
        is_cut = at == rule or damage is None or not any(line.strip() for line in lines[at + 1 :])
        if is_cut or 2 * len(uneven) > len(rows):
            raise LayoutChanged(
                f"{url}, table {lines[rule - 1].strip()[:60]!r}", f"{header} cells in every row", f"{lines[at].strip()[:80]!r}"
            )
        if damage:
            damage(lines[at].strip(" |"), lines[rule - 1].strip(), f"expected {header} cells in a row, found {_cells(lines[at])}")
    return set(uneven)


def _rows_below(lines: list[str], rule: int) -> list[str]:
    rows: list[str] = []
    for line in lines[rule + 1 :]:
        if not line.strip() or "|" not in line:
            break
        rows.append(line)
    return rows


def _cells(line: str) -> int:
    bare = re.sub(r"\\\|", "", _INLINE_CODE.sub("", line)).strip()
    return bare.removeprefix("|").removesuffix("|").count("|") + 1
