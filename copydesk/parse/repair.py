"""Repairs damaged text: mojibake, entities, control and invisible characters, hard-wrapped lines.

What a line says (byline, advertisement ...) is not decided here.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import json
import quopri
import re
import unicodedata
from collections.abc import Iterable
from statistics import median

import ftfy

from copydesk.text.references import unescape

FTFY = ftfy.TextFixerConfig(
    unescape_html=False,  # done here: ftfy leaves entities alone where it sees a tag
    remove_terminal_escapes=True,
    fix_encoding=True,
    restore_byte_a0=True,
    replace_lossy_sequences=True,
    decode_inconsistent_utf8=True,
    fix_c1_controls=True,
    fix_latin_ligatures=False,
    fix_character_width=False,  # full-width forms are good Chinese and Japanese typography
    uncurl_quotes=False,
    fix_line_breaks=True,
    fix_surrogates=True,
    remove_control_chars=True,
    normalization="NFC",
    max_decode_length=1_000_000,
    explain=False,
)
ENTITY_ROUNDS = 3  # "&amp;amp;quot;" is seen, more layers are not
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
INVISIBLES = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
LINE_MARKS = "\r\x0b\x0c\x85\u2028\u2029"
WHITE = (
    "\t\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space but plain spaces and line feeds."""
ODD_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
SPACES = re.compile("[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
EDGE_SPACES = re.compile(r" *\n *")
REPLACEMENT = "\ufffd"
SOUND = re.compile("[\t -~\u2010-\u2027\u3001-\u3096\u30a1-\u30fe\u3400-\u9fff\uac00-\ud7a3]*")
"""Signs of which no text in a wrong encoding of one byte is made up alone, and that no normal form changes."""
FLAWLESS = re.compile(
    "[\t\n -%'-~\u2010-\u2027\u3001-\u3096\u30a1-\u30fe\u3400-\u9fff\uac00-\ud7a3]*"
)
"""Signs of which a text has nothing to repair but its spaces: the sound ones, line breaks, and no "&"."""

SIMPLE_ESCAPES = {"n": "\n", "r": "\n", "t": " ", '"': '"', "'": "'", "\\": "\\", "/": "/"}
ESCAPE = re.compile(
    r"(?:\\x[0-9a-fA-F]{2})+|(?:\\u[0-9a-fA-F]{4})+|\\U[0-9a-fA-F]{8}|\\r\\n|\\[nrt\"'\\/]"
)
SURE_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\x(?:[89a-f][0-9a-f])|\\r\\n|\\n\\n", re.I)
"""Escapes that nobody writes for anything else."""
SPOKEN_OF = re.compile(r"[\s(\"“]\\u(?!201[34]|2022|2026|00[aA]0)[0-9a-fA-F]{4}(?=[\s).,;:\"”])")
"""An escape that stands alone like a word: a story that names it. Dashes, dots and bullets stand so, too, and are meant."""
LINE_END_ESCAPE = re.compile(r"[.!?…\"”’')\]:\s](?:\\n|\\r)(?=[\sA-ZÀ-ÞА-Я\"“„«¿¡\d(—–-])")
WINDOWS_PATH = re.compile(r"\b[A-Za-z]:\\")
BYTES_LITERAL = re.compile(r"""^\s*b(['"])((?:\\.|(?!\1)[^\\])*+)\1\s*$""", re.DOTALL)
"""How Python writes bytes down: the text was never decoded. Within them the mark that ends them has a backslash."""

INDENT = re.compile(r"^(?: {2,}|\t|\u3000)\S")
LIGATURE = re.compile("[\ufb00-\ufb06]")
"""Joined letters (ﬁ, ﬂ) as text layers of PDFs hold them: signs of print, that no search for the word finds."""
HYPHEN_BREAK = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zà-ÿ])")
WRAP_WIDTHS = (38, 110)  # columns at which typewriters, terminals and mail programs broke lines
NEAR_WIDEST = 0.75  # chosen: a wrapped line ends short of the widest by a long word at most
RUNNING_SHARE = 0.4  # of the lines must go on with a small letter: no list and no verse does
WRAPPED_SHARE = 0.6  # of the lines that do not end a paragraph must come near the widest
OPEN_SHARE = 0.5  # of them must not end a sentence
MANY_WORDS, WORDS_ALONE = 30, 0.9  # chosen: a short paragraph of lines, nearly all of them one word
SENTENCE_END = re.compile(r"[.!?:;…\"”’'»)\]。！？]\s*$")


def unescape_entities(text: str) -> str:
    """Return the text with HTML entities resolved; those that stand for control characters go."""

    def resolve(found: re.Match[str]) -> str:
        name = found[0]
        if name[1] == "#":
            digits = name[2:-1]
            code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
            if code in (9, 10, 13):
                return chr(code)
            if code < 32 or code == 127 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                return ""
        return unescape(name)

    for _ in range(ENTITY_ROUNDS):
        resolved = ENTITY.sub(resolve, text)
        if resolved == text:
            break
        text = resolved
    return text


