"""The fields of one story of an archive's export: LexisNexis in its generations, Factiva, ProQuest."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copydesk.readers.fields import filled
from copydesk.text.field_names import field_of

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
    "url": "url", "load-date": "loaded", "update": "loaded", "date-chargement": "loaded", "fecha-carga": "loaded", "idioma": "language", "lingua": "language", "tipo-publicación": "", "tipo de publicación": "", "language": "language", "sprache": "language",
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
MAX_HEAD_LINES = 60  # chosen: lines before the text that are looked at


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
    if days:
        _read_nexis_head(fields, before, days[-1 if has_cover else 0])
    return fields


def _read_nexis_head(fields: dict[str, Any], before: list[list[str]], day: int) -> None:
    """Add what stands around the paragraph of the day: the publication above it, the headline below or above."""
    fields["published"] = _day_of(before[day])
    lines = itertools.chain.from_iterable(before[:day])
    above = list(itertools.filterfalse(COPYRIGHT.match, lines))
    within = list(itertools.filterfalse(COPYRIGHT.match, before[day]))
    above += within[: within.index(fields["published"])]
    below = [p for p in before[day + 1 :] if not any(map(COPYRIGHT.match, p))]
    is_newer = "title" not in fields and not below  # headline, publication, day
    if above:
        fields["publisher"] = above[-1]
    if below:
        fields.setdefault("title", " ".join(below[0]))
    if is_newer and len(above) > 1:
        fields["title"] = above[-2]


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
        elif self._is_body:
            self.said["body"].append(line.rstrip())
        elif not line.strip():
            if not self.said:
                self.before.append("")
            self._current = None
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
        names = ("title", "subtitle", "authors", "dateline", "section", "url")
        fields = _said_fields(self.said, {name: name for name in names})
        if "section" in fields:
            bare = PAGE_TAIL.sub("", fields["section"]).strip(" ;,")
            fields["section"] = bare or fields["section"]
        fields |= _said_lists(self.said, " ".join(self.said.get("keywords", ())))
        fields["body"] = _trimmed(self.said.get("body", []))
        return fields


def _said_fields(said: Mapping[str, list[str]], names: Mapping[str, str]) -> dict[str, Any]:
    """Return our fields out of the lines under labels or codes, each on one line; only those that say something."""
    texts = {field: " ".join(" ".join(said.get(name, ())).split()) for name, field in names.items()}
    return filled(**texts)


def _said_lists(said: Mapping[str, list[str]], keywords: str) -> dict[str, Any]:
    """Return the keywords, and the code of the language under its label."""
    words = [word for word in re.split(r";\s*", keywords) if word]
    code = _language(" ".join(said.get("language", ())))
    return filled(keywords=words, language=code)


def _label_of(line: str, is_body: bool) -> tuple[str | None, str]:
    """Return the label (lower case) with which a line begins, and what follows; None for a line of text.

    In a text only a label in capitals, or in the writing of the newer form with its dash, is one of the archive's.
    """
    bare = line.strip()
    if bare.lower() in BARE_LABELS and bare[:1].isupper() and line[:1] != "\t":
        return bare.lower(), ""
    found = LABEL.match(line)
    if found is None or (name := found[1].lower()) not in HEAD_LABELS.keys() | TAIL_LABELS.keys():
        return None, ""
    if is_body and not found[1].isupper() and name not in ("load-date", "publication-type"):
        return None, ""
    return name, (found[2] or "").strip()


def _trimmed(lines: list[str]) -> str:
    """Return the text without the rights that stand at its end."""
    kept = list(lines)
    while kept and (not kept[-1].strip() or _tells_rights(kept[-1])):
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
    below, at = _factiva_head(head, count + 1)
    fields = _factiva_title([line for line in head[:count] if line]) | _factiva_source(below)
    body = "\n".join(lines[at:]).strip()
    own = FACTIVA_ID.search(body)
    if own:
        fields["id"] = own.group(1)
        body = body[: own.start()].strip()
    body, _, last = body.rpartition("\n")
    rights = next(filter(COPYRIGHT.match, head[count:at]), "")
    is_owner = last.strip() in (rights.rpartition(" 2")[2][4:].strip(), fields.get("publisher"))
    fields["body"] = body.strip() if is_owner else f"{body}\n{last}".strip()
    return fields


def _factiva_title(above: list[str]) -> dict[str, Any]:
    """Return who signs, the section and the headline out of the lines above the count of words."""
    fields: dict[str, Any] = {}
    if len(above) > 1 and _is_signature(above[-1]):
        fields["authors"] = above.pop()
    is_headed = len(above) > 1 and len(above[0].split()) <= MAX_SECTION_WORDS
    if is_headed and len(above[0]) < len(above[1]):
        fields["section"] = above.pop(0)
    if above:
        fields["title"] = " ".join(above)
    return fields


def _factiva_head(head: Sequence[str], at: int) -> tuple[list[str], int]:
    """Return the lines of a head from one on, and where the text begins: behind the rights, or the language and a blank line."""
    below: list[str] = []
    while at < len(head) and len(below) < MAX_FACTIVA_HEAD:
        line, last = head[at], below[-1] if below else ""
        at += 1
        is_end = not line and len(last.split()) == 1 and _language(last) is not None
        if is_end or _tells_rights(line):
            break
        below += filter(None, [line])
    return below, at + sum(1 for _ in itertools.takewhile(_is_rights, head[at:]))


def _tells_rights(line: str) -> bool:
    """Return whether a line says that rights are reserved, or whose they are."""
    return COPYRIGHT.match(line) is not None or RIGHTS.match(line) is not None


def _is_rights(line: str) -> bool:
    """Return whether a line under a head can be of its rights: it says so, or is short and no sentence."""
    is_short = 0 < len(line) < 60 and not line.endswith(".")
    return is_short or RIGHTS.match(line) is not None


def _is_signature(line: str) -> bool:
    """Return whether a line says who wrote a story: "By Ann Lee", "Ann Lee"."""
    return BYLINE.match(line) is not None or _is_name(line)


MAX_SECTION_WORDS = 3  # chosen: "Business and Finance"; a headline has more
MAX_FACTIVA_HEAD = 14
"""Chosen: lines from the word count to the rights."""


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
    code = next(filter(None, (LANGUAGES.get(line.lower()) for line in left)), None)
    return fields | filled(language=code)


CODED = re.compile(
    r"^(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|CLM|ART)(?:\s+(.*))?$"
)
CODES = {
    "HD": "title", "BY": "authors", "SE": "section", "PD": "published", "SN": "publisher",
    "CLM": "series",
}  # fmt: skip


def read_coded_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a Factiva story with codes before its fields (HD, BY, WC, PD ...)."""
    said = _under_labels((line, CODED.match(line.strip()) if line[:1].isupper() else None) for line in lines)[1]  # fmt: skip
    if "HD" not in said:
        return {}
    fields = _said_fields(said, CODES)
    if clock := " ".join(said.get("ET", ())).strip():
        fields["published"] = f"{fields.get('published', '')} {clock}".strip()
    fields |= filled(language=_language(" ".join(said.get("LA", ()))))
    texts = ["\n".join(said[code]).strip() for code in ("LP", "TD") if code in said]
    fields["body"] = "\n\n".join(texts)
    number = " ".join(said.get("AN", ())).replace("Document ", "")
    if own := FACTIVA_ID.search(f"Document {number}"):
        fields["id"] = own.group(1)
    return fields


