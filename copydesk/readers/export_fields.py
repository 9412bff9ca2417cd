"""The fields of one story of an archive's export: LexisNexis in its generations, Factiva, ProQuest."""

from __future__ import annotations

import itertools
import re
from typing import Any

HEAD_LABELS = {
    "headline": "title", "titel": "title", "titre": "title", "titular": "title",
    "byline": "authors", "autor": "authors", "auteur": "authors",
    "section": "section", "rubrik": "section", "rubrique": "section", "sección": "section",
    "length": "length", "länge": "length", "longueur": "length", "lengte": "length", "longitud": "length", "extensión": "length",
    "dateline": "dateline", "ort": "dateline",
    "highlight": "subtitle", "hightlight": "subtitle", "encart": "subtitle",
    "series": "series", "type": "type", "edition": "edition", "distribution": "distribution", "source": "source", "author": "authors",
    "body": "body", "text": "body",
}  # fmt: skip
"""Labels of a Nexis story's head: what they are to us."""
TAIL_LABELS = {
    "url": "url", "load-date": "loaded", "update": "loaded", "date-chargement": "loaded", "language": "language", "sprache": "language",
    "langue": "language", "taal": "language", "graphic": "", "grafik": "", "publication-type": "", "zeitungs-type": "", "type-publication": "",
    "subject": "keywords", "organization": "", "company": "", "ticker": "", "industry": "", "person": "", "geographic": "", "city": "", "state": "",
    "country": "", "journal-code": "", "journal code": "", "document-type": "", "correction-date": "", "correction": "", "notes": "",
    "classification": "", "acc-no": "", "isbn": "", "issn": "", "name": "", "cite": "",
}  # fmt: skip
"""Labels behind its text; each of them ends it. Those without a meaning here only do that."""

LABEL = re.compile(r"^\s*([^\W\d_](?:[^\W\d_]|[ \-]){1,24}):(?:\s+(.*))?$")
BARE_LABELS = frozenset({"body", "graphic", "classification", "notes"})
COPYRIGHT = re.compile(
    r"^\s*(?:copyright\b|©|\(c\)\s).*\d{4}|^\s*all rights reserved\b", re.IGNORECASE
)
RIGHTS = re.compile(
    r"^\s*(?:all rights reserved|alle rechte vorbehalten|tous droits réservés)\b", re.IGNORECASE
)
PAGE_LINE = re.compile(r"^\s*(?:Page|Seite)\s+\d+\s+(?:of|von)\s+\d+\s*$")
DAY_LINE = re.compile(r"^(?=.{6,80}$)(?=.*\b(?:1[5-9]|20)\d\d\b)(?=.*[^\W\d])")
PAGE_TAIL = re.compile(r"(?:[;,]|(?<!\s))\s*+(?:Pg|Page|S|p)\.?\s*+[A-Z]?\d[\w.\-]*+\s*+$")
LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es", "italian": "it",
    "italiano": "it", "dutch": "nl", "nederlands": "nl", "portuguese": "pt", "português": "pt", "russian": "ru", "polish": "pl", "swedish": "sv",
    "danish": "da", "norwegian": "no", "finnish": "fi", "turkish": "tr", "arabic": "ar", "chinese": "zh", "japanese": "ja", "korean": "ko",
    "hungarian": "hu", "czech": "cs",
}  # fmt: skip
WORD_COUNT = re.compile(
    r"^\d[\d.,\u202f\xa0 ]*+\s*+(?:words|wörter|mots|palabras|parole|woorden|palavras|ord|слов\w*|słów)$",
    re.IGNORECASE,
)
CLOCK = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?(?:\s?[A-Z]{2,5})?$")
BYLINE = re.compile(r"^(?:by|von|par|por|di|door|av|af)\s+\S", re.IGNORECASE)
SOURCE_CODE = re.compile(r"^[A-Z0-9]{2,10}$")
FACTIVA_ID = re.compile(r"Document ([A-Z][A-Z0-9]{2,9}\d{8}[a-z0-9]{5,16})")
MAX_HEAD_LINES = 60


