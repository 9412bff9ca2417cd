"""The adapter to spaCy: the only module that imports it. Ships "copydesk-en"; takes any installed pipeline instead."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import spacy
import spacy.util
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span
from spacy.util import (
    compile_infix_regex,
    compile_prefix_regex,
    compile_suffix_regex,
    registry,
)
from thinc.api import Config, Model, NumpyOps
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from copydesk.errors import SettingsError
from copydesk.language import AnalysedArticle, LanguageModel, NamedSpan, Sentence, Token
from copydesk.nlp.article_doc import Piece, cut_pieces
from copydesk.nlp.labels import ENTITY_TYPES, Arc, is_clear_nlp, to_universal
from copydesk.nlp.lemmas import lemma_of
from copydesk.nlp.name_embed import name_embed
from copydesk.nlp.name_spans import names_within
from copydesk.nlp.onnx_names import NameEncoder, load_encoder
from copydesk.nlp.sentence_rules import ABBREVIATIONS
from copydesk.nlp.weights import unpack
from schemas.mentions import Section

SHIPPED = "copydesk-en"
COMPONENTS = ("tok2vec", "tagger", "parser")
"""In the order they run, after the names: so no sentence is cut inside one."""

RULES_VERSION = "2"
"""Raised whenever code in this package changes an answer: it is part of every model's name."""

SURROGATE = re.compile("[\ud800-\udfff]")

Lemmatise = Callable[[str, str, str], str]

registry.architectures.register("copydesk.NameEmbed.v1", func=name_embed)


PUNCTUATION_RUN = r"([!?*=_~#$-])\1+"
"""Dots and runs of one mark are one token, as in Universal Dependencies: "!!!", "***"."""

HYPHEN_AFTER_DOT = r"(?<=[A-Z]\.)-(?=[a-z])"
"""Parts "U.S.-led"; the letters' own hyphens are parted by spaCy's rules."""


def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """Return a maker of spaCy's English tokeniser with our abbreviations and runs of marks."""

    def make(nlp: Language) -> Tokenizer:
        defaults: Any = nlp.Defaults
        rules = dict(defaults.tokenizer_exceptions)
        rules.update({word: [{ORTH: word}] for word in ABBREVIATIONS})
        return Tokenizer(
            nlp.vocab,
            rules=rules,
            prefix_search=compile_prefix_regex([PUNCTUATION_RUN, *defaults.prefixes]).search,
            suffix_search=compile_suffix_regex([PUNCTUATION_RUN, *defaults.suffixes]).search,
            infix_finditer=compile_infix_regex(
                [PUNCTUATION_RUN, HYPHEN_AFTER_DOT, *defaults.infixes]
            ).finditer,
            token_match=defaults.token_match,
            url_match=defaults.url_match,
        )

    return make


registry.tokenizers.register("copydesk.Tokenizer.v1", func=create_tokenizer)


