"""Bylines to names: people (or a desk that signs), in the order of the byline."""

from __future__ import annotations

import ast
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copydesk.parse import names_east_asian
from copydesk.parse.titles import key_of, squeeze
from copydesk.parse.wire import agency_name, is_known_place, wire_words
from copydesk.text.field_names import field_of
from copydesk.text.given_names import given_names
from copydesk.text.house_names import PAPERS
from copydesk.text.long_numbers import read_json
from copydesk.text.python_syntax import parsed
from copydesk.text.references import unescape
from copydesk.vocabulary import words_of

MAX_NAME_CHARS = 100
NESTING = re.compile(r"lambda|not|await|yield|if|[-+~*(\[{:]")
DEEP = 60
"""Of such signs a text with fewer does not exhaust Python's stack: of one with more it says MemoryError, which is no trouble of the machine then (chosen: 500 let a hostile file stop the run)."""
MAX_AUTHORS = 40
MAX_TEXTS = 200  # author values of one record that are looked at
MAX_BYLINE_CHARS = 4_000  # no byline is longer; the patterns below take the square of its length
MAX_AUTHOR_CHARS = 8_000  # of all author values of a record together: 200 names of 40
MAX_PIECE_CHARS = 400  # of what stands between the commas of a byline: a name and more
MAX_DESK_CHARS = 60
MAX_DESKS = 3
NAME_EDGE = " ,.;:|/-–—•·∙*\"'【】「」→»›"
"""Signs round a name that set it apart."""

BYLINE_WORD = re.compile(
    r"(?i)^(?:(?:(?:this|the) (?:post|article|story|recipe|blog|piece|guide|review) (?:is|was|has been) )?(?:additional\s+|further\s+|guest\s+)?(?:written|skrevet|skriven|geschreven|geschrieben|verfasst|submitted|contributed|filed|column|essay|publié|rédigé|écrit|publicado|escrito|redactado|pubblicato|scritto|(?:eine?\s+)?(?:kommentar|analyse|gastbeitrag|interview|bericht|reportage|kolumne)|reported|posted|edited|updated|(?:ein |blog-?\s?)?beitrag|compiled|published|story|text|words|report|reporting|analysis|opinion|comment|commentary"
    r"|interview|photographs?|photography|photos?|fotos?|pictures?|images?|illustrations?|graphics?|videos?|texte?|tekst|texto|testo|articles?|recipes?|posts?)\s+)?"
    r"(?:by|von|vom|par|por|di|av|af|door|door:|af:|przez|oleh|โดย|bởi|fra|från|przez|yazan|автор|тексt|текст)\b\s*:?\s+"
    r"|^(?:textes?|textos?|testi|testo|photos?|fotos?)\s+(?:de|di)\s+"
    r"|^(?:text|texte|texto|testo|tekst|author|autor|autorin|autore|auteur|redaktion|redacción|reporter|reporters?"
    r"|written|words|story|автор|текст|haber|röportaj|muhabir|laporan|reportage|servizio|crónica|reportaje|материал|phóng viên|bài(?: và ảnh)?|คอลัมน์)\s*:\s*"
    r"|^(?:كتبت?|بقلم|إعداد|تقرير|تحرير|گزارش|نوشته)\s*[:/–-]\s*|^PV\s+(?=\w+\s\w)"
    r"|^(?:(?:von |by |from )?(?:unser(?:e[mnr]?)?|our(?: own)?)|(?:(?:de|da|por) )?(?:nuestr[oa]|noss[oa])|(?:(?:de|par) )?notre|(?:(?:da|dal|del|di) )?nostr[oa])\s+"
    r"(?:\w+\s+){0,2}?(?:redakteur(?:in|s)?|mitarbeiter(?:in|s)?|korrespondent(?:in|en)?|reporter(?:in|s)?|correspond[ae]nte?|corresponsal|enviad[oa](?: especial)?"
    r"|envoyée? spéciale?|inviat[oa]|corrispondente|redactora?|repórter)\s+(?=\S)"
    r"|^(?:door |van |av )?(?:onze|vår[at]?)\s+(?:\w+\s+)?(?:redacteur|verslaggever|correspondent|reporter|korrespondent|medarbetare)\s+(?=\S)"
    r"|^a cura di\s+|^oprac(?:\.|ował[a]?)\s+|^(?:корреспондент|журналист|обозреватель|кореспондент)\s+(?=\w+\s\w)|^מאת:?\s+|^aus\s[A-ZÀ-Þ][\w-]+(?:\s[A-ZÀ-Þ][\w-]+)?\sberichtete?n?\s+"
    r"|^(?:propos )?recueillis? par\s+|^(?:entrevista|interview) (?:de|par|von)\s+"
    r"|^(?:napsala?|írta|pisze|napisała?|piše|scrie|schreibt|skriver)\s*:?\s+(?=\S+\s\S)|^(?:του|της|των|από (?:τον|την|το))\s+(?=\S+\s\S)"
)
"""What opens a byline in the languages measured."""

BEATS = (
    r"political|politics|foreign|business|sports?|news|national|staff|local|city|state|crime|courts?|legal|education|health|science|technology|tech"
    r"|culture|arts|investigative|economics|economy|white house|environment|climate|energy|transport|religion|diplomatic|defen[cs]e|security|money"
    r"|consumer|property|housing|social affairs|home affairs|features|travel|food|media|industry|market|markets|financial|finance|europe|asia|africa|world|global|regional|international|royal|entertainment|showbiz|digital"
    r"|data|web|online|labou?r|agriculture|parliamentary|westminster|washington|religious affairs|foreign affairs|public health|human rights"
)
"""What a reporter reports on, before the word for one."""
STAFF = re.compile(
    rf"(?i)[\s,|/-]+(?:(?:senior|chief|special|guest|contributing|associate|managing|deputy|{BEATS})\s+)*(?:staff(?:\s+(?:writer|reporter))?|correspondent|reporter"
    r"|writer|editor|columnist|contributor|editor[- ]in[- ]chief|producer|redakteur(?:in)?|journaliste?)s?"
    r"(?:\s+(?:at|for|of|in)\s+.{2,60})?$"
)
"""A function after the name. It is no part of the name."""