def _under_labels(
    lines: Iterable[tuple[str, re.Match[str] | None]],
) -> tuple[list[str], dict[str, list[str]]]:
    """Return the lines before the first label, and those under each label with what stands beside it."""
    before: list[str] = []
    said: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line, found in lines:
        if found:
            current = said.setdefault(found[1], [])
            current.append(found[2] or "")
        elif current is not None:
            current.append(line.strip())
        elif line.strip():
            before.append(line.strip())
    return before, said


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
    told = itertools.filterfalse(OWN_LINK.fullmatch, lines)
    before, labelled = _under_labels((line, _proquest_label(line)) for line in told)
    said: dict[str, list[str]] = {}
    for label, texts in labelled.items():
        if field := PROQUEST[label.lower()]:
            said.setdefault(field, []).extend(texts)
    if said.keys().isdisjoint(("body", "publisher", "id")):
        return {}
    names = ("title", "authors", "publisher", "published", "section", "url", "id", "dateline")
    fields = _said_fields(said, {name: name for name in names})
    titles = itertools.filterfalse(DOCUMENT_LINK.match, before)
    title = fields.get("title") or next(titles, "")
    if title:
        fields["title"] = EDITION.sub("", title) or title
    if "publisher" in fields:
        paper = fields["publisher"].partition(";")[0].strip()
        fields["publisher"] = EDITION_OF.sub("", paper)
    fields |= _said_lists(said, " ".join(said.get("keywords", ())).strip())
    fields["body"] = "\n".join(said.get("body", ())).strip()
    return fields