@functools.lru_cache(maxsize=512)
def mend_line(line: str) -> str:
    """Return a line with its characters repaired. Kept, since every text is repaired until nothing changes."""
    return line if SOUND.fullmatch(line) else ftfy.fix_text(line, FTFY)


def _has_odd_spaces(text: str) -> bool:
    """Return whether spaces of a text are to be set: some are tabs, several, or beside a line break."""
    return "\t" in text or "  " in text or " \n" in text or "\n " in text


def set_line_breaks(text: str) -> str:
    """Return the text with every line ended by a plain line feed."""
    return LINE_BREAKS.sub("\n", text) if any(mark in text for mark in LINE_MARKS) else text


def one_pass(text: str) -> str:
    """Return the text after one round of every repair."""
    text = unescape_entities(text)
    text = set_line_breaks(text)
    if not text.isascii():
        text = set_line_breaks("\n".join(map(mend_line, text.split("\n"))))
        text = LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = INVISIBLES.sub("", CONTROLS.sub("", text))
    return set_spaces(text)


def set_spaces(text: str) -> str:
    """Return the text with single plain spaces, and none round line breaks."""
    if "  " in text or not (text.replace("\n", "").isprintable() or not ODD_SPACE.search(text)):
        text = SPACES.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = EDGE_SPACES.sub("\n", text)
    return text.strip(" ")


def repair_text(text: str) -> tuple[str, bool]:
    """Return the repaired text, and whether more than white space was repaired. Line breaks stay.

    >>> repair_text("caf\\u00c3\\u00a9 &amp; bar&#5;")
    ('caf\\xe9 & bar', True)
    """
    if FLAWLESS.fullmatch(text):
        return (set_spaces(text) if _has_odd_spaces(text) else text.strip(" ")), False
    repaired = text
    for _ in range(ENTITY_ROUNDS + 1):
        again = one_pass(repaired)
        if again == repaired:
            break
        repaired = again
        if FLAWLESS.fullmatch(repaired):
            break  # its spaces are set
    return repaired, repaired != text and "".join(text.split()) != "".join(repaired.split())


QUOTED_PAIR = re.compile(r"=(?:C3=[89AB]|E2=8|D[01]=[89AB]|C[45]=[89AB])[0-9A-F]")
"""Two bytes of a letter as mails write them: "für" is "f=C3=BCr"."""
MIN_QUOTED = 2  # chosen: one pair may stand in an address


def _of_mail(text: str) -> str:
    """Return what a text in the encoding of mails (quoted-printable) says.

    >>> _of_mail("f=C3=BCr die L=C3=A4den, 3=3D3")
    'für die Läden, 3=3'
    """
    return quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def unescape_source(text: str) -> str:
    r"""Return text that was written down as program source as it was meant: \n, \u2019, \xa0 and b'...' resolved.

    A lone backslash before an n may as well be a path: it counts where a line can end, or beside surer signs.

    >>> unescape_source(r"He didn\u2019t.\n\nShe did."), unescape_source(r"the folder C:\news")
    ('He didn’t.\n\nShe did.', 'the folder C:\\news')
    """
    text = text.replace("_x000D_", "").replace("\\\n", "\n")  # Excel's and MySQL's line breaks
    if "=" in text and len(QUOTED_PAIR.findall(text)) >= MIN_QUOTED:
        text = _of_mail(text)
    if "\\" not in text and not text.startswith(("b'", 'b"')):
        return text
    inner = BYTES_LITERAL.match(text)
    if inner is not None and (ESCAPE.search(inner[2]) or inner[2].isascii()):
        return _unescape(inner[2])
    is_source = SURE_ESCAPE.search(text) or (
        LINE_END_ESCAPE.search(text) and not WINDOWS_PATH.search(text)
    )
    if not is_source or len(ESCAPE.findall(text)) == len(SPOKEN_OF.findall(text)):
        return text
    if text[:1] == text[-1:] == '"':
        with contextlib.suppress(ValueError):  # a quotation, no text that JSON wrote down
            return str(json.loads(text))
    return _unescape(text)


def _unescape(text: str) -> str:
    """Return the text with every escape of Python and JSON resolved; runs of bytes are read as UTF-8."""

    def resolve(found: re.Match[str]) -> str:
        sign = found[0]
        if sign[1] == "x":
            raw = bytes.fromhex(sign.replace("\\x", ""))
            return _utf8_or_latin(raw)
        if sign[1] in "uU":
            units = re.findall(r"\\[uU]([0-9a-fA-F]{4,8})", sign)
            joined = "".join(chr(min(int(unit, 16), 0x10FFFF)) for unit in units)
            return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return SIMPLE_ESCAPES[sign[1]]

    return ESCAPE.sub(resolve, text)