def read_nexis_uni_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a story of the newer form, which may have the cover page of the export above it."""
    return read_nexis_story(lines, has_cover=True)


def read_nexis_story(lines: list[str], *, has_cover: bool = False) -> dict[str, Any]:
    """Return the fields of a LexisNexis story; none where no label of one is found."""
    parts = _Parts()
    for line in lines:
        if not PAGE_LINE.match(line):
            parts.add(line)
    if "length" not in parts.said and "body" not in parts.said:
        return {}
    fields = parts.fields()
    before = _paragraphs(parts.before)
    days = [at for at, paragraph in enumerate(before) if _day_of(paragraph)]
    day = days[-1 if has_cover else 0] if days else None
    if day is not None:
        fields["published"] = _day_of(before[day])
        above = [line for p in before[:day] for line in p if not COPYRIGHT.match(line)]
        within = [line for line in before[day] if not COPYRIGHT.match(line)]
        above += within[: within.index(fields["published"])]
        below = [p for p in before[day + 1 :] if not any(COPYRIGHT.match(line) for line in p)]
        if "title" in fields or below:
            # Publication above the day, headline below it or under a label of its own.
            if above:
                fields["publisher"] = above[-1]
            if below:
                fields.setdefault("title", " ".join(below[0]))
        else:
            # The newer form: headline, publication, day.
            if above:
                fields["publisher"] = above[-1]
            if len(above) > 1:
                fields["title"] = above[-2]
    return fields


class _Parts:
    """The lines of a story by the label that they stand under."""

    def __init__(self) -> None:
        self.before: list[str] = []
        self.said: dict[str, list[str]] = {}
        self._current: list[str] | None = None
        self._is_body = self._is_tail = False

    def add(self, line: str) -> None:
        """Take one line."""
        name, value = _label_of(line, self._is_body)
        if name is not None and (name in TAIL_LABELS or not self._is_body):
            self._begin(name, value)
        elif not line.strip():
            if self._is_body:
                self.said["body"].append("")
            else:
                self.before.append("") if not self.said else None
                self._current = None
        elif self._is_body:
            self.said["body"].append(line.rstrip())
        elif self._current is not None:
            self._current.append(line.strip())
        elif not self.said:
            self.before.append(line.strip())
        elif not self._is_tail:
            self._is_body = True
            self.said["body"] = [line.rstrip()]

    def _begin(self, name: str, value: str) -> None:
        field = HEAD_LABELS.get(name) or TAIL_LABELS.get(name) or name
        self._is_body = field == "body"
        self._is_tail = self._is_tail or (name in TAIL_LABELS and "body" in self.said)
        self._current = self.said.setdefault(field, [])
        self._current.append(value)

    def fields(self) -> dict[str, Any]:
        """Return what the labels say."""
        fields: dict[str, Any] = {}
        for field in ("title", "subtitle", "authors", "dateline", "section", "url"):
            if text := " ".join(" ".join(self.said.get(field, ())).split()):
                fields[field] = text
        if "section" in fields:
            fields["section"] = (
                PAGE_TAIL.sub("", fields["section"]).strip(" ;,") or fields["section"]
            )
        if words := [w for w in re.split(r";\s*", " ".join(self.said.get("keywords", ()))) if w]:
            fields["keywords"] = words
        if code := _language(" ".join(self.said.get("language", ()))):
            fields["language"] = code
        fields["body"] = _trimmed(self.said.get("body", []))
        return fields


def _label_of(line: str, is_body: bool) -> tuple[str | None, str]:
    """Return the label (lower case) with which a line begins, and what follows; None for a line of text.

    In a text only a label in capitals, or in the writing of the newer form with its dash, is one of the archive's.
    """
    bare = line.strip()
    if bare.lower() in BARE_LABELS and bare[:1].isupper() and len(bare) > 1 and line[:1] != "\t":
        return bare.lower(), ""
    found = LABEL.match(line)
    if found is None:
        return None, ""
    name = found.group(1).lower()
    if name not in HEAD_LABELS and name not in TAIL_LABELS:
        return None, ""
    is_shouted = found.group(1).isupper()
    if is_body and not (is_shouted or name in ("load-date", "publication-type")):
        return None, ""
    return name, (found.group(2) or "").strip()


def _trimmed(lines: list[str]) -> str:
    """Return the text without the rights that stand at its end."""
    kept = list(lines)
    while kept and (not kept[-1].strip() or COPYRIGHT.match(kept[-1]) or RIGHTS.match(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip()


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Return runs of lines between blank ones."""
    found: list[list[str]] = [[]]
    for line in lines[-MAX_HEAD_LINES:]:
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [paragraph for paragraph in found if paragraph]