class SpacyModel:
    """A spaCy pipeline behind copydesk's interface. Articles are analysed one at a time, on one thread."""

    def __init__(
        self,
        nlp: Language,
        name: str,
        lemmatise: Lemmatise | None = None,
        names: NameEncoder | None = None,
    ) -> None:
        """Wrap a loaded pipeline; without `lemmatise` and `names` its own lemmas and names are taken."""
        self.name = f"{name}+rules{RULES_VERSION}"
        self._nlp = nlp
        self._tokenise = tokeniser_of(nlp)
        self._lemmatise = lemmatise
        self._stages = stages_of(nlp, names)
        self._is_clear_nlp = is_clear_nlp(relations_of(nlp))
        self._threads = ThreadpoolController()

    def analyse(self, texts: Mapping[Section, str]) -> AnalysedArticle:
        """Return sentences, tokens and name spans of the sections given, in `SECTIONS` order."""
        with self._one_article():
            pieces = cut_pieces(texts, self._tokenise)
            doc = run(self._stages, to_doc(self._nlp, pieces)) if pieces else None
            if doc is None:
                return AnalysedArticle((), ())
            bounds = list(sentence_bounds(doc, pieces))
            sentences = tuple(
                self._sentence(doc, pieces, index, start, end, texts[pieces[start].section])
                for index, (start, end) in enumerate(bounds)
            )
            return AnalysedArticle(sentences, tuple(name_spans(doc, pieces, bounds, texts)))

    def names(self, texts: Mapping[Section, str]) -> tuple[NamedSpan, ...]:
        """Return the name spans of `analyse` alone, at their own cost; sentences are those the rules are sure of."""
        with self._one_article():
            pieces = cut_pieces(texts, self._tokenise)
            doc = run(self._stages[:1], to_doc(self._nlp, pieces)) if pieces else None
            if doc is None:
                return ()
            return tuple(name_spans(doc, pieces, list(sentence_bounds(doc, pieces)), texts))

    @contextlib.contextmanager
    def _one_article(self) -> Iterator[None]:
        """Compute on one thread, and forget the article's words afterwards, so that memory doesn't grow."""
        # A sum split over threads may differ in its last bits.
        with self._threads.limit(limits=1), self._nlp.memory_zone():
            yield

    def _sentence(
        self, doc: Doc, pieces: Sequence[Piece], index: int, start: int, end: int, text: str
    ) -> Sentence:
        """Return one sentence of the document."""
        arcs = arcs_of(doc, start, end)
        if self._is_clear_nlp:
            arcs = to_universal(arcs)
        tokens = []
        for i in range(start, end):
            piece, token, arc = pieces[i], doc[i], arcs[i - start]
            tag = token.tag_.partition("|")[2]
            lemma = (
                self._lemmatise(piece.text, arc.pos, tag)
                if self._lemmatise
                else token.lemma_ or piece.text
            )
            tokens.append(
                Token(piece.start, piece.end, piece.text, lemma, arc.pos, arc.dep, arc.head)
            )
        a, b = pieces[start].start, pieces[end - 1].end
        return Sentence(pieces[start].section, index, a, b, text[a:b], tuple(tokens))


def run(stages: Sequence[Callable[[Doc], Doc]], doc: Doc) -> Doc:
    """Return the document after these stages."""
    for stage in stages:
        doc = stage(doc)
    return doc


def tokeniser_of(nlp: Language) -> Callable[[str], list[tuple[int, int]]]:
    """Return the pipeline's tokeniser as a function from text to the offsets of its tokens, blanks left out."""

    def tokenise(text: str) -> list[tuple[int, int]]:
        return [(t.idx, t.idx + len(t)) for t in nlp.tokenizer(encodable(text)) if not t.is_space]

    return tokenise


def encodable(text: str) -> str:
    """Return the text with U+FFFD for every lone surrogate (JSON may carry one), which has no UTF-8 form."""
    return SURROGATE.sub("\ufffd", text)


def stages_of(nlp: Language, names: NameEncoder | None) -> list[Callable[[Doc], Doc]]:
    """Return what is run on a document, in order; ours finds names before it looks for sentences."""
    pipes: list[Callable[[Doc], Doc]] = [pipe for _, pipe in nlp.pipeline]
    return [names_stage(names), keep_names_whole, *pipes] if names else pipes


def names_stage(names: NameEncoder) -> Callable[[Doc], Doc]:
    """Return the stage that puts the encoder's names into a document."""

    def mark(doc: Doc) -> Doc:
        words = [token.text for token in doc]
        begins = [token.is_sent_start for token in doc]
        doc.ents = [Span(doc, a, b, label=label) for a, b, label in names.names(words, begins)]
        return doc

    return mark


def keep_names_whole(doc: Doc) -> Doc:
    """Return the document with no sentence begin allowed inside a name."""
    for span in doc.ents:
        for token in span[1:]:
            if token.is_sent_start is None:
                token.is_sent_start = False
    return doc


def relations_of(nlp: Language) -> frozenset[str]:
    """Return the dependency relations the pipeline's parser knows."""
    return frozenset(nlp.pipe_labels.get("parser", ()))