def _utf8_or_latin(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def has_lost_characters(text: str) -> bool:
    """Return whether the text holds marks of characters that could not be decoded."""
    return REPLACEMENT in text


def is_hard_wrapped(lines: list[str]) -> bool:
    """Return whether lines were broken at a fixed width: they run on into the next, or near the widest."""
    filled = [line.rstrip() for line in lines if line.strip()]
    if len(filled) < 2:
        return False
    # one overlong line does not count
    widest = sorted(map(len, filled))[-max(1, len(filled) // 20)]
    pairs = running_pairs(lines)
    if is_word_a_line(pairs):
        return True
    if not WRAP_WIDTHS[0] <= widest <= WRAP_WIDTHS[1] or not pairs:
        return False
    runs_on = [after.lstrip()[0].islower() for _, after in pairs]
    ends = [SENTENCE_END.search(line) is not None for line, _ in pairs]
    n_open = sum(running or not end for running, end in zip(runs_on, ends, strict=True))
    if n_open < OPEN_SHARE * len(pairs):
        return False
    n_near = sum(len(line) >= NEAR_WIDEST * widest for line, _ in pairs)
    is_block = len(filled) >= 4 and len(pairs) >= 0.5 * len(filled)
    is_full = is_block and n_near >= WRAPPED_SHARE * len(pairs)
    return is_full or sum(runs_on) >= RUNNING_SHARE * len(pairs)


def is_word_a_line(pairs: list[tuple[str, str]]) -> bool:
    """Return whether each space of a prose became a line break: words alone that run on, and sentences among them."""
    n_words = sum(" " not in line for line, _ in pairs)
    n_on = sum(after.lstrip()[0].islower() for _, after in pairs)
    n_sentences = sum(SENTENCE_END.search(line) is not None for line, _ in pairs)
    is_prose = n_on >= RUNNING_SHARE * len(pairs) and n_sentences > 1
    return is_prose and len(pairs) >= MANY_WORDS and n_words >= WORDS_ALONE * len(pairs)


def running_pairs(lines: list[str]) -> list[tuple[str, str]]:
    """Return the lines that have another right below them that is not indented, each with that one."""
    return [
        (line.rstrip(), after)
        for line, after in itertools.pairwise(lines)
        if line.strip() and after.strip() and not INDENT.match(after)
    ]


def join_lines(lines: Iterable[str]) -> str:
    """Return lines as one paragraph; a word broken by a hyphen is whole again."""
    text = "\n".join(line.strip() for line in lines)
    return re.sub(r"(?<!\s)[^\S\n]*+\n\s*+", " ", HYPHEN_BREAK.sub("", text)).strip()


def wrapped_paragraphs(lines: list[str]) -> list[str]:
    """Return the paragraphs of hard-wrapped lines: parted by blank lines, else opened by indented ones."""
    typical = median(len(line.rstrip()) for line in lines if line.strip())
    groups: list[list[str]] = [[]]
    before = ""
    for line in lines:
        if not line.strip() or is_opening(line, before, typical):
            groups.append([])
        if line.strip():
            groups[-1].append(line)
        before = line
    return [join_lines(group) for group in groups if group]


def is_opening(line: str, before: str, typical: float) -> bool:
    """Return whether a line opens a paragraph: indented, or behind a short line that ends a sentence."""
    is_ended = SENTENCE_END.search(before) is not None
    if line.lstrip()[:1].islower() and not is_ended:
        return False
    is_short = before.strip() != "" and len(before.rstrip()) < 0.55 * typical
    return INDENT.match(line) is not None or (is_short and is_ended)


def rejoin_paragraphs(text: str) -> str:
    """Return the text with one blank line between paragraphs; hard-wrapped lines are put together again.

    >>> rejoin_paragraphs("One story.\\nAnother one.")
    'One story.\\n\\nAnother one.'
    """
    is_odd = _has_odd_spaces(text) or any(map(text.__contains__, WHITE))
    lines = (set_line_breaks(text) if is_odd else text).split("\n")
    if is_hard_wrapped(lines):
        return "\n\n".join(wrapped_paragraphs(lines))
    if is_odd:
        return "\n\n".join(normalise_paragraphs(lines))
    return "\n\n".join([line for line in lines if line]).strip(" ")


def normalise_paragraphs(paragraphs: Iterable[str]) -> list[str]:
    """Return the paragraphs that hold text, each on one line with single spaces."""
    cleaned = (" ".join(paragraph.split()) for paragraph in paragraphs)
    return [paragraph for paragraph in cleaned if paragraph]