def _day_of(paragraph: list[str]) -> str | None:
    """Return the line of a paragraph that is a day: short, with a year and a month."""
    for line in paragraph:
        is_day = DAY_LINE.match(line) and not COPYRIGHT.match(line) and DAY_WORD.search(line)
        if is_day:
            return line
    return None


DAY_WORD = re.compile(
    r"\b(?:jan|feb|mar|mär|mrz|apr|may|mai|mei|jun|jui|jul|aug|aoû|ago|sep|oct|okt|nov|dec|dez|déc|dic|ene|abr|avr|fév|gen|mag|giu|lug|set|ott|maj|mrt"
    r"|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[^\W\d]*\.?\b|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{4}\b",
    re.IGNORECASE,
)


def _language(text: str) -> str | None:
    return next(
        (LANGUAGES[w] for w in re.findall(r"[^\W\d]+", text.lower()) if w in LANGUAGES), None
    )


def read_factiva_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a Factiva story: headline, byline, count of words, day, clock, source, code, language, rights."""
    head = [line.strip() for line in lines]
    count = next((at for at, line in enumerate(head) if WORD_COUNT.match(line)), None)
    if count is None:
        return {}
    fields: dict[str, Any] = {}
    above = [line for line in head[:count] if line]
    if above and len(above) > 1 and (BYLINE.match(above[-1]) or _is_name(above[-1])):
        fields["authors"] = above.pop()
    if (
        len(above) > 1
        and len(above[0].split()) <= MAX_SECTION_WORDS
        and len(above[0]) < len(above[1])
    ):
        fields["section"] = above.pop(0)
    if above:
        fields["title"] = " ".join(above)
    at = count + 1
    below: list[str] = []
    while at < len(head) and len(below) < MAX_FACTIVA_HEAD:
        line = head[at]
        at += 1
        if COPYRIGHT.match(line) or RIGHTS.match(line):
            break
        if not line and _language(below[-1] if below else "") and len(below[-1].split()) == 1:
            break
        if line:
            below.append(line)
    while (
        at < len(head)
        and head[at]
        and (RIGHTS.match(head[at]) or (len(head[at]) < 60 and not head[at].endswith(".")))
    ):
        at += 1
    fields |= _factiva_source(below)
    body = "\n".join(lines[at:]).strip()
    own = FACTIVA_ID.search(body)
    if own:
        fields["id"] = own.group(1)
        body = body[: own.start()].strip()
    body, _, last = body.rpartition("\n")
    rights = next((line for line in head[count:at] if COPYRIGHT.match(line)), "")
    is_owner = last.strip() in (rights.rpartition(" 2")[2][4:].strip(), fields.get("publisher"))
    fields["body"] = body.strip() if is_owner else f"{body}\n{last}".strip()
    return fields


MAX_SECTION_WORDS = 3
MAX_FACTIVA_HEAD = 14


def _is_name(line: str) -> bool:
    """Return whether a line can be a name: a few capitalised words without a mark at the end."""
    words = line.split()
    return (
        2 <= len(words) <= 4 and all(word[:1].isupper() for word in words) and line[-1:].isalpha()
    )


def _factiva_source(below: list[str]) -> dict[str, Any]:
    """Return day, publisher and language out of the lines under the count of words."""
    fields: dict[str, Any] = {}
    left = list(below)
    day = next((line for line in left if _day_of([line])), None)
    if day:
        fields["published"] = day
        left = left[left.index(day) + 1 :]
    if left and CLOCK.match(left[0]):
        fields["published"] = f"{fields.get('published', '')} {left.pop(0)}".strip()
    if left and not SOURCE_CODE.match(left[0]):
        fields["publisher"] = left.pop(0)
    code = next((LANGUAGES[line.lower()] for line in left if line.lower() in LANGUAGES), None)
    if code:
        fields["language"] = code
    return fields


CODED = re.compile(
    r"^(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|CLM|ART)(?:\s+(.*))?$"
)
CODES = {
    "HD": "title",
    "BY": "authors",
    "SE": "section",
    "PD": "published",
    "SN": "publisher",
    "CLM": "series",
}


def read_coded_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a Factiva story with codes before its fields (HD, BY, WC, PD ...)."""
    said: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        found = CODED.match(line.strip()) if line[:1].isupper() else None
        if found:
            current = said.setdefault(found.group(1), [])
            current.append(found.group(2) or "")
        elif current is not None:
            current.append(line.strip())
    if "HD" not in said:
        return {}
    fields: dict[str, Any] = {}
    for code, field in CODES.items():
        if text := " ".join(" ".join(said.get(code, ())).split()):
            fields[field] = text
    if clock := " ".join(said.get("ET", ())).strip():
        fields["published"] = f"{fields.get('published', '')} {clock}".strip()
    if language := _language(" ".join(said.get("LA", ()))):
        fields["language"] = language
    fields["body"] = "\n\n".join(
        "\n".join(said[code]).strip() for code in ("LP", "TD") if code in said
    )
    if own := FACTIVA_ID.search(
        "Document " + " ".join(said.get("AN", ())).replace("Document ", "")
    ):
        fields["id"] = own.group(1)
    return fields