def to_doc(nlp: Language, pieces: Sequence[Piece]) -> Doc:
    """Return the spaCy document of an article's tokens; sentence begins that are known are set."""
    spaces = [a.section == b.section and a.end < b.start for a, b in itertools.pairwise(pieces)]
    return Doc(
        nlp.vocab,
        words=[encodable(piece.text) for piece in pieces],
        spaces=[*spaces, False],
        sent_starts=[piece.begins for piece in pieces],
    )


def sentence_bounds(doc: Doc, pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of the sentences; where a piece must begin a sentence it does, whatever the model says."""
    start = 0
    for i in range(1, len(pieces)):
        if pieces[i].begins or (pieces[i].begins is None and doc[i].is_sent_start):
            yield start, i
            start = i
    yield start, len(pieces)


def arcs_of(doc: Doc, start: int, end: int) -> list[Arc]:
    """Return the tree of one sentence; a governor outside it makes a root."""
    arcs = []
    for i in range(start, end):
        token = doc[i]
        head = token.head.i
        pos = token.tag_.partition("|")[0] if "|" in token.tag_ else token.pos_
        if head == i or not start <= head < end:
            arcs.append(Arc(pos or "X", i - start, "root"))
        else:
            arcs.append(Arc(pos or "X", head - start, token.dep_ or "dep"))
    return arcs


def name_spans(
    doc: Doc,
    pieces: Sequence[Piece],
    bounds: Sequence[tuple[int, int]],
    texts: Mapping[Section, str],
) -> Iterator[NamedSpan]:
    """Yield the names found, trimmed, each inside one sentence and one line."""
    sentence_of = [index for index, (start, end) in enumerate(bounds) for _ in range(start, end)]
    for span in doc.ents:
        entity_type = ENTITY_TYPES.get(span.label_)
        ranges = names_within(pieces, span.start, span.end, entity_type) if entity_type else ()
        for start, end, kind in ranges:
            first, last = pieces[start], pieces[end - 1]
            is_one_line = "\n" not in texts[first.section][first.start : last.end]
            if is_one_line and sentence_of[start] == sentence_of[end - 1]:
                yield NamedSpan(first.section, sentence_of[start], first.start, last.end, kind)


def model_folder() -> Path:
    """Return the folder of the shipped weights."""
    return Path(str(resources.files("copydesk.nlp").joinpath("model")))


def fingerprint(folder: Path) -> str:
    """Return twelve hex digits that change whenever a file that decides answers does."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".bin", ".cfg", ".gz", ".onnx"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def load_pipeline(folder: Path) -> Language:
    """Return the shipped pipeline from its folder."""
    nlp = spacy.util.load_model_from_config(
        Config().from_disk(folder / "config.cfg"), auto_fill=True
    )
    for name in COMPONENTS:
        pipe: Any = nlp.get_pipe(name)
        pipe.from_bytes(unpack((folder / f"{name}.bin").read_bytes()), exclude=["vocab"])
        for label in getattr(pipe, "labels", ()):
            nlp.vocab.strings.add(label)
        use_blas(pipe.model)
    nlp.meta["name"] = SHIPPED
    return nlp


def use_blas(model: Model[Any, Any]) -> None:
    """Let the model multiply with numpy's BLAS: three times as fast here as thinc's own (112 against 36 GFLOPS)."""
    ops = NumpyOps(use_blis=False)
    for node in model.walk():
        node.ops = ops


@functools.lru_cache(maxsize=4)
def load_model(name: str = SHIPPED) -> LanguageModel:
    """Return the model of that name, ready to analyse; raise SettingsError when it isn't installed."""
    if name == SHIPPED:
        folder = model_folder()
        if not (folder / "config.cfg").exists():
            raise SettingsError(
                f"{SHIPPED}: no weights in {folder}; install copydesk anew, or train them (training/README.md)"
            )
        name = f"{SHIPPED}@{fingerprint(folder)}"
        return SpacyModel(load_pipeline(folder), name, lemma_of, load_encoder(folder))
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise SettingsError(
            f"language model {name!r} isn't installed. Install it (`python -m spacy download {name}`), "
            f"or use the model that ships with copydesk: {SHIPPED!r}"
        ) from error
    return SpacyModel(nlp, f"{name}@{nlp.meta.get('version', '')}")
