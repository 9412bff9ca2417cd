"""Texts with their fields above or below: Markdown with front matter (Hugo, Jekyll, Obsidian), `.story` files of CNN and Daily Mail."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any, BinaryIO

from copydesk.readers.fields import own_id
from copydesk.readers.labels import FIELDS_BELOW
from copydesk.readers.parquet import plain_value
from copydesk.readers.place import Place, Reading
from copydesk.readers.stream import Stream, as_stream
from copydesk.text.encoding import decode_text
from copydesk.text.field_names import field_of

MAX_FRONT = 1 << 16
FENCES = {"---": "yaml", "+++": "toml"}
HEADING = re.compile(r"#[ \t]++([^\n]{1,400})\n")
NAMED_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[-_ .]")
"""What makers of static sites set before the name of a post, which then needs no date in its front matter."""
SHORTCODE = re.compile(r"\{\{[<%][^{}\n]{0,500}[%>]\}\}")
HIGHLIGHT = re.compile(r"^@highlight[ \t]*$", re.MULTILINE)


def read_markdown(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the one record of a Markdown file with front matter: its fields and its text."""
    raw, problem = _whole(as_stream(stream), place)
    if problem is not None:
        yield place.reject("", problem[0], problem[1], raw)
        return
    text, _ = decode_text(raw, place.encoding)
    fields, body = _fields_and_body(text)
    if fields and fields.get("type_", NOTE) != NOTE:
        yield place.reject(
            "", "not_a_record", "a folder, tag or file of a collection of notes", raw
        )
        return
    if fields is None:
        yield place.reject("", "broken_record", "the front matter can't be read", raw)
        return
    fields = {
        name: value
        for name, value in fields.items()
        if str(name).lower() not in ("html", "body", "content", "text")
    }
    heading = HEADING.match(body)
    if heading and "title" not in {name.lower() for name in fields}:
        fields["title"] = heading.group(1).strip("# ")
        body = body[heading.end() :]
    day = NAMED_DAY.match(place.name)
    if day and not any(field_of(name) == "published" for name in fields):
        fields["date"] = day[1]
    fields["body"] = SHORTCODE.sub("", body).strip()
    yield place.record(
        "", "fields", raw, fields=fields, source_record_id=own_id(fields, place.columns)
    )


NOTE = "1"
"""What Joplin's `type_` says of a note; other numbers are folders, tags, attachments."""
ORG_LINE = re.compile(r"#\+(\w+):[ \t]*(.*)\n?")


def _fields_and_body(text: str) -> tuple[dict[str, Any] | None, str]:
    """Return the fields and the text of a file of Markdown or Org: they stand above in a fence or behind `#+`, or below."""
    plain = text.lstrip("\ufeff").replace("\r\n", "\n")
    if found := FIELDS_BELOW.search(plain):
        title, _, body = plain[: found.start()].partition("\n")
        pairs = (line.partition(":") for line in found[0].strip().split("\n"))
        below = {name.strip(): value.strip() for name, _, value in pairs}
        return {"title": title.strip("# "), **below}, body.strip()
    fields: dict[str, Any] = {}
    at = 0
    while line := ORG_LINE.match(plain, at):
        fields.setdefault(line[1].lower(), line[2].strip("<[]> "))
        at = line.end()
    if fields:
        return fields, plain[at:].strip()
    front, body = split_front(text)
    told = front_fields(front, text.lstrip("\ufeff")[:3]) if front is not None else None
    return told, body


def read_story_file(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the one record of a `.story` file: the text, and behind it its highlights, each under a line of its own."""
    raw, problem = _whole(as_stream(stream), place)
    if problem is not None:
        yield place.reject("", problem[0], problem[1], raw)
        return
    text, _ = decode_text(raw, place.encoding)
    body, *highlights = HIGHLIGHT.split(text)
    points = [" ".join(point.split()) for point in highlights if point.strip()]
    fields: dict[str, Any] = {"body": body.strip(), "highlights": points}
    yield place.record("", "fields", raw, fields=fields)


def _whole(stream: Stream, place: Place) -> tuple[bytes, tuple[Any, str] | None]:
    """Return the bytes of a file, and why it is no record."""
    raw = stream.read(place.limits.max_record_bytes)
    if stream.peek(1):
        stream.skip()
        return raw, ("too_large", f"the file has more than {place.limits.max_record_bytes:,} bytes")
    if (damage := stream.tell_damage()) is not None:
        return raw, (damage.reason, damage.detail)
    if not raw.strip():
        return raw, ("empty_file", "the file holds nothing but blanks")
    return raw, None


def split_front(text: str) -> tuple[str | None, str]:
    """Return the front matter of a text, and the text behind it; None where there is none.

    >>> split_front("---\\ntitle: A\\n---\\nText")
    ('title: A\\n', 'Text')
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    fence = text[:3]
    if fence not in FENCES or text[3:4] != "\n":
        return None, text
    end = re.compile(rf"^{re.escape(fence)}[ \t]*$|^\.\.\.[ \t]*$", re.MULTILINE).search(
        text, 4, MAX_FRONT
    )
    return (None, text) if end is None else (text[4 : end.start()], text[end.end() :].lstrip("\n"))


def front_fields(front: str, fence: str) -> dict[str, Any] | None:
    """Return the fields of a front matter; None where it is none. YAML's anchors, which can multiply a text, are refused."""
    try:
        value = PARSERS[FENCES[fence]](front)
    except (ValueError, TypeError, RecursionError):  # what the parsers raise on bad text
        return None
    if not isinstance(value, dict):
        return None
    return {str(name): plain_value(item) for name, item in value.items()}


def yaml_value(text: str) -> Any:
    """Return the value of a document of YAML, all of it texts; a ValueError where it is none or uses anchors."""
    import yaml

    class Loader(yaml.BaseLoader):  # type: ignore[misc] # the library has no types
        """Texts, lists and mappings of them: a date stays as it is written."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise ValueError("an alias")
            return super().compose_node(parent, index)

    try:
        return yaml.load(text, Loader)  # a safe one: texts only
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


PARSERS: dict[str, Callable[[str], Any]] = {"yaml": yaml_value, "toml": tomllib.loads}