PROQUEST = {
    "title": "title", "author": "authors", "publication title": "publisher", "publication date": "published", "publication info": "info",
    "full text": "body", "abstract": "abstract", "links": "links", "section": "section", "document url": "url", "proquest document id": "id",
    "language of publication": "language", "subject": "keywords", "people": "", "location": "", "company / organization": "",
    "publication subject": "", "pages": "", "publication year": "", "first page": "", "year": "", "publisher": "", "place of publication": "",
    "country of publication": "", "issn": "", "source type": "", "document type": "", "copyright": "", "last updated": "", "database": "",
    "column": "", "issue": "", "volume": "", "credit": "credit", "identifier / keyword": "", "classification": "", "document feature": "",
    "dateline": "dateline", "accession number": "", "number of pages": "", "edition": "", "illustration": "", "caption": "",
}  # fmt: skip
PROQUEST_LABEL = re.compile(r"^([A-Z][A-Za-z/ ]{2,28}):(?:\s+(.*))?$")


def read_proquest_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a ProQuest story; none of a table of contents or a bibliography."""
    said: dict[str, list[str]] = {}
    before: list[str] = []
    current: list[str] | None = None
    for line in lines:
        found = PROQUEST_LABEL.match(line.strip())
        if found and found.group(1).lower() in PROQUEST:
            name = found.group(1).lower()
            current = said.setdefault(PROQUEST[name] or name, [])
            current.append(found.group(2) or "")
        elif current is not None:
            current.append(line.strip())
        elif line.strip():
            before.append(line.strip())
    if "body" not in said and "publisher" not in said and "id" not in said:
        return {}
    fields: dict[str, Any] = {}
    for field in ("title", "authors", "publisher", "published", "section", "url", "id", "dateline"):
        if text := " ".join(" ".join(said.get(field, ())).split()):
            fields[field] = text
    titles = [line for line in before if not DOCUMENT_LINK.match(line)]
    if titles:
        fields.setdefault("title", titles[0])
    if "title" in fields:
        fields["title"] = EDITION.sub("", fields["title"]) or fields["title"]
    if "publisher" in fields:
        fields["publisher"] = fields["publisher"].partition(";")[0].strip()
    if words := [w for w in re.split(r";\s*", " ".join(said.get("keywords", ())).strip()) if w]:
        fields["keywords"] = words
    if code := _language(" ".join(said.get("language", ()))):
        fields["language"] = code
    fields["body"] = "\n".join(said.get("body", ())).strip()
    return fields


EDITION = re.compile(r"(?<!\s)\s*+:?+\s*+\[[^\[\]]{0,40}\bEdition\]$")
"""What ProQuest sets behind a headline: ": [First Edition]", of a paper printed several times a day."""
DOCUMENT_LINK = re.compile(
    r"^(?:ProQuest document link|Document \d+ of \d+|Find a copy|https?://\S+)", re.IGNORECASE
)


CERTIFICATE = re.compile(r"^Certificat (?:émis|emis)\b")
MAX_EUROPRESSE_HEAD = 12


def read_europresse_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a Europresse story: publication, day, headline, who signs, text, rights."""
    said = [line.strip() for line in lines]
    day = next((at for at, line in enumerate(said[:MAX_EUROPRESSE_HEAD]) if _day_of([line])), None)
    if day is None:
        return {}
    fields: dict[str, Any] = {"published": said[day]}
    if above := [line for line in said[:day] if line]:
        fields["publisher"] = above[0]
    end = next(
        (
            at
            for at, line in enumerate(said)
            if at > day and (COPYRIGHT.match(line) or CERTIFICATE.match(line))
        ),
        len(said),
    )
    runs = itertools.groupby(said[day + 1 : end], key=bool)
    paragraphs = [list(run) for is_text, run in runs if is_text]
    if paragraphs:
        fields["title"] = " ".join(paragraphs.pop(0))
    if (
        paragraphs
        and len(paragraphs[0]) == 1
        and (BYLINE.match(paragraphs[0][0]) or _is_name(paragraphs[0][0]))
    ):
        fields["authors"] = paragraphs.pop(0)[0]
    fields["body"] = "\n\n".join("\n".join(paragraph) for paragraph in paragraphs)
    return fields