OFFICE = re.compile(
    rf"(?i)(?:(?:senior|junior|chief|special|guest|contributing|associate|assistant|managing|deputy|executive|{BEATS})\s+)+"
    r"(?:correspondent|reporter|writer|editor|columnist|contributor|critic|producer|photographer|journalist)s?"
)
"""What somebody is, and nobody's name: "Senior Reporter". "Rory Reporter" is one."""
HONORIFIC = re.compile(r"^(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Ph\.?D|M\.D|MBA)\b\.?\s+)+(?=\S+\s\S)")
"""What stands before a name and is no part of it; MD may be short for Mohammad."""
PARENTHESIS = re.compile(r"\s*[(\[<{][^)\]>}]*[)\]>}]?\s*")
AFTER_NAME = re.compile(
    r"(?i)\s+(?:for|at)\s+(?:the\s+)?[A-Z][\w.]*(?:\s+[A-Z][\w.]*)*$|\s*[|•·/]\s*.*$|\s+[–—-]\s+.*$"
    r"|\s+on\s+(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$|,?\s+(?:special(?:ly)?|exclusive(?:ly)?) (?:to|for) .{2,60}$"
)
ADDRESS = re.compile(r"(?<![^\s,;])[^\s,;]+@[^\s,;]+|https?:\S+|www\.\S+|(?<!\w)@\w+")
DATE_TAIL = re.compile(
    r"(?i)(?<![\s,|–—-])[\s,|–—-]*+\b(?:(?:updated|published|posted|last|on|am|vom|le|el)\b[\s:]*)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*)?"
    r"\d{1,4}\b.*$"
)
SPLIT = re.compile(
    r"\s*(?:[;|\n\r\t•·]|\s/\s|,?\s+(?:and|und|et|y|e|og|och|en|oraz|i|dan|ve|и|та|và|with|mit|avec|con|com|\+|&|＆)\s+|,\s*&\s*|、|，)\s*|\s*&\s*"
)
CONJUNCTION = re.compile(
    r"^(?:and|und|et|y|e|og|och|en|oraz|i|dan|ve|и|та|và|with|mit|avec|con|com|&)\s+(?=\S+\s\S)"
)
COMMA = re.compile(r"\s*,\s*")
GENERATION = re.compile(r"(?i)^(?:[js]r\.?|ii|iii|iv)$")
"""What tells father from son, behind a comma: "Hugh Pemberton, Jr."."""
SUFFIX = re.compile(r"(?i)^(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq|mp|msc|ma|ba|cpa|rn|mba|dds)\.?$")
NOBODY = re.compile(
    r"(?i)^(?:admin(?:istrator)?|name|nom|nombre|autor|auteur|autore|no author|view all posts|view all|posted|published|shares?|unbenannt|wordpressadmin|veröffentlicht(?: am)?|sagt|ca|quelle|staff(?: (?:writer|reporter|report)s?)?|editor(?:s|ial(?: (?:staff|team|board))?)?"
    r"|(?:the )?editorial board|guest (?:author|contributor|writer|post|columnist)|press release|\w*_admin"
    r"|news ?room|(?:web|online|news|sports?|city|national|world|business|digital|video|entertainment|lifestyle|tech|data) ?(?:desk|team|staff|bureau)|web ?(?:master|admin)|.{2,30} डेस्क"
    r"|(?:da |a )?reda[cç][aã]o|tim redaksi|redazione (?:online|web)|(?:van |door )?(?:onze|unsere[r]?) reda[kc]tion?(?:ie)?|theo \S+|(?:来源|來源|出典)[:：].*|redaktion(?:steam)?|die redaktion|redacci[oó]n|redazione"
    r"|r[ée]daction|la r[ée]daction|redakcja|redactie|redaksi|user|author|guest|unknown|anonymous|anonym|none|null|n/?a|nan|contributor|reporter|correspondent"
    r"|(?:e-?mail|contact|follow|meet|about) (?:the|this) (?:author|writer|reporter)"
    r"|редакция|редакція|редакцията|редакциja|编辑部|編輯部|編集部|편집부|هيئة التحرير|المحرر|haber merkezi|toimitus|szerkesztőség|redakce|redakcia|uredništvo|redacția"
    r"|(?:special|exclusive) (?:to|for) .*|mit material (?:von|der) .*|(?:with|from) (?:files|material|agenc|staff) .*|(?:mit|with|avec|con|com) (?:afp|ap|dpa|efe|ansa|lusa|reuters|agenc\w*)|con información de .*|avec (?:l[’']\s?)?(?:agences?|afp).*"
    r"|view|profile|more(?: \S+)?|(?:all |latest |recent )?posts?|about|contact(?: us)?|follow|share|undefined|(?:written|authored|posted|published) by|the authors?|view more posts?|get (?:the )?app|sign (?:in|up)|log ?in"
    r"|(?:\d+ )?(?:minutes?|hours?|days?|weeks?|months?) ago|powered by|reviewed by .*|sponsored|paid(?: content| post)?|advertorial|advertisement|categor(?:y|ies)|manufacturer|read more|listen|search|wordpress|root|super ?user|team|author name|(?:\w+ )?(?:writer|reviewer)"
    r"|by|cc by|von|authors|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat)\.?|and|und|et|with|mit|datum|date|fecha|hace|tiempo de lectura|lesezeit|reading time|temps de lecture|facebook|twitter|x|instagram|linkedin|youtube|whatsapp|telegram|e-?mail|rss|website|web|foto|fotos|photo|photos|video|getty(?: images)?|shutterstock|our bureau|agency|agencies|agencias?|wires?"
    r"|(?:(?:de|da|dal|del|di|door|van|av) )?(?:our(?: own)?|unser(?:e[mnr]?)?|notre(?! dame)|nuestr[oa]|noss[oa]|nostr[oa]|onze|vår[at]?)(?:\s\w+)?"
    r"(?:\s(?:[ck]orrespond[ae]n\w*|corrispondente|corresponsal|reporter\w*|repórter|redakteur\w*|redacteur|mitarbeiter\w*|enviad[oa]|envoyée?|inviat[oa]|verslaggever|medarbetare))?"
    r"|(?-i:à) \S+)$"
)
"""Fillers of author fields, and labels and buttons of a byline's box, that name nobody."""
OWN_STAFF = re.compile(r"(?i)\s+(?:editorial\s+)?(?:staff|team|editors|editorial)$")
"""What a publisher calls those of its house who sign together: "Harbour Gazette Staff"."""
COMPANY = re.compile(
    r"(?i)\b(?:gmbh|ag|ltd|inc|llc|e\.? ?v|co\. ?kg|plc|s\.?r\.?l|s\.a|b\.v|corp|company|verlag|agentur)\b"
)
LINK_WORDS = re.compile(
    r"(?i)^(?:view|see|show|read|zeige?|alle|todos los|tous les)\s+(?:all\s+|alle\s+)?(?:posts?|articles?|stories|beiträge|artikel)"
    r"\s+(?:by|of|from|von|de|par)\s*+|(?<!\s)\s++(?:(?:alle artikel|sagt|says|dit|view (?:all|profile|bio)|follow)\b.*$|(?:chefredakteur(?:in)?|stand)$)"
    r"|^(?:artikel|beitrag|erstellt|eingestellt|veröffentlicht|verfasst|geschrieben|posted|submitted|published|autor(?:in)?|author)"
    r"(?-i:(?![a-zß-ÿ]))\s*+(?:(?:von|by|am)(?-i:(?![a-zß-ÿ]))\s*+)?(?::\s*+)?(?=[A-Z\xc0-\xde])"
)
"""What link texts and labels of blog software put around a name."""
FUNCTION_WORD = re.compile(
    r"(?:In|At|Because|For|From|With|Since|After|Before|On|Of|And|But|About|As|If|When|While|Where|Or|Not|Is|Are|Was|Has)\s|.*\s(?:Is|Are|Was|Were)\s"
)
NO_NAME = re.compile(
    r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october"
    r"|november|december|[\w-]+\.(?:com|net|org|co\.uk)|please enter your name.*|breaking|technology|business|sports?|politics|world"
)
"""What prose opens with that a naive reader took for a name; no name does."""
LABEL_WORD = re.compile(
    r"(?i)\b(?:zuletzt|geändert|aktualisiert|veröffentlicht|updated|published|last modified|uhr|actualizado|mis à jour)\b"
)
SITE = re.compile(
    r"(?i)(?:^|\s)[\w-]{2,}\.(?:de|com|net|org|ch|at|info|eu|co|uk|fr|it|es|bz|tv|news)\b"
)
"""What a person's name never holds: words of a date line, the address of a site."""
PARTICLE = words_of("particles")
MAX_LOWER_WORDS = 2
MAX_NAME_WORDS = 7
STRINGIFIED = re.compile(r"^\s*[\[{(].*[\]})]\s*$", re.DOTALL)
GIVEN_VON = re.compile(
    r"^(?:Von|Di|Van) (?=(?!Redaktion|Die )[A-Z][\w'’-]+(?:$|\s*,|\s+(?:and|&)\s))"
)
"""Byline words that are given names where one more word follows (Von Miller): a byline names a person whole."""
POST = re.compile(
    r"(?i)(?:[\w&'’.-]+\s+){0,5}?(?:editors?|correspondent|reporter|writer|columnist|contributor|producer|critic|analyst|chief"
    r"|journalist|photographer|director|professor|lecturer|fellow|author|presenter|commentator|economist|desk|bureau|intern|blogger"
    r"|\w*redakteur(?:in)?|\w*korrespondent(?:in)?|\w*reporter(?:in)?|journaliste|rédact(?:eur|rice)(?: en chef)?|correspondante?"
    r"|envoyée? spéciale?|redactora?|corresponsal|periodista|editora?(?: jefe)?|enviad[oa] especial|jornalista|repórter|correspondente"
    r"|enviad[oa] especial|giornalista|inviat[oa]|corrispondente|redattore|verslaggever|redacteur|redaktör|journalist|dziennikarz(?:ka)?"
    r"|редактор|корреспондент|обозреватель|журналист|muhabir|muhabiri|editör|yazar)s?(?:\s+(?:at|for|of|in|on|der|des|für|de|del|di|à|en)\s+.{2,60})?"
    r"|(?:the )?(?:university|institute|college|school|centre|center|department|faculty) (?:of|for) .{2,60}|.{2,50} (?:university|institute|college)"
    r"|head of .{2,40}|.{2,40} bureau(?: chief)?|(?:special|exclusive(?:ly)?) (?:to|for) .{2,60}"
)
"""A whole piece behind a comma that says what somebody is."""
PAPER = re.compile(rf"(?i)\b(?:{PAPERS})$")
"""How the names of papers and broadcasters end, and of hardly a person."""
IN_PLACE = re.compile(
    r"\s+(?:in|from|aus|in|à|en|em|a|da|i|fra|från|te|uit)\s+[A-ZÀ-Þ][\w.'’-]+(?:[ -][A-ZÀ-Þ][\w.'’-]+){0,2}(?:,\s*[A-ZÀ-Þ][\w.'’ -]+)?$"
)
"""Where somebody writes from, behind the name: "Maria Okafor in London"."""
FROM_PLACE = re.compile(
    r"(?:do|de|desde|din|dal|dalla|depuis|iz|ze?|из)\s[A-ZÀ-ÞА-Я][\w’'-]+(?: [A-ZÀ-ÞА-Я][\w’'-]+)?"
)
"""The same alone behind a comma, with words that open surnames, too."""
REGION = re.compile(
    r"(?:North|South|East|West|Central|Middle|Latin|(?:North|South|East|West)ern) (?:Africa|America|Asia|Europe|East|Coast|Korea|England|Wales|Scotland|Ireland|Midlands)"
)
"""Where somebody reports from, that is no city."""
SHOUTED_FIRST = re.compile(
    r"^((?:[A-ZÀ-Þ][A-ZÀ-Þ'’-]+ ){2,3})(?=(?:[A-ZÀ-Þ][a-zà-ÿ]\S*+(?: ++|$))+$)"
)
"""A name in capitals before other words: of the paper."""
INITIAL_LAST = re.compile(r" (?:[A-ZÀ-ÞА-Я]|Jr|Sr)$")
"""What keeps its point at the end of a name."""
HOST = re.compile(r"(?:[A-Z]?+[a-z0-9-]*+\.)++[a-z]{2,}+")
"""The address of a site alone, which signs nothing; initials ("J.Smith") hold capitals."""
INVERTED = re.compile(
    r"(?P<family>(?:(?:[Vv][ao]n|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]ella|[Dd]i|[Dd]a|[Dd]os|[Ll]a|[Ll]e|[Tt]er|[Aa]l|[Bb]in|[Oo]’|St\.)[ ]?){0,3}"
    r"[^\W\d_][\w'’-]+),\s+(?P<given>[^\W\d_][\w'’-]*\.?(?:[ -][^\W\d_][\w'’-]*\.?)?(?: [^\W\d_]\.?)?)"
)
BEFORE_SURNAME = (
    r"(?:(?:y|e|i|van|von|de|der|den|del|della|di|da|dos|la|le|ter|al|bin|el|zu) ){0,3}"
)
INVERTED_WIDE = re.compile(
    rf"(?P<family>(?i:{BEFORE_SURNAME})(?P<first>[^\W\d_][\w'’-]+) {BEFORE_SURNAME}[^\W\d_][\w'’-]+),\s+(?P<given>(?P<called>[^\W\d_][\w'’-]+)(?: [^\W\d_]\.?)?)"
)
"""The same with a surname of two words: "García Márquez, Gabriel"; a place or a paper behind a name looks like it."""
INVERTED_SUFFIX = re.compile(
    r"(?P<family>[^,]{2,60}?),? (?P<suffix>Jr|Sr|II|III|IV)\.?, (?P<given>[^,]{2,40})|(?P<turned>[^,]{2,60}, [^,]{2,40}), (?P<last>Jr|Sr|II|III|IV)\.?"
)
"""The same with what tells father from son: "Holm Jr., Jane", "Holm, Jane, Jr."."""
OF_SOMEBODY = re.compile(
    r"[Dd]e (?P<given>[A-ZÀ-ÞȘȚ][\w'’-]+) (?:[\w'’-]+ ){0,3}(?P<family>[A-ZÀ-ÞȘȚ][\w'’-]+)"
)
"""A byline that opens with "de", or somebody whose surname does."""
VON_FAMILY = re.compile(r"(?i)(?:von|di|da|av|af) ")
"""Byline words that open surnames, too."""
SIGNED_ADDRESS = re.compile(r"^\s*+<?[^\s@]++@[^\s(]++\s*+\((?P<name>[^()@]{2,100})\)\s*+$")
"""How RSS names who wrote an item: address first, the name in brackets."""