def _proquest_label(line: str) -> re.Match[str] | None:
    found = PROQUEST_LABEL.match(line.strip())
    return found if found and found[1].lower() in PROQUEST else None


EDITION = re.compile(r"(?<!\s)\s*+(?::\s*+\[[^\[\]]{1,40}|\[[^\[\]]{0,40}\bEdition)\]$")
"""What ProQuest sets behind a headline: ": [First Edition]", of a paper printed several times a day, ": [Foreign Desk]"."""
EDITION_OF = re.compile(r", [^,;]{0,40}\bEdition\b.*")
"""The same behind a paper's name: ", Late Edition (East Coast)"."""
OWN_LINK = re.compile(r"\s*(?:ProQuest document link|Find a copy)\s*")
"""What ProQuest writes between the lines of a document, whatever stands above it."""
DOCUMENT_LINK = re.compile(
    r"^(?:ProQuest document link|Document \d+ of \d+|Find a copy|https?://\S+)", re.IGNORECASE
)


EBSCO = {
    "title": "title", "author": "authors", "authors": "authors", "source": "source", "full text": "body", "abstract": "abstract",
    "persistent link to this record": "url", "accession number": "id", "database": "", "document type": "", "subject terms": "", "people": "",
    "geographic terms": "", "issn": "", "lexile": "", "full text word count": "", "language": "language", "section": "section", "notes": "",
}  # fmt: skip
LABEL_LINE = re.compile(r"^([A-Z][A-Za-z ()]{2,40}):(?:\s+(.*))?$")
EBSCO_SOURCE = re.compile(
    r"(?P<publisher>.{2,120}?)[.,] ?(?P<published>[^.,;]*?\d{1,2}[^.;]{0,20}?\d{4})\b"
)
"""Where and when a story stood: "Kelso Courier. 5/12/2008, p4. 1p.", "Kelso Courier (Kelso), May 12, 2008"."""


def read_ebsco_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a record of EBSCOhost: labels with what they say beside or below them; none of one without title or text."""
    labelled = _under_labels((line, _ebsco_label(line)) for line in lines)[1]
    said = {EBSCO[name.lower()]: texts for name, texts in labelled.items()}
    fields = _said_fields(
        said, {name: name for name in ("title", "authors", "url", "id", "section")}
    )
    if found := EBSCO_SOURCE.match(" ".join(" ".join(said.get("source", ())).split())):
        fields |= found.groupdict()
    text = said.get("body") or said.get("abstract", [])
    body = "\n".join(
        itertools.takewhile(lambda line: not PARTING_RULE.fullmatch(line), text)
    ).strip()
    if "title" in fields:
        return (
            fields
            | _said_lists(said, "")
            | {"title": fields["title"].removesuffix("."), "body": body}
        )
    return fields | {"body": body} if body else {}


def _ebsco_label(line: str) -> re.Match[str] | None:
    found = LABEL_LINE.match(line.strip())
    return found if found and found[1].lower() in EBSCO else None


PARTING_RULE = re.compile(r"[-_=*]{20,}")
CERTIFICATE = re.compile(r"^(?:Certificat (?:émis|emis)|Cet article est paru dans)\b")
MAX_EUROPRESSE_HEAD = 12  # chosen: lines in which the day must stand


def read_europresse_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a Europresse story: publication, day, headline, who signs, text, rights."""
    said = [line.strip() for line in lines]
    day = next((at for at, line in enumerate(said[:MAX_EUROPRESSE_HEAD]) if _day_of([line])), None)
    if day is None:
        return {}
    fields: dict[str, Any] = {"published": said[day]}
    above = [line for line in said[:day] if line and not _is_under_rights(line)]
    if above:
        fields["publisher"] = above[0]
    below = itertools.takewhile(lambda line: not _is_under_rights(line), said[day + 1 :])
    paragraphs = [list(run) for is_text, run in itertools.groupby(below, key=bool) if is_text]
    if paragraphs:
        fields["title"] = " ".join(paragraphs.pop(0))
    if paragraphs and len(paragraphs[0]) == 1 and _is_signature(paragraphs[0][0]):
        fields["authors"] = paragraphs.pop(0)[0]
    fields["body"] = "\n\n".join(map("\n".join, paragraphs))
    return fields