RIS_TAG = re.compile(r"^\ufeff?([A-Z][A-Z0-9])  - ?(.*)$")
RIS = {
    "title": ("TI", "T1"), "authors": ("AU", "A1"), "published": ("DA", "Y1", "PY"), "publisher": ("T2", "JF", "JO", "PB"), "url": ("UR", "L2"),
    "section": ("SE",), "language": ("LA",), "id": ("AN", "ID"), "keywords": ("KW",), "body": ("N2", "AB"),
}  # fmt: skip
"""Tags of a reference manager's file, the most telling first."""


def read_ris_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a reference in RIS, as archives export for reference managers."""
    said: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        if found := RIS_TAG.match(line):
            current = said.setdefault(found[1], [])
            current.append(found[2].strip())
        elif current and line.strip():
            current[-1] += f"\n{line.strip()}"
    if "TY" not in said:
        return {}
    fields: dict[str, Any] = {}
    for field, tags in RIS.items():
        values = next((said[tag] for tag in tags if any(said.get(tag, ()))), [])
        if values:
            fields[field] = values if field in ("authors", "keywords") else values[0].strip("/")
    if "language" in fields:
        fields["language"] = _language(fields["language"]) or fields["language"]
    return fields


MAX_RULED_HEAD = 3  # lines under a headline: who wrote it, where and when


def read_ruled_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a story that somebody put behind others: a headline, who wrote it, a day, the text."""
    said = list(itertools.dropwhile(lambda line: not line.strip(), lines))
    if not said:
        return {}
    fields: dict[str, Any] = {"title": said[0].strip()}
    at = 1
    for line in said[1 : 2 + MAX_RULED_HEAD]:
        text = line.strip()
        if "authors" not in fields and BYLINE.match(text) and len(text.split()) <= MAX_BYLINE_WORDS:
            fields["authors"] = text
        elif "published" not in fields and len(text) <= MAX_STAMP and HAS_YEAR.search(text):
            fields["published"] = text
        elif text:
            break
        at += 1
    return fields | {"body": "\n".join(said[at:]).strip()}


MAX_BYLINE_WORDS = 10
MAX_STAMP = 80
HAS_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