LABEL = re.compile(r"\s*([^\W\d_][^:：]{1,30}?)\s*[:：]\s*(?=\S)")
KINDS = words_of("kinds_of_text")
EDITORS = re.compile(
    # From where a run of marks begins: else each of its marks would be tried as a start.
    r"(?i)(?<![\s;,.(])[\s;,.(]*+\b(?:editing|edited|additional editing) by\b.*$|(?<![\s;,])[\s;,]++(?:(?:and|und|et|y|e|&)\s+)?(?:fotos?|photos?|bilder|kuvat?)\b[\s:]+(?:(?:by|von|de|di)\s+)?[A-ZÀ-Þ].*$"
    r"|(?<![\s;,])[\s;,]++(?:(?:and|und|et|y|e|&)\s+)?(?:pictures?|photographs?|photography|images?|illustrations?|illustrationen|graphics?|grafik(?:en)?|videos?|vídeos?)"
    r"(?:\s+(?:by|von|de|par|di)\s|\s*:).*$",
    re.DOTALL,
)
"""Who saw to the text of another, or took the pictures, behind who wrote it."""
WORDS_AND_PICTURES = re.compile(
    r"(?i)^(?:(?:words|text|texte|texto|textos|testo|story|reporting|report|photos?|fotos?|pictures?|photographs?|photography|images?|illustrations?|videos?)"
    r"\s*(?:and|und|et|y|e|&|\+|/)?\s*){2}(?:(?:by|von|de|par|di)\b\s*:?|:)\s*"
)
"""What opens the byline of somebody who did both."""
JOINS = r"and|und|et|y|e|og|och|en|i|и|con|mit|with"
PICTURED = re.compile(
    rf"(?i)(?:^|\s*(?:[,;/]|\b(?:{JOINS})\b)\s*)(?:(?!\b(?:{JOINS})\b)[^,;/()\[\]]){{2,60}}?\s*[(\[]\s*(?:photos?|photographs?|photography|pictures?|images?"
    r"|illustrations?|graphics?|videos?|camera|fotos?|fotografías?|fotografias?|bilder|bild|foto's|fotograf\w{0,4}|kuvat?|zdjęcia|zdjęcie|vídeos?|grafik\w{0,2}"
    r"|illustrationen|фото|видео)\s*[)\]]"
)
"""Who took the pictures, told in brackets behind the name: "Jane Holm (text) and Piet Kruse (photos)"."""
AND_OTHERS = re.compile(
    r"(?i)(?<=\w)\.?\s*(?:&|\b(?:and|und|et))\s*(?:co|cie|al|others|autres|andere)\b\.?(?=\s*(?:[,;|]|$))"
)
"""Who is not named: "Jane Holm & Co", "Jane Holm et al."."""
REPR = re.compile(
    r"""[A-Za-z_]\w{0,60}\([^()]{0,400}?\bname=['"]([^'"()]{2,100})['"][^()]{0,1000}\)\s{0,9}"""
)
"""How Python writes an object of a class with a name."""
AUTHOR_PAGE = re.compile(
    r"\s*https?://[^\s/]+/(?:[^\s/?#]+/){0,2}(?:authors?|autor(?:en|es)?|auteurs?|people|profiles?|by|staff|reporters?|contributors?|columnists?)"
    r"/(?P<slug>[^\W\d_]+(?:[-_.][^\W\d_]+){1,3})/?(?:[?#]\S*)?\s*"
)
"""The address of the page that a site keeps of somebody who writes for it, with the name in it."""
BIOGRAPHY = re.compile(
    r"(?<=\w),?\s+(?:(?:is|was)\s+(?:an?|the|our)|(?:who )?(?:has|covers|writes|reports|leads|edits)\s.{4,40}?)\s.*$",
    re.DOTALL,
)
"""What a byline goes on to say of the one it names."""
UNCASED_NAME = re.compile(r"[^\W\d_a-zA-ZÀ-ÿ]")
"""Names in scripts without capitals."""


