"""Tells the language of a text: by script where that settles it, else by py3langid's n-gram model."""

from __future__ import annotations

import functools
import re
import unicodedata

from py3langid.langid import LanguageIdentifier

from copydesk.vocabulary import by_language

MODEL_FILE = "data/model.npz.xz"
NAMED = {
    name: code
    for code, names in {
        "en": "english eng inglés inglês anglais englisch", "es": "spanish español spa castellano espagnol spanisch",
        "pt": "portuguese português por portugiesisch", "fr": "french français fra fre francés französisch",
        "de": "german deutsch deu ger allemand alemán", "it": "italian italiano ita", "nl": "dutch nederlands nld dut",
        "sv": "swedish svenska swe", "no": "norwegian norsk nor", "da": "danish dansk dan", "fi": "finnish suomi fin",
        "pl": "polish polski pol", "cs": "czech čeština česky ces cze", "sk": "slovak slovenčina slk slo",
        "hu": "hungarian magyar hun", "ro": "romanian română ron rum", "ru": "russian русский rus",
        "uk": "ukrainian українська ukr", "bg": "bulgarian български bul", "el": "greek ελληνικά ell gre",
        "tr": "turkish türkçe tur", "ar": "arabic العربية ara", "fa": "persian farsi فارسی fas per",
        "he": "hebrew עברית heb", "hi": "hindi हिन्दी हिंदी hin", "bn": "bengali bangla বাংলা ben",
        "id": "indonesian bahasa ind", "ms": "malay melayu msa may", "vi": "vietnamese vie", "th": "thai ไทย tha",
        "zh": "chinese 中文 zho chi mandarin", "ja": "japanese 日本語 jpn", "ko": "korean 한국어 kor", "ur": "urdu اردو urd",
    }.items()
    for name in names.split()
}  # fmt: skip
"""Codes by the names and three-letter codes that language fields hold."""
LONGEST_SAMPLE = (
    2500  # characters: more changes no answer (4,000 on 881 pages: none) and costs time
)
SHORT_SAMPLE = 400
AT_ONCE = 0.999
"""The start of a text is enough where the model is as sure as this of it: of 1,573 texts in 30 languages none is told otherwise."""
WORDS_SAMPLE = 800
SURE_WORDS, SURE_TIMES, SURE_SHARE = 7, 4, 0.12
"""So many small words of one language among the first signs, an eighth of all, and of no other a quarter as many, tell it. Of
3,300 texts in six collections that have them the model calls every one the same, and is sure; with six words, too. What has
fewer may be a table."""
SHORT_LETTERS = 60  # below this the model guesses: a hint is the better witness
SURE = 0.9  # of the model's normalised probability
USUAL = 20
"""So many times likelier must a language be than the one that a file's texts usually have. Of 254 sentences of BBC that are names by half 76
had no language, and 3 have none; of 1,500 in nineteen others three would be taken for the file's."""
LIKELY = 0.4  # share of the likeliest among the languages of news: below it nothing is said
TIE_DIGITS = 6  # shares alike in so many digits are even, whatever machine computed them
TIE = 10.0**-TIE_DIGITS
NO_LANGUAGE = "zxx"  # what the model calls tables and codes
NEWS_LANGUAGES = frozenset(
    "af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr ht hu hy id ig is it ja ka kk km"
    " kn ko ku ky lo lt lv mk ml mn mr ms mt my ne nl no or pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta te tg th tk tl"
    " tr uk ur uz vi yo zh zu".split()
)
"""Languages that national dailies, agencies and world broadcasters publish in. Others are believed only when sure."""
UNDETERMINED = "und"
NUMBER_WORD = re.compile(r"(?<!\S)[^\s\d]*+\d\S*+")
"""From the start of a word alone: looked for from each of its letters, a long word would cost its square."""
CODE = re.compile(r"^([A-Za-z]{2,3})(?:[-_].*)?$")
AS_CODE = {
    "nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "fil": "tl", "cmn": "zh",
    "jw": "jv",
}  # fmt: skip
HINT_WINS = {("no", "da"), ("da", "no"), ("hr", "bs"), ("bs", "hr"), ("sr", "bs"), ("bs", "sr"), ("hr", "sr")} | {
    ("sr", "hr"), ("id", "ms"), ("ms", "id"), ("gl", "pt"), ("gl", "es"), ("ca", "es"), ("af", "nl"), ("hi", "ne"),
    ("ne", "hi"), ("mr", "hi"), ("hi", "mr"), ("cs", "sk"), ("sk", "cs"), ("lb", "de"),
}  # fmt: skip
"""(hint, guess): languages so near each other that a stated code is believed against the model."""
ONLY_SCRIPTS = (
    # Scripts that one language of the news has to itself.
    ("ja", re.compile("[\u3041-\u30fa]")), ("ko", re.compile("[\uac00-\ud7a3]")),
    ("th", re.compile("[\u0e01-\u0e5b]")), ("lo", re.compile("[\u0e81-\u0edf]")),
    ("km", re.compile("[\u1780-\u17ff]")), ("my", re.compile("[\u1000-\u109f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")), ("hy", re.compile("[\u0530-\u058f]")),
    ("el", re.compile("[\u0370-\u03ff]")), ("he", re.compile("[\u0590-\u05ff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")), ("te", re.compile("[\u0c00-\u0c7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")), ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("gu", re.compile("[\u0a80-\u0aff]")), ("pa", re.compile("[\u0a00-\u0a7f]")),
    ("si", re.compile("[\u0d80-\u0dff]")), ("am", re.compile("[\u1200-\u137f]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
)  # fmt: skip
OTHER_SCRIPTS = re.compile(
    "[" + "".join(letters.pattern.strip("[]") for _, letters in ONLY_SCRIPTS) + "]+"
)
"""Any of them: one search spares most texts the others."""
TYPOGRAPHY = "’“”‘—–…\u00a0"
"""Without them most texts are plain ASCII, and need no search."""
SCRIPT_SHARE = 0.3  # of the letters; Japanese mixes kana with Han, Korean pages quote English


@functools.cache
def small_words() -> dict[str, frozenset[str]]:
    """Return, by language, words that hardly another language of news uses."""
    return {code: frozenset(words) for code, words in by_language("small_words").items()}


def language_of_words(text: str) -> str | None:
    """Return the language of which the start of a text has many small words and of no other some, or None.

    >>> language_of_words("The council voted on Monday, and the ferry is to sail after the storm that closed it.")
    """
    words = text[:WORDS_SAMPLE].lower().split()
    known = set(words)
    counts = sorted((len(known & small), code) for code, small in small_words().items())
    (second, _), (most, code) = counts[-2:]
    if most < SURE_WORDS or second * SURE_TIMES > most:
        return None
    n_small = sum(map(small_words()[code].__contains__, words))
    return code if n_small >= SURE_SHARE * len(words) else None


@functools.cache
def identifier() -> LanguageIdentifier:
    """Return the model that ships with the library."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def plain_code(code: str | None) -> str | None:
    """Return a language code as the tables hold it ("en-GB" is "en"), or None for what is no code."""
    match = CODE.match(code.strip()) if code else None
    if match is None:
        return None
    short = match[1].lower()
    return AS_CODE.get(short, short) if short != UNDETERMINED else None


def language_named(text: str) -> str | None:
    """Return the language that a value of a language field names: by code ("en-GB", "eng") or by name ("English").

    >>> language_named("en_US"), language_named("English"), language_named("deutsch"), language_named("eng")
    ('en', 'en', 'de', 'en')
    """
    word = text.strip().casefold()
    if word in NAMED:
        return NAMED[word]
    code = plain_code(text.strip())
    return code if code is None or len(code) == 2 else NAMED.get(code, code)


def other_scripts(text: str) -> str:
    """Return what of a text is in scripts that one language has to itself."""
    for mark in TYPOGRAPHY:
        text = text.replace(mark, "")
    return "" if text.isascii() else "".join(OTHER_SCRIPTS.findall(text))


def language_of_script(text: str, n_letters: int) -> str | None:
    """Return the language that a script belongs to, when the text is written in such a one."""
    text = other_scripts(text)
    for code, letters in ONLY_SCRIPTS if text else ():
        if len(letters.findall(text)) >= SCRIPT_SHARE * n_letters * (0.3 if code == "ja" else 1):
            return code
    return None


def guessed_language(sample: str) -> tuple[str, bool]:
    """Return the language that a library takes a text for, and whether it is sure; of a long text it mostly needs the start."""
    guess, probability = identifier().classify(sample[:SHORT_SAMPLE])
    if float(probability) < AT_ONCE and len(sample) > SHORT_SAMPLE:
        guess, probability = identifier().classify(sample)
    guess = AS_CODE.get(guess, guess)
    return guess, float(probability) >= SURE and guess != NO_LANGUAGE


def detect_language(
    text: str, hint: str | None = None, title: str = "", usual: str | None = None
) -> tuple[str, bool]:
    """Return the language of a text (ISO 639-1, "und" where it can't be told) and whether it is sure.

    A hint (the page's or the source's own word) decides short texts and near kin; a long text speaks for itself.
    Where it does not, its words without numbers are asked again, together with its title: names alone ("Lund, Ruiz and Kall")
    are of the language that is usual where they stand.
    """
    stated = plain_code(hint) or ""
    sample = unicodedata.normalize("NFC", text[:LONGEST_SAMPLE])
    if not other_scripts(sample) and has_letters(sample) and (told := language_of_words(sample)):
        return stated if (stated, told) in HINT_WINS else told, True
    n_letters = sum(map(str.isalpha, sample))
    if not n_letters:
        return UNDETERMINED, False
    if by_script := language_of_script(sample, n_letters):
        return by_script, True
    if n_letters < SHORT_LETTERS and stated:
        return stated, True
    if n_letters >= SHORT_LETTERS:  # of fewer the model says nothing that would be believed
        guess, is_sure = guessed_language(sample)
        if stated == guess or (stated, guess) in HINT_WINS:
            return stated, True
        if is_sure:
            return guess, True
    words = " ".join(lower_shouts(part) for part in (title, sample))
    return likely_language(NUMBER_WORD.sub(" ", words), n_letters, stated or usual)


def has_letters(text: str) -> bool:
    """Return whether a text has as many letters as the model needs; without a look at all of them where the first will do."""
    return any(
        sum(map(str.isalpha, part)) >= SHORT_LETTERS for part in (text[: 2 * SHORT_LETTERS], text)
    )


def lower_shouts(text: str) -> str:
    """Return a text in capitals in small letters, any other as it is."""
    return text.lower() if text.isupper() else text


def likely_language(words: str, n_letters: int, usual: str | None = None) -> tuple[str, bool]:
    """Return the likeliest of the languages of news, "und" where none stands out, and whether it is sure."""
    shares: dict[str, float] = {}
    codes = news_codes()
    for name, chance in identifier().rank(words):
        if (code := codes.get(name)) is not None:
            shares[code] = shares.get(code, 0.0) + float(chance)
    total = sum(shares.values())
    least = max(shares.values()) - 2 * TIE  # only what comes near can be even with the likeliest
    near = [code for code, share in shares.items() if share >= least]
    best = min(near, key=lambda code: (-round(shares[code], TIE_DIGITS), code))
    if usual in shares and shares[best] < SURE * total and shares[best] <= USUAL * shares[usual]:
        return usual, False
    if shares[best] < LIKELY * total:
        return UNDETERMINED, False
    return best, shares[best] >= SURE and n_letters >= SHORT_LETTERS


@functools.cache
def news_codes() -> dict[str, str]:
    """Return the codes of the languages of news by what the model calls them."""
    codes = {label: AS_CODE.get(label, label) for label in identifier().labels}
    return {label: code for label, code in codes.items() if code in NEWS_LANGUAGES}