def _is_under_rights(line: str) -> bool:
    """Return whether a line says whose a text is: a story ends before it."""
    return COPYRIGHT.match(line) is not None or CERTIFICATE.match(line) is not None


RIS_TAG = re.compile(r"^\ufeff?([A-Z][A-Z0-9])  - ?(.*)$")
RIS = {
    "title": ("TI", "T1"), "authors": ("AU", "A1"), "published": ("DA", "Y1", "PY"), "publisher": ("T2", "JF", "JO", "PB"), "url": ("UR", "L2"),
    "section": ("SE",), "language": ("LA",), "id": ("AN", "ID"), "keywords": ("KW",), "body": ("N2", "AB"), "file": ("L1",),
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
        told = (said[tag] for tag in tags if any(said.get(tag, ())))
        if values := next(told, None):
            fields[field] = values if field in ("authors", "keywords") else values[0].strip("/")
    if "language" in fields:
        fields["language"] = _language(fields["language"]) or fields["language"]
    return fields


MIN_LABELS, MAX_LABELLED_HEAD = 2, 12
"""Chosen: lines of labels below a headline ("Author: …", "Date: …"), of Gale and of whoever writes alike."""
MAX_RULED_HEAD = 3  # lines under a headline: who wrote it, where and when


def read_ruled_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a story that somebody put behind others: a headline, who wrote it, a day, the text."""
    said = list(itertools.dropwhile(lambda line: not line.strip(), lines))
    if not said:
        return {}
    fields: dict[str, Any] = {"title": said[0].strip()}
    if labelled := _labelled_below(said[1:]):
        return fields | labelled
    at = 1
    for line in said[1 : 2 + MAX_RULED_HEAD]:
        text = line.strip()
        field = _ruled_field(text)
        if text and field != "page" and (field is None or field in fields):
            break
        fields |= {field: text} if field in ("authors", "published") else {}
        at += 1
    return fields | {"body": "\n".join(said[at:]).strip()}


def _labelled_below(lines: Sequence[str]) -> dict[str, Any]:
    """Return the fields of a story where labels alone stand below its headline, up to a blank line; nothing for any other."""
    head = list(itertools.takewhile(str.strip, lines[:MAX_LABELLED_HEAD]))
    told = {found[1]: found[2] or "" for line in head if (found := LABEL_LINE.match(line))}
    if len(told) < len(head) or sum(field_of(name) is not None for name in told) < MIN_LABELS:
        return {}
    rest = list(itertools.dropwhile(lambda line: not line.strip(), lines[len(head) :]))
    is_named = bool(rest) and field_of(rest[0].rstrip(": ")) == "body"
    return told | {"body": _trimmed(rest[is_named:])}


def _ruled_field(text: str) -> str | None:
    """Return what a line below a headline says: who wrote it, the day, the page; None where it is text."""
    if BYLINE.match(text) and len(text.split()) <= MAX_BYLINE_WORDS:
        return "authors"
    if len(text) <= MAX_STAMP and HAS_YEAR.search(text):
        return "published"
    return "page" if PAGE_NUMBER.fullmatch(text) else None


PAGE_NUMBER = re.compile(
    r"(?i)(?:sid[ae]|seite|pages?|p[aá]gina|strona|s\.|p\.)\s*[A-Z]?\d{1,3}(?:\s?[-–,]\s?\d{1,3})*"
)
"""The page of the paper on which a story stood: no line of its text."""
MAX_BYLINE_WORDS = 10  # chosen: three names and a trade; more is a sentence that opens with "By"
MAX_STAMP = 80  # chosen: characters of a line that gives a day, as `layout.MAX_DATE_CHARS`
HAS_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


NEWSBANK_DAY = re.compile(r"([A-Z][a-z]+ \d{1,2}, \d{4}) ?\| (.{3,120})")
NEWSBANK_HEAD = re.compile(
    r"(?:(?:Author|Byline): (?P<authors>[^|]{1,300}?) ?\| ?)?Section: (?P<section>[^|]{1,200}?) ?\| ?\d[\d,]* Words.*"
)
NEWSBANK_OTHER = re.compile(
    r"(?:Page|Column|Edition|Readability|Index terms?|Memo):.*|OpenURL Link"
)
NEWSBANK_END = re.compile(r"(?:Citation|Record|Dateline) ?[(:].*|©.*|Copyright.*")


def read_newsbank_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a story of NewsBank: the headline above day and paper, then who wrote it and where it stood."""
    said = [line.strip() for line in lines]
    days = [n for n, line in enumerate(said) if NEWSBANK_DAY.fullmatch(line)]
    above = list(filter(None, said[: days[0]])) if days else []
    day = NEWSBANK_DAY.fullmatch(said[days[0]]) if above else None
    if day is None:
        return {}
    paper = re.sub(r" ?\([^()]*\)$", "", day[2])
    told = {"title": above[-1], "published": day[1], "publisher": paper}
    return told | _newsbank_text(said[days[0] + 1 :])


def _newsbank_text(lines: Sequence[str]) -> dict[str, Any]:
    """Return what stands below the day of a story of NewsBank: who wrote it, the section, the text up to its copyright."""
    fields: dict[str, Any] = {}
    body: list[str] = []
    for line in itertools.takewhile(lambda line: not NEWSBANK_END.fullmatch(line), lines):
        head = None if body else NEWSBANK_HEAD.fullmatch(line)
        if head is not None:
            fields |= filled(**head.groupdict())
        elif body or (line and not NEWSBANK_OTHER.fullmatch(line)):
            body.append(line)
    return fields | {"body": "\n".join(body).strip()}


CORPUS_ID = re.compile(r"(?:@@|##)(\d+)\s*")
CORPUS_MARK = re.compile(r"<(h|p)>")


def read_corpus_story(lines: list[str]) -> dict[str, Any]:
    r"""Return the fields of a text of the corpora of Brigham Young University: its number, a headline, paragraphs.

    >>> read_corpus_story(["@@451 <h> Ferry sails <p> It left. <p> It came."])
    {'id': '451', 'title': 'Ferry sails', 'body': 'It left.\n\nIt came.'}
    """
    text = " ".join(line.strip() for line in lines).strip()
    number = CORPUS_ID.match(text)
    if number is None:
        return {}
    first, *marked = map(str.strip, CORPUS_MARK.split(text[number.end() :]))
    parts = list(zip(marked[::2], marked[1::2], strict=True))
    title = " ".join(part for mark, part in parts if mark == "h")
    body = [first, *(part for mark, part in parts if mark == "p")]
    return filled(id=number[1], title=title, body="\n\n".join(filter(None, body)))


WIRE_TEXT = re.compile(r"\x02([^\x02\x03]*)\x03")
WIRE_STAMP = re.compile(r"\b(\d\d)(\d\d)(\d\d)\s+(?:GMT\s+)?([A-Z]{3})\s+(\d\d)\b")
WIRE_CENTURY = 60  # chosen: two digits of a year above it are of the last century; agencies sent this form from 1979 on


def read_wire_story(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a message of an agency (IPTC 7901, ANPA 1312): its text stands between two signs, the moment behind it."""
    whole = "\n".join(lines)
    found = WIRE_TEXT.search(whole)
    if found is None:
        return {}
    head, _, rest = found[1].strip("\n ").partition("\n\n")
    fields: dict[str, Any] = {"title": " ".join(head.split())}
    first, _, below = rest.strip("\n").partition("\n")
    if BYLINE.match(first.strip()) and len(first.split()) <= MAX_BYLINE_WORDS:
        fields["authors"], rest = first.strip(), below
    if stamp := WIRE_STAMP.search(whole, found.end()):
        day, hour, minute, month, year = stamp.groups()
        century = 1900 if int(year) > WIRE_CENTURY else 2000
        fields["published"] = f"{day} {month} {century + int(year)} {hour}:{minute} GMT"
    return fields | {"body": rest.strip("\n")}