def read_authors(values: Iterable[Any], names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names in author values of any shape; `names` are the publisher's, which sign nothing.

    >>> read_authors(["By Maria Okafor and Tom Hale, Staff Writer"])
    ('Maria Okafor', 'Tom Hale')
    """
    publishers = {key_of(name) for name in names} - {""}
    found: dict[str, str] = {}
    left = MAX_AUTHOR_CHARS
    for value in values:
        for text in _texts(value)[:MAX_TEXTS]:
            byline = text[: min(MAX_BYLINE_CHARS, left)]
            left -= len(byline)
            for name in split_names(byline):
                key = key_of(name)
                if key and key not in publishers:
                    found.setdefault(key, name)
    kept = [
        name
        for key, name in found.items()
        if not any(
            key != other and len(other) > len(key) and key in _parts(full)
            for other, full in found.items()
        )
    ]
    return tuple(kept[:MAX_AUTHORS])


CREDIT_PLACE = re.compile(r"[,/|;]|\s[–—-]\s|[()\[\]]")
"""Where an agency stands in a byline whose text it is; behind "with" it has helped."""


def read_credit(values: Iterable[Any], names: Iterable[str] = ()) -> str | None:
    """Return the agency that author values name as whom the text is by; `names` are the publisher's own.

    >>> read_credit(["By Tom Hale, Associated Press"]), read_credit(["Tom Hale with Reuters"]), read_credit(["AFP"], ["afp.com"])
    ('Associated Press', None, None)
    """
    own = " ".join(key_of(name) for name in names)
    for value in values:
        for text in _texts(value)[:MAX_TEXTS]:
            line = BYLINE_WORD.sub("", squeeze(unescape(text[:MAX_PIECE_CHARS])))
            for piece in CREDIT_PLACE.split(line):
                agency = agency_name(OWN_STAFF.sub("", piece.strip()))
                if agency and key_of(agency) not in own:
                    return agency
    return None


def read_desk(nodes: Iterable[Any]) -> tuple[str, ...]:
    """Return the desk, agency or publisher that structured data names as author: it signs where no person does."""
    found: dict[str, str] = {}
    for node in nodes:
        value = node.get("name") if isinstance(node, Mapping) else node
        for text in value if isinstance(value, list) else [value]:
            name = squeeze(unescape(text)) if isinstance(text, str) else ""
            if 2 <= len(name) <= MAX_DESK_CHARS and is_plain_name(name):
                found.setdefault(key_of(name), name)
    return tuple(found.values())[:MAX_DESKS]


def read_signature(text: str, names: Iterable[str]) -> str | None:
    """Return a byline's text where it is a publisher's name, or its staff, and can stand as an author.

    >>> read_signature("By The Harbour Gazette Staff", ["Harbour Gazette"])
    'The Harbour Gazette Staff'
    """
    signed = squeeze(text)
    while BYLINE_WORD.match(signed):
        signed = BYLINE_WORD.sub("", signed, count=1)
    keys = {key_of(name) for name in names} - {""}
    house = OWN_STAFF.sub("", signed)
    forms = {key_of(signed), key_of(house), key_of(house.removeprefix("The "))}
    is_own = bool(forms & keys) and 2 <= len(signed) <= MAX_DESK_CHARS
    return signed if is_own and is_plain_name(signed) else None


def is_login(name: str) -> bool:
    """Return whether a name is what somebody signs in with: one word without a capital at its start, or with one at its end.

    >>> is_login("mokafor"), is_login("MariaO"), is_login("Maria Okafor"), is_login("UNHCR")
    (True, True, False, False)
    """
    return " " not in name and (name[:1].islower() or (name[-1:].isupper() and not name.isupper()))


def is_plain_name(name: str) -> bool:
    """Return whether a text can stand as a name: no address, no digits, no filler."""
    has_digit = any(character.isdigit() for character in name)
    return not (has_digit or ADDRESS.search(name) or NOBODY.match(name) or BYLINE_WORD.match(name))


def is_full_name(name: str) -> bool:
    """Return whether a text looks like the full name of a person: two to five words, the first and last capitalised.

    >>> is_full_name("Maria Okafor"), is_full_name("amw")
    (True, False)
    """
    words = name.split()
    if len(words) < 2:
        return bool(names_east_asian.NAME.fullmatch(name))
    is_cased = words[0][:1].isupper() and words[-1][:1].isupper()
    return len(words) <= 5 and (is_cased or bool(UNCASED_NAME.match(name)))


def _parts(name: str) -> set[str]:
    """Return the keys of the words of a name: a name that is one of them is a repetition."""
    return {key_of(word) for word in name.split()}


def _texts(value: Any, depth: int = 0) -> list[str]:
    """Return the author texts of a string, list, node or stringified list."""
    if depth > 5 or value is None:
        return []
    if isinstance(value, str):
        if found := REPR.fullmatch(value):
            return [found[1]]
        if STRINGIFIED.match(value):
            listed = read_list(value)
            if listed is not None:
                return [text for item in listed for text in _texts(item, depth + 1)]
            return [] if value.lstrip().startswith("{") else [value]
        return [value]
    if isinstance(value, Mapping):
        if not _is_person(value):
            return []
        return _texts(_name_of(value), depth + 1)
    if isinstance(value, list | tuple):
        return [text for item in _writers(value) for text in _texts(item, depth + 1)]
    return []


WROTE = re.compile(r"(?i)(?:co-?)?author|(?:staff )?writer|reporter|journalist|text|words|by-?line")
OTHER_ROLE = re.compile(r"(?i)photograph\w*|photos?|illustrat\w*|camera\w*|video\w*|graphics?")
"""What an object says that its person did for a story."""


def _writers(people: Sequence[Any]) -> Sequence[Any]:
    """Return those of some people who wrote: where roles say so, else all but who took the pictures.

    >>> _writers([{"name": "A", "role": "author"}, {"name": "B", "role": "editor"}])
    [{'name': 'A', 'role': 'author'}]
    """
    wrote = [person for person in people if WROTE.fullmatch(_role(person))]
    return wrote or [person for person in people if not OTHER_ROLE.fullmatch(_role(person))]


def _role(person: Any) -> str:
    return str(person.get("role") or "") if isinstance(person, Mapping) else ""


NAME_KEYS = (
    "name", "fullname", "full_name", "fullName", "display_name", "displayName", "original",
    "author", "title", "text", "label", "#text", "_", "names", "value",
)  # fmt: skip
GIVEN_KEYS = ("givenName", "given_name", "given", "firstname", "firstName", "first_name", "first")
FAMILY_KEYS = ("familyName", "family_name", "family", "lastname", "lastName", "last_name", "last")
"""Keys of an object that names somebody, as schema.org and the interfaces of papers call them."""
WRAPPING_KEYS = (
    "data", "attributes", "node", "fields", "person", "user", "edges", "nodes", "authors",
)  # fmt: skip
"""Keys of an object that holds the one that names somebody, as interfaces to content systems wrap it."""


def _name_of(node: Mapping[str, Any]) -> Any:
    """Return what an object gives as a name: whole, else in its parts."""
    if node and all(str(key).isdecimal() for key in node):
        return list(node.values())  # a list that went through a table
    given, family = (
        next((node[key] for key in keys if isinstance(node.get(key), str)), "")
        for keys in (GIVEN_KEYS, FAMILY_KEYS)
    )
    whole = next((node[key] for key in NAME_KEYS if node.get(key)), None)
    inner = next((node[key] for key in WRAPPING_KEYS if node.get(key)), None)
    return whole or f"{given} {family}".strip() or inner


def _is_person(node: Mapping[str, Any]) -> bool:
    """Return whether a node may name a person: an organisation signs as itself only where it says so."""
    kind = node.get("@type") or ""
    kinds = kind if isinstance(kind, list) else [kind]
    return not any("Organization" in str(item) or str(item) == "Corporation" for item in kinds)


def _is_prose(name: str) -> bool:
    """Return whether a text has more words in small letters than any name."""
    lower = [word for word in name.split() if word[:1].islower() and word not in PARTICLE]
    return len(lower) > MAX_LOWER_WORDS


def read_list(text: str) -> list[Any] | None:
    """Return the list (or the one object, as a list) that a text is the writing of ("['A', 'B']", "{A,B}"), else None."""
    if len(text) > 20_000:
        return None
    bare = text.strip()
    value = _written_value(bare)
    if _is_in_braces(value, bare):
        bare = f"[{bare.strip('{}')}]"
        value = _written_value(bare)
    if value is None and bare.startswith("["):
        inner = bare[1:-1]
        return [part.strip(" '\"") for part in inner.split(",") if part.strip(" '\"")]
    if isinstance(value, Mapping):
        return [value]
    return list(value) if isinstance(value, list | tuple) else None


def _is_in_braces(value: Any, text: str) -> bool:
    """Return whether a text is the writing of a set of Python, whose order is another in each process, or of an array of Postgres."""
    return isinstance(value, set) or (value is None and text[:1] == "{" and ":" not in text)


def _written_value(text: str) -> Any:
    """Return the value that a text is the writing of, in Python or in JSON; None for neither."""
    try:
        return parsed(ast.literal_eval, text)
    except (ValueError, SyntaxError, RecursionError):
        pass
    except MemoryError:
        if len(NESTING.findall(text)) < DEEP:
            raise  # short of memory; Python says the same of a text that is nested too deep
    try:
        return read_json(text)
    except (ValueError, RecursionError):
        return None


@functools.lru_cache(maxsize=2048)
def split_names(text: str) -> tuple[str, ...]:
    """Return the cleaned names of one byline. Kept, since the same people sign again.

    >>> split_names("Von Jana Weber und Piet de Vries")
    ('Jana Weber', 'Piet de Vries')
    """
    line = BIOGRAPHY.sub("", squeeze(unescape(_signing_line(text)).replace("\n", " ; ")))
    if names_east_asian.WRITTEN.search(line) and (names := names_east_asian.read_names(line)):
        return names
    if HOST.fullmatch(line):
        return ()
    if found := AUTHOR_PAGE.fullmatch(line):
        return _named_by(found["slug"])
    line = _without_byline_words(_without_additions(line))
    signer, bar, body = (part.strip() for part in line.partition("|"))
    if bar and is_full_name(signer) and agency_name(body):
        line = signer  # whom somebody writes for
    sides = [side for part in _split_joined(line) for side in _split_dash(part)]
    halves = [half for side in sides for half in _split_slash(side)]
    is_turned = _are_turned(halves)
    parts = [piece for half in halves for piece in _split_commas(half, is_turned)]
    return _without_houses(list(filter(None, map(clean_name, parts))))


def _named_by(slug: str) -> tuple[str, ...]:
    """Return whom the address of an author's page names: a given name and what follows it; no desk, paper or login.

    >>> _named_by("maria-van-holm"), _named_by("web-desk"), _named_by("emily-post-staff")
    (('Maria van Holm',), (), ())
    """
    words = re.split(r"[-_.]", slug.lower())
    name = " ".join(word if word in PARTICLE else word.title() for word in words)
    if not _is_given(words[0].title()) or words[-1] in PARTICLE:
        return ()
    return (name,) if clean_name(name) == name and not _is_no_person(name) else ()


def _signing_line(text: str) -> str:
    """Return the line that signs, where one on the signer follows it; else the text."""
    first, _, rest = unescape(text).strip().partition("\n")
    is_post = rest != "" and POST.fullmatch(first.rpartition(", ")[2])
    return first if is_post and is_full_name(first.partition(",")[0]) else text


def _without_additions(line: str) -> str:
    """Return a byline without addresses, brackets, who took the pictures, editors and "and others"."""
    signed = SIGNED_ADDRESS.match(line)
    line = ADDRESS.sub(" ", signed["name"] if signed else line)
    line = PICTURED.sub("", line).strip() or line
    line = WORDS_AND_PICTURES.sub("", PARENTHESIS.sub(" ", line).strip())
    return AND_OTHERS.sub("", EDITORS.sub("", line) or line)


def _without_byline_words(line: str) -> str:
    """Return a byline without its label and the words that open bylines; "von" may be a family's."""
    label = LABEL.match(line)
    if label and (field_of(label[1]) == "authors" or label[1].casefold() in KINDS):
        line = line[label.end() :]
    while BYLINE_WORD.match(line) and not GIVEN_VON.match(line) and not _is_von_family(line):
        line = BYLINE_WORD.sub("", line, count=1)
    return line[3:] if _is_of_somebody(line) else line


def _is_of_somebody(line: str) -> bool:
    """Return whether a byline opens with "de" before a given name and a surname: no surname of two words before a given name.

    >>> _is_of_somebody("de Ana Ruiz y José Paz"), _is_of_somebody("De Luca Anna"), _is_of_somebody("De Niro, Robert")
    (True, False, False)
    """
    if not line.startswith(("de ", "De ")):
        return False
    found = OF_SOMEBODY.fullmatch(COMMA.split(SPLIT.split(line, maxsplit=1)[0])[0])
    return found is not None and _is_given(found["given"]) and not _is_given(found["family"])


def _are_turned(halves: Sequence[str]) -> bool:
    """Return whether all names of a byline are written with the family first."""
    is_listed = len(halves) > 1 and all(_turned(half, True) for half in halves)
    return is_listed and any(map(_turned, halves))


def _without_houses(names: list[str]) -> tuple[str, ...]:
    """Return the names of a byline without the agencies, papers and shouted places that stand beside people.

    >>> _without_houses(["Jonas Ekberg", "Reuters"]), _without_houses(["Reuters"]), _without_houses(["Ayşe Yılmaz", "ANKARA"])
    (('Jonas Ekberg',), ('Reuters',), ('Ayşe Yılmaz',))
    """
    others = {name for name in names if _is_no_person(name)}
    people = [name for name in names if is_full_name(name) and name not in others]
    is_shouted = all(map(str.isupper, people))
    if not is_shouted:
        others |= {name for name in names if name.isupper() and " " not in name}
    return tuple(name for name in names if not people or name not in others)


def _is_no_person(name: str) -> bool:
    """Return whether a name is an agency's, a paper's or a city's: no person is called "The Oregonian"."""
    is_house = name.startswith("The ") or _is_paper(name) or agency_name(name) is not None
    return is_house or is_known_place(name)


def _is_paper(name: str) -> bool:
    """Return whether a name ends as those of papers do and does not open with a given one: "Oslen Post", not "Emily Post"."""
    return PAPER.search(name) is not None and not _is_given(name.split()[0])


def _split_joined(line: str) -> list[str]:
    """Return the parts between the words and marks that join names; "Ortega y Gasset" is one: its end is no full name.

    >>> _split_joined("José Ortega y Gasset"), _split_joined("Ana Ruiz y José Paz")
    (['José Ortega y Gasset'], ['Ana Ruiz', 'José Paz'])
    """
    parts: list[str] = []
    end = 0
    for joint in SPLIT.finditer(line):
        before, after = line[end : joint.start()], line[joint.end() :]
        rest = SPLIT.split(after, maxsplit=1)[0]
        sign = joint[0].strip()
        if sign in ("y", "i", "e") and _is_one_surname(before, rest, is_spanish=sign == "y"):
            continue
        if _is_post_of(before, rest):
            continue
        parts.append(before)
        end = joint.end()
    return [*parts, line[end:]]


def _is_post_of(before: str, after: str) -> bool:
    """Return whether what somebody is, behind a comma, goes on behind an "and".

    >>> _is_post_of("Maria Okafor, Head of Marketing", "Sales"), _is_post_of("Maria Okafor, Editor", "Tom Hale")
    (True, False)
    """
    _, comma, post = before.rpartition(", ")
    is_post = bool(comma) and POST.fullmatch(post) is not None
    return is_post and not _is_given(after.strip().partition(" ")[0])


def _is_one_surname(before: str, after: str, is_spanish: bool = True) -> bool:
    """Return whether what stands on both sides of a Spanish "and" is one surname: "Ortega y Gasset, José" or "José Ortega y Gasset".

    >>> _is_one_surname("Ortega", "Gasset, José"), _is_one_surname("Ruiz, Ana", "Paz, José"), _is_one_surname("Ana", "José")
    (True, False, False)
    """
    if is_full_name(before) and "," not in before:
        return len(after.split()) == 1
    if not is_spanish:
        return False
    family, comma, given = after.partition(",")
    is_turned = bool(comma) and len(family.split()) == 1 and len(before.split()) == 1
    return is_turned and 0 < len(given.split()) <= 2 and not is_known_place(given.strip())


def _split_slash(part: str) -> list[str]:
    """Return the names on both sides of a slash, where each side is a full name or an initial's few letters."""
    pieces = part.split("/")
    people = [piece for piece in pieces if is_full_name(piece.strip()) and not _is_house(piece)]
    if len(people) == 1 and all(_is_house(piece) for piece in pieces if piece not in people):
        return people  # whom somebody writes for
    are_people = all(is_full_name(piece.strip()) for piece in pieces)
    are_initials = all(piece.isalpha() and piece.islower() and len(piece) <= 4 for piece in pieces)
    return pieces if len(pieces) > 1 and (are_people or are_initials) else [part]


def _is_house(piece: str) -> bool:
    """Return whether a text is the name of an agency or a paper."""
    return agency_name(piece.strip()) is not None or PAPER.search(piece.strip()) is not None


DASH = re.compile(r"\s+[–—-]\s+")


def _split_dash(part: str) -> list[str]:
    """Return the names on both sides of a dash where behind it stands a person, and no paper or place.

    >>> _split_dash("Jonas Ekberg – Maria Holm"), _split_dash("Jonas Ekberg - New Delhi")
    (['Jonas Ekberg', 'Maria Holm'], ['Jonas Ekberg - New Delhi'])
    """
    pieces = DASH.split(part.strip())
    are_people = len(pieces) > 1 and all(
        is_full_name(piece) and not _is_house(piece) and _is_given(piece.split()[0])
        for piece in pieces
    )
    return pieces if are_people else [part]


def _split_commas(part: str, is_turned: bool = False) -> list[str]:
    """Return the pieces between commas that name somebody: no degrees, no body that a person named before writes for.

    `is_turned`: the byline is known to write families first.
    """
    if (name := _turned(part, is_turned)) is not None:
        return [name]
    pieces = [piece for piece in COMMA.split(part) if piece]
    kept: list[str] = []
    for piece in pieces:
        if kept and GENERATION.match(piece):
            kept[-1] += f" {_generation(piece)}"
        elif not kept or not (SUFFIX.match(piece) or _is_affiliation(piece, kept[0])):
            kept.append(piece)
    return kept


def _generation(piece: str) -> str:
    """Return what tells father from son as it is written behind a name: "Jr.", "III"."""
    bare = piece.rstrip(".")
    return f"{bare.capitalize()}." if bare.lower() in ("jr", "sr") else bare.upper()


def _is_affiliation(piece: str, signer: str) -> bool:
    """Return whether what follows a full name and a comma is an agency or a single word: "Maria Okafor, Reuters"."""
    if POST.fullmatch(piece) or (agency_name(piece) and not agency_name(signer)):
        return True
    is_shouted = piece.isupper() and not signer.isupper()
    is_body = is_shouted or len(piece.split()) == 1 or _is_paper(piece)
    return is_full_name(signer) and (is_body or _is_where(piece))


def _is_where(piece: str) -> bool:
    """Return whether a piece says where somebody writes from."""
    is_from = IN_PLACE.match(f" {piece}") or FROM_PLACE.fullmatch(piece)
    return is_known_place(piece) or bool(is_from or REGION.fullmatch(piece))


def _turned(part: str, is_listed: bool = False) -> str | None:
    """Return a name that is written with the family first, in its usual order; None for any other text.

    `is_listed`: all names of the byline are written so, which speaks for a surname of two words.

    >>> _turned("Quill, Hedda"), _turned("Quill, Reuters"), _turned("Maria Okafor, Tom Hale")
    ('Hedda Quill', None, None)
    >>> _turned("García Márquez, Gabriel"), _turned("Maria Okafor, Lagos"), _turned("Holm Jr., Jane")
    ('Gabriel García Márquez', None, 'Jane Holm Jr.')
    >>> _turned("o'neil, bob"), _turned("jquill, bob"), _turned("john, mary")
    ("bob o'neil", 'bob jquill', None)
    """
    part = part.strip()
    if found := INVERTED_SUFFIX.fullmatch(part):
        name = _turned(found["turned"] or f"{found['family']}, {found['given']}", is_listed)
        suffix = found["suffix"] or found["last"]
        return name and f"{name} {suffix}{'.' if suffix in ('Jr', 'Sr') else ''}"
    found = INVERTED.fullmatch(part)
    if found is None:
        found = INVERTED_WIDE.fullmatch(part)
        if found is None or not _is_surname_of_two(found, is_listed):
            return None
    family, given = found["family"], found["given"]
    are_names = (
        _are_cased(family, given)
        and family[-1].isalpha()
        and not (_is_other(family) or _is_other(given))
    )
    if family.isupper() and not given.isupper():
        family = family.title()  # shouted to tell it from the given name
    if len(given.rpartition(" ")[2].rstrip(".")) > LONGEST_SHORT:
        given = given.rstrip(".")  # the point ends the list, and shortens no name
    return f"{given} {family}" if are_names else None


def _are_cased(family: str, given: str) -> bool:
    """Return whether both sides of a comma begin as names do; in small letters one must be a given name, and the other none."""
    if f"{family}{given}".islower():
        is_one = _is_given(given.split()[0].title()) and not _is_given(family.title())
        return is_one and not _is_prose(f"{given} {family}")
    return given[0].isupper() and any(word[0].isupper() for word in family.split())


LONGEST_SHORT = 2
"""Letters of a given name that a point shortens: "M.", "Jo."."""


def _is_other(word: str) -> bool:
    """Return whether a side of a comma is no name: a degree, a post, an agency, a filler, a place."""
    is_office = SUFFIX.match(word) or POST.fullmatch(word) or NOBODY.match(word)
    return bool(is_office or agency_name(word)) or is_known_place(word)


def _is_surname_of_two(found: re.Match[str], is_listed: bool) -> bool:
    """Return whether two words and a third behind a comma are surname and given name, not a name and a place or paper.

    What follows is a given name, and the two words do not open with one; in a list of such names one of both will do.
    """
    family = found["family"]
    words = family.split()
    if words[0].islower():
        return words[-1][0].isupper()
    if not (words[-1][0].isupper() and found["first"][0].isupper()) or PAPER.search(family):
        return False
    is_given, is_name = (_is_given(found[group]) for group in ("called", "first"))
    if "y" in words:
        return True
    return is_given or not is_name if is_listed else is_given and not is_name


def _is_given(word: str) -> bool:
    """Return whether a word is a given name and hardly anything else, with or without its accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return bool({word, bare, bare.split("-")[0]} & given_names())


def _is_von_family(line: str) -> bool:
    """Return whether a line opens with a surname that begins like a byline: "von der Leyen, Ursula"."""
    if not VON_FAMILY.match(line):
        return False
    first = SPLIT.split(line, maxsplit=1)[0]
    given = first.rpartition(", ")[2].split()
    return bool(given) and _is_given(given[0]) and _turned(first) is not None


@functools.cache
def longest_agency() -> int:
    """Return how many words the longest name of an agency has."""
    return max(len(agency.split()) for agency in wire_words()[0])


def _without_agency(name: str) -> str:
    """Return a full name without the agency that is glued behind it.

    >>> _without_agency("HEDDA QUILL Associated Press")
    'HEDDA QUILL'
    """
    words = name.split()
    longest = longest_agency()
    for n in range(min(longest, len(words) - 2), 0, -1):
        if agency_name(" ".join(words[-n:])) is not None:
            return " ".join(words[:-n])
    return name


def _without_office(name: str) -> str:
    """Return a name without what its bearer is; of two words the second is the family's name, whatever it means.

    >>> _without_office("Maria Okafor Staff Writer"), _without_office("Rory Reporter"), _without_office("okafor reporter")
    ('Maria Okafor', 'Rory Reporter', 'okafor')
    """
    bare = STAFF.sub("", name)
    return (
        name
        if bare != name and " " not in bare and is_full_name(name) and name.count(" ") == 1
        else bare
    )


def clean_name(text: str) -> str | None:
    """Return one name without function, date and marks, or None where the text names nobody."""
    name = HONORIFIC.sub("", LINK_WORDS.sub("", text.strip(NAME_EDGE)[:MAX_PIECE_CHARS]))
    name = CONJUNCTION.sub("", name if GIVEN_VON.match(name) else BYLINE_WORD.sub("", name))
    name = names_east_asian.CLOSING.sub("", name)
    name = DATE_TAIL.sub("", AFTER_NAME.sub("", name))
    if OFFICE.fullmatch(name.strip(NAME_EDGE)):
        return None
    name = _without_office(name)
    if found := SHOUTED_FIRST.match(name):
        name = found[1].strip()
    name = _without_agency(name.strip(" ,;:|/-–—•·*\"'"))
    bare = IN_PLACE.sub("", name)
    name = bare if is_full_name(bare) else name
    if not _can_be_name(name):
        return None
    return f"{name}." if INITIAL_LAST.search(name) and f"{name}." in text else name


def _can_be_name(name: str) -> bool:
    """Return whether what is left of a piece can be somebody's name: no filler, label, address, figure or sentence."""
    if not 2 <= len(name) <= MAX_NAME_CHARS or NOBODY.match(name) or HOST.fullmatch(name):
        return False
    if ":" in name or len(name.split()) > MAX_NAME_WORDS or any(map(str.isdigit, name)):
        return False
    starts_badly = FUNCTION_WORD.match(name) or NO_NAME.fullmatch(name)
    holds_other = LABEL_WORD.search(name) or SITE.search(name) or _is_prose(name)
    return not (starts_badly or holds_other) and any(map(str.isalpha, name))
