"""The text of a named field to paragraphs: tokenised text is put together, markup is read, lines are rejoined."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from copydesk.parse.pattern_table import Sign
from copydesk.parse.repair import rejoin_paragraphs, repair_text
from copydesk.text.field_names import ABOUT_STORY, are_runs, kind_of
from copydesk.text.long_numbers import read_json
from copydesk.text.python_syntax import parsed
from copydesk.text.references import unescape
from copydesk.text.rtf import text_of_rtf

TAG = re.compile(
    r"</?(?:p|div|br|span|a|img|b|i|em|strong|h[1-6]|ul|ol|li|table|td|tr|blockquote|figure|script|style)\b[^<>]*>",
    re.I,
)
WHOLE_PAGE = re.compile(r"<(?:html|body|head)\b", re.IGNORECASE)
MIN_TAGS = 2  # chosen: one "<p>" may be what a text speaks of

SPACED = re.compile(r" [,.;:!?]")
SPACED_MARK = re.compile(r" [,.;:!?](?<=\w .)(?=\s|$)")
GLUED_MARK = re.compile(r"[,.;:!?](?<=\w.)(?=\s|$)")
SPACED_SHARE = 0.6
MIN_MARKS = 4
"""Text in which most marks stand off their word was tokenised: in 7,500 records with both forms 0 originals pass."""

WIRE_WIDTH = 80
INDENT = re.compile(r"^(?: {2,}|\t)\S")
SIGN_OFF = re.compile(r"(?i)^(?:reuters?|upi|ap|afp|dpa)(?:(?!&#\d)\W)*+(?:&#\d++;|[\x00-\x1f])*+$")
"""Wire text: lines of at most 80 characters, paragraphs opened by indentation, signed by the agency."""

OPENING = re.compile(r"([(\[{“‘«]) (?=\S)")
CLOSING = re.compile(r"(?<=\S) ([,.;:!?%)\]}”…]+)(?=[\s,.;:!?)\]}”’'\"]|$)")
CONTRACTION = re.compile(r"(?i)(?<=\w) ([’'](?:s|t|re|ve|ll|d|m)|n[’']t)\b")
SPLIT_CONTRACTION = re.compile(r"(?i)\b(\w+) (’|') (s|t|re|ve|ll|d|m)\b")
MONEY = re.compile(r"([$€£#]) (?=\d)")


CUT_MARK = Sign(
    r"""(?ix) (?:
        (?:…|\.{3})? \s* [\[(] \s* \+? \s* \d[\d,.]* \s* (?:more\s+)? (?:chars?|characters|words|zeichen|caract[eè]res)
        (?:\s+(?:truncated|omitted|removed|left|remaining|more))? \s* [\])]
      | (?:…|\.{3})? \s* [\[(]? \s* (?:please\s+)? (?:click|tap)\s+here \s+ (?:(?:to\s+read|for)\s+(?:the\s+)?(?:full|whole|rest|complete)|to\s+(?:continue|read\s+more))\b [^.()\[\]]{0,60} [\])]? (?:»|>>|→|›|\.)*
      | [\[(] \s* (?:read\s+(?:more|the\s+(?:full|rest))|continue\s+reading|full\s+story|weiterlesen|lire\s+la\s+suite|leer\s+m[aá]s) \b [^()\[\]]{0,60} [\])]
      | (?:…|\.{3}|\[…\]|\[\.{3}\]|\(…\)|&hellip;) \s* [\[(]? \s*
        (?:read\s+(?:more|on|(?:the\s+)?(?:full|rest)[^.]{0,60}(?:\.[a-z]{2,12}){0,3})|continue\s+reading[^.]{0,60}|more|see\s+more|show\s+more|full\s+(?:story|article)
          |weiterlesen|mehr\s+lesen|lire\s+(?:la\s+suite|plus)|leer\s+m[aá]s|seguir\s+leyendo|leia\s+mais|continue\s+lendo|continua\s+a\s+leggere
          |leggi\s+(?:tutto|di\s+pi[uù])|lees\s+(?:meer|verder)|läs\s+mer|les\s+mer|læs\s+mere|lue\s+lisää|czytaj\s+(?:dalej|więcej)|číst\s+dále
          |читать\s+(?:далее|дальше|полностью)(?:\s+на\s+сайте)?|читати\s+далі|devamını\s+oku|selengkapnya|baca\s+selengkapnya|xem\s+thêm|आगे\s+पढ़ें|और\s+पढ़ें|اقرأ\s+المزيد|ادامه\s+مطلب|tovább|citește\s+mai\s+mult|διαβάστε\s+περισσότερα|続きを読む|阅读全文|閱讀全文|查看更多|더\s?보기
          |lire\s+l[’']article|ler\s+mais|leia\s+a\s+íntegra|ver\s+(?:más|nota\s+completa)|leggi\s+l[’']articolo|lees\s+het\s+hele\s+artikel|läs\s+hela\s+(?:artikeln|nyheten)
          |les\s+hele\s+saken|læs\s+hele\s+\w+|lue\s+koko\s+\w+|czytaj\s+całość|celý\s+článek|подробнее|докладніше|детальніше|haberin\s+devamı(?:\s+için\s+tıkla\w{0,10})?|המשך\s+קריאה|קרא(?:ו)?\s+עוד
          |[查点點][看擊击](?:閱讀|阅读)?全文|展[开開]全文|더\s?읽기|อ่านต่อ|อ่านเพิ่มเติม|(?:xem|đọc)\s+tiếp)
        \s* [\])]? \s* (?:»|>>|→|›|\.)*
      | \[ \s* (?:…|\.{3}|&hellip;|&\#8230;) \s* \]
      | \( \s* (?:…|\.{3}) \s* \)
      | (?<=[.!?…"”»]) \s* [\[(]? \s* (?:read\s+more|continue\s+reading|read\s+(?:the\s+)?full\s+(?:story|article)|weiterlesen|mehr\s+lesen|lire\s+(?:la\s+suite|plus)
          |leer\s+m[aá]s|seguir\s+leyendo|leia\s+mais|continue\s+lendo|leggi\s+tutto|lees\s+(?:meer|verder)(?:\s+op\s+[^.]{2,30})?|läs\s+mer|czytaj\s+(?:dalej|więcej)
          |читать\s+(?:далее|полностью)(?:\s+на\s+сайте)?|devamını\s+oku|baca\s+selengkapnya|selengkapnya|続きを読む|阅读全文|閱讀全文)
        (?:\s+(?:at|on|here|auf|sur|en)?:?\s*https?://\S{3,200})? \s* [\])]? \s* (?:»|>>|→|›|…|\.)*
      | (?<=[.!?…"”»]) \s* (?:pour\s+lire\s+la\s+suite,?\s+abonnez[-\s]vous|abonnez[-\s]vous\s+pour\s+(?:lire\s+la\s+suite|continuer)) \s* [.!]?
      | (?<=[.!?…"”»]) \s* (?:please\s+)? (?:subscribe|sign\s+in|log\s+in|register) \s (?:now\s)? to \s (?:continue|keep) \s reading [.!]?
      | \( \s* more \s* (?:…|\.{3}) \s* \)
      | (?:the\s+post\s+(?:.{3,200}\s+)?)? appeared\s+first\s+on\s+ (?:(?-i:[^a-z\s]).{1,80} | [\w-]+(?:\.[\w-]+)+\.?)
    ) \s* $"""
)
"""What an interface, a feed or a teaser sets where it cut the text."""
BARE_CUT = re.compile(r"(?<=[^\W_])\s?(?:…|\.{3})$")
LONGEST_TEASER = 600
"""A longer text that ends in three dots may end so on purpose."""


def part_cut_mark(text: str) -> tuple[str, bool]:
    """Return the text without the mark of whoever cut it, and whether it was cut.

    >>> part_cut_mark("The firm said… [+2219 chars]"), part_cut_mark("He paid [sic] 20 crowns.")
    (('The firm said…', True), ('He paid [sic] 20 crowns.', False))
    """
    stripped = text.rstrip()
    mark = CUT_MARK.search(stripped, max(0, len(stripped) - 320))
    if mark is None:
        return text, len(stripped) <= LONGEST_TEASER and bool(BARE_CUT.search(stripped))
    kept = stripped[: mark.start()].rstrip()
    has_dots = mark[0].lstrip().startswith(("…", "..."))
    if "appeared first on" in mark[0].casefold():
        return kept, False
    return (f"{kept}…" if has_dots and kept else kept), True


MARKDOWN_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,300})\]\((?:https?://|/|mailto:)[^()\s]*(?:\s+\"[^\"]*\")?\)"
)
MARKDOWN_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
MARKDOWN_HEADING = re.compile(r"^(#{1,6}) ++(\S[^\n]*+)$", re.M)
MARKDOWN_STRONG = re.compile(r"(?<![\w*])(\*\*|__)(?=\S)([^*_\n]{1,300}?)(?<=\S)\1(?![\w*])")
MARKDOWN_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]{1,300}?)(?<=\S)\1(?![\w*_])")
MARKDOWN_QUOTE = re.compile(r"^> ?", re.M)
MARKDOWN_RULE = re.compile(r"^(?:[-*_] ?){3,}$", re.M)
MIN_MARKDOWN = 2  # chosen: one sign may be chance


def is_markdown(text: str) -> bool:
    """Return whether a text carries marks of Markdown: a link, a word in bold, a lower heading, or two others of its signs.

    >>> is_markdown("See [the report](https://x.example/a)."), is_markdown("He wrote f**k and #metoo.")
    (True, False)
    """
    if "](" in text and MARKDOWN_LINK.search(text):
        return True
    if not any(sign in text for sign in ("#", "**", "__")):
        return False
    marks = [*MARKDOWN_HEADING.findall(text), *MARKDOWN_STRONG.findall(text)]
    return len(marks) >= MIN_MARKDOWN or any(mark.startswith(("**", "##")) for mark, _ in marks)


WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
WIKI_STRONG = re.compile(r"'{3}([^\n]{1,2000}?)'{3}")
WIKI_HEADING = re.compile(r"^(={2,6})([^=\n]{1,200})\1[ \t]*$", re.M)


def of_wiki(text: str) -> str:
    """Return the text of a wiki with links, bold and headings as Markdown writes them; any other text as it is.

    >>> of_wiki("'''Oslen''' is a [[Harbour|port]].")
    '**Oslen** is a port.'
    """
    if "[[" not in text and "'''" not in text:
        return text
    text = WIKI_STRONG.sub(r"**\1**", WIKI_LINK.sub(r"\1", text))
    return WIKI_HEADING.sub(lambda found: f"## {found[2].strip()}", text)


def strip_markdown(text: str) -> tuple[str, frozenset[str]]:
    """Return the text of Markdown without its marks, and which lines of it are headings."""
    text = MARKDOWN_LINK.sub(r"\1", MARKDOWN_IMAGE.sub("", text))
    text = MARKDOWN_EMPHASIS.sub(r"\2", MARKDOWN_STRONG.sub(r"\2", text))
    headings = frozenset(
        " ".join(_heading(found).split()) for found in MARKDOWN_HEADING.finditer(text)
    )
    text = MARKDOWN_HEADING.sub(lambda found: f"\n{_heading(found)}\n", text)
    return MARKDOWN_RULE.sub("", MARKDOWN_QUOTE.sub("", text)), headings


def _heading(found: re.Match[str]) -> str:
    """Return the text of a heading without the marks that may close it: "Quay ##"; "C#" is whole."""
    text = found[2].rstrip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare.endswith(" ") else text


def is_markup(text: str) -> bool:
    """Return whether a text is HTML: a page, or a fragment with several tags."""
    if "<" not in text[:20_000]:
        return False
    return bool(WHOLE_PAGE.search(text[:2000])) or len(TAG.findall(text[:20_000])) >= MIN_TAGS


NITF_BODY = re.compile(r"<((?:\w{1,20}:)?(?:body\.content|bodyText))\b[^<>]{0,500}>")
"""Where a document of NITF has its text, headline and signature beside it: agencies and archives send one within a field."""
ESCAPED_START = ("&lt;", "&amp;lt;")
MAX_ESCAPED = 2  # chosen: times that a program escaped what another had escaped


def written_markup(text: str) -> str:
    """Return the HTML that a text is, or is the escaped writing of from its first sign on; "" for plain text.

    >>> written_markup("&lt;p&gt;It sails.&lt;/p&gt;"), written_markup("It wrote &lt;p&gt; and &lt;/p&gt;.")
    ('<p>It sails.</p>', '')
    """
    if text.lstrip().startswith("<?xml") and (nitf := NITF_BODY.search(text)):
        return text[nitf.end() :].rpartition(f"</{nitf[1]}>")[0]
    for _ in range(MAX_ESCAPED):
        if is_markup(text) or not text.lstrip().startswith(ESCAPED_START):
            break
        text = unescape(text)
    return text if is_markup(text) else ""


def is_whole_page(text: str) -> bool:
    """Return whether markup is a page and not a fragment of one."""
    return bool(WHOLE_PAGE.search(text[:5000]))


def is_tokenised(text: str) -> bool:
    """Return whether every token of a text stands between spaces, marks included.

    >>> is_tokenised("He said , they came . She said , they left .")
    True
    """
    sample = text[:20_000]
    if len(SPACED.findall(sample)) < MIN_MARKS:
        return False
    spaced = len(SPACED_MARK.findall(sample))
    if spaced < MIN_MARKS:
        return False
    return spaced >= SPACED_SHARE * (spaced + len(GLUED_MARK.findall(sample)))


def detokenise(text: str) -> str:
    """Return tokenised text as it was before.

    >>> detokenise("`` We didn ’ t ( yet ) , '' she said .")
    '"We didn’t (yet)," she said.'
    """
    lines = []
    for line in text.split("\n"):
        line = _pair_quotes(line)
        line = SPLIT_CONTRACTION.sub(r"\1\2\3", CONTRACTION.sub(r"\1", line))
        line = MONEY.sub(r"\1", OPENING.sub(r"\1", CLOSING.sub(r"\1", line)))
        lines.append(line.strip())
    return "\n".join(lines)


def _pair_quotes(line: str) -> str:
    """Return a line whose loose quotation marks lean on the words that they enclose."""
    line = line.replace("``", '"').replace("''", '"')
    parts = line.split('"')
    if len(parts) % 2 == 0:
        return line
    for place in range(1, len(parts), 2):
        parts[place] = parts[place].strip()
    return '"'.join(parts)


ONE_TEXT = (
    "text", "paragraph", "value", "content", "html", "$t", "rendered", "main", "basic", "#text",
    "@value", "_", "default",
)  # fmt: skip
"""Keys under which an object holds the one text that it stands for, as interfaces and converters of XML write it."""
PARTS = tuple(
    "headline heading title summary content paragraphs sections blocks body root data children items pages ops".split()
)
"""Keys of the parts of a text that is given as a tree."""
INLINE = ("content", "children")
"""Those of a block that may hold its words."""
NUMBERED = re.compile(r"(?i)(?:p|para|paragraph|part|page|text)?[ _-]?\d{1,4}")
"""How the paragraphs of a text are called where each has a key of its own, in their order."""
INSERTED = "insert"  # Quill's: what stands in the text next, a picture as an object
MAX_TEXT_DEPTH = 8  # chosen: bounds recursion in the tree of a text


SHORTCODES = (
    re.compile(
        r"\[(caption|gallery|playlist|audio|video)(?:\s+\w+=[^\[\]]{0,500})?\](?:[^\[\]]{0,2000}\[/\1\])?"
    ),
    re.compile(r"\[embed\b[^\[\]]{0,200}\][^\[\]]{0,500}\[/embed\]"),
    re.compile(r"\[/?(?:vc|et_pb|fusion|av|su)_\w{1,40}\b[^\[\]]{0,2000}\]"),
)
"""What WordPress keeps in a story for pictures and players, and its builders for columns."""
COMMENT = re.compile(r"<!--[^<>]{0,1000}?-->|‹!--[^‹›]{0,1000}?--[›>]")
"""What an editor of blocks or a page's template says between the lines; the second where a program changed its brackets."""
BBCODE_END = re.compile(r"\[/(?:b|i|u|s|url|quote|img|size|color|font|center)\]", re.IGNORECASE)
BBCODE = re.compile(
    r"\[img(?:=[^\[\]\n]{0,200})?\][^\[\]\n]{0,500}\[/img\]|\[/?(?:b|i|u|s|url|quote|img|size|color|font|center|left|right|list|\*)(?:=[^\[\]\n]{0,300})?\]",
    re.IGNORECASE,
)
"""The marks of forums; looked for where one of them is closed."""
SHORTCODE_STARTS = ("[caption", "[gallery", "[playlist", "[audio", "[video", "[embed", "[vc_", "[et_pb_", "[fusion_", "[av_", "[su_")  # fmt: skip


def strip_codes(text: str) -> str:
    """Return a text without the shortcodes of WordPress, an editor's comments and the marks of forums.

    >>> strip_codes('[caption id="1"]A ferry[/caption]It sails [sic].'), strip_codes("[video: he waves]")
    ('It sails [sic].', '[video: he waves]')
    >>> strip_codes("<!-- wp:paragraph -->It [b]sails[/b]."), strip_codes("Plan [b] failed.")
    ('It sails.', 'Plan [b] failed.')
    """
    if "!--" in text:
        text = COMMENT.sub("", text)
    if "[" not in text:
        return text
    if any(start in text for start in SHORTCODE_STARTS):
        for code in SHORTCODES:
            text = code.sub("", text)
    return BBCODE.sub("", text) if BBCODE_END.search(text) else text


WRITTEN = re.compile(
    r"""\s*+(?:\[\s*+(?:['"].*['"]|\{\s*+['"].*\})\s*+,?+\s*+\]|\{\s*+['"].*\})\s*+""", re.DOTALL
)
MAX_WRITTEN = 1 << 20  # chosen: bounds the time of one cell: Python's parser reads it whole


def written(text: str) -> Any:
    """Return the list or object that was written down as Python or JSON writes one; None for any other text.

    >>> written("['One.', 'Two.']"), written('{"ops": [{"insert": "One."}]}'), written("[sic] 'he said'")
    (['One.', 'Two.'], {'ops': [{'insert': 'One.'}]}, None)
    """
    if (
        not text.lstrip().startswith(("[", "{"))
        or len(text) > MAX_WRITTEN
        or not WRITTEN.fullmatch(text)
    ):
        return None
    try:
        value = read_json(text)
    except (ValueError, RecursionError):
        try:
            value = parsed(ast.literal_eval, text.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            return None
    items = value if isinstance(value, list) else [value]
    return value if all(isinstance(item, str | dict) for item in items) else None


RTF_START = "{\\rtf"
OTHER_THAN_ASCII = re.compile(r"[^\x00-\x7f]")


def _as_rtf(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0])}?"


def field_text(value: Any, depth: int = 0) -> str:
    """Return the text of a field: a string, a list of paragraphs, an object that stands for a text."""
    if isinstance(value, str):
        return _plain(value, depth)
    if isinstance(value, list | tuple):
        return _inserted(value) or joined(
            [field_text(item, depth + 1) for item in value if not _is_about(item)]
        )
    if isinstance(value, dict) and depth < MAX_TEXT_DEPTH:
        for key in ONE_TEXT:
            if isinstance(value.get(key), str):
                return str(value[key])
        is_numbered = all(NUMBERED.fullmatch(str(key)) for key in value)
        names = value if is_numbered else filter(value.__contains__, PARTS)
        parts = [_part_text(key, value[key], depth) for key in names]
        return joined(parts)
    return ""


def _plain(value: str, depth: int) -> str:
    """Return a text as it is, as what it was written down from, or without the marks of RTF."""
    if value.startswith(RTF_START):
        return text_of_rtf(OTHER_THAN_ASCII.sub(_as_rtf, value).encode("ascii", "replace"))
    told = written(value) if depth == 0 else None
    return (field_text(told, 1) if told else "") or value


def _inserted(items: Sequence[Any]) -> str:
    """Return the text of what Quill inserted, one thing behind the other; "" of any other list."""
    if not all(isinstance(item, dict) and INSERTED in item for item in items):
        return ""
    return "".join(item[INSERTED] for item in items if isinstance(item[INSERTED], str))


def joined(texts: Sequence[str]) -> str:
    """Return texts as the paragraphs of one; where one of them is marked up all are.

    >>> joined(["It sails.", "", "It <b>came</b>."]), joined(["It sails.", "It came."])
    ('<p>It sails.</p>\\n\\n<p>It <b>came</b>.</p>', 'It sails.\\n\\nIt came.')
    """
    told = [text for text in texts if text.strip()]
    if len(told) > 1 and any(map(is_markup, told)):
        told = [text if text.lstrip().startswith("<") else f"<p>{text}</p>" for text in told]
    return "\n\n".join(told)


def _part_text(key: str, part: Any, depth: int) -> str:
    """Return the text of a part of an object; what a block holds may be the runs of one line."""
    if depth and key in INLINE and isinstance(part, list) and are_runs(part):
        return "".join(field_text(run, depth + 1) for run in part)
    return field_text(part, depth + 1)


def _is_about(item: Any) -> bool:
    """Return whether a block says that it is no text: the kicker, the byline."""
    return isinstance(item, dict) and kind_of(item) in ABOUT_STORY


LONG_TEXT = 200  # chosen: characters; a shorter first column may be a teaser


def choose_text(values: list[Any]) -> str:
    """Return the record's text: the first column in natural writing, else the first of all, put together."""
    texts = [text for value in values if (text := field_text(value)).strip()]
    first = next((text for text in texts if not is_tokenised(text)), None)
    if first is not None:
        if len(first) >= LONG_TEXT and "\n" in first:
            return first  # whatever the others are
        natural = [text for text in texts if text is first or not is_tokenised(text)]
        first = first if len(first) >= LONG_TEXT else max(natural, key=len)
        return first if "\n" in first else _with_breaks(first, natural)
    return detokenise(texts[0]) if texts else ""


def _with_breaks(first: str, others: list[str]) -> str:
    """Return the writing of a text that keeps its paragraphs, where another column has one."""
    letters = "".join(first.split())
    for other in others:
        if "\n" in other.strip() and not is_markup(other):
            own = "".join(other.split())
            if own == letters or (
                len(own) > MIN_SAME * len(letters) and (own in letters or letters in own)
            ):
                return other
    return first


MIN_SAME = 0.7
"""Share of a text that another writing of it holds at least: it may lack the headline."""


def read_paragraphs(text: str) -> tuple[list[str], bool]:
    """Return the paragraphs of plain text, repaired, and whether anything was repaired."""
    parted = join_indented(text) if is_wire_layout(text) else rejoin_paragraphs(text)
    repaired, is_repaired = repair_text(parted)
    return [part.strip() for part in repaired.split("\n") if part.strip()], is_repaired


def is_wire_layout(text: str) -> bool:
    """Return whether short lines run on and a paragraph opens with an indented line (or an agency signs at the end)."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or max(map(len, lines)) > WIRE_WIDTH:
        return False
    n_indented = sum(bool(INDENT.match(line)) for line in lines)
    is_signed = bool(SIGN_OFF.match(lines[-1].strip()))  # a story of one paragraph indents none
    return 0 < n_indented < len(lines) or is_signed


def join_indented(text: str) -> str:
    """Return the text with lines joined to the paragraph above unless they are indented.

    >>> join_indented("One line\\ngoes on.\\n    Another one.")
    'One line goes on.\\n\\nAnother one.'
    """
    paragraphs: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        if not bare:
            continue
        if not paragraphs or INDENT.match(line) or SIGN_OFF.match(bare):
            paragraphs.append(bare)
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {bare}"
    return "\n\n".join(paragraphs)
