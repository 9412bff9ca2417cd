"""The adapter to spaCy's pipelines: any that is installed can take the shipped model's place."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping, Sequence

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from copydesk.errors import SettingsError
from copydesk.nlp.article_doc import Piece, cut_pieces
from copydesk.nlp.labels import Arc, is_clear_nlp, to_universal
from copydesk.nlp.reading import Word, analysed, sentence_bounds
from copydesk.nlp.shipped_model import RULES_VERSION, SHIPPED
from copydesk.nlp.tokeniser import encodable, forgetting, tokeniser_of
from copydesk.text.language import AnalysedArticle
from schemas.mentions import Section


class SpacyModel:
    """A spaCy pipeline behind copydesk's interface. Articles are analysed one at a time, on one thread."""

    def __init__(self, nlp: Language, name: str) -> None:
        """Wrap a loaded pipeline."""
        self.name = f"{name}+rules{RULES_VERSION}"
        self._nlp = nlp
        self._tokenise = tokeniser_of(nlp)
        self._is_clear_nlp = is_clear_nlp(frozenset(nlp.pipe_labels.get("parser", ())))
        self._threads = ThreadpoolController()

    def analyse(self, texts: Mapping[Section, str]) -> AnalysedArticle:
        """Return sentences, tokens and name spans of the sections given, in `SECTIONS` order."""
        with self._one_article():
            pieces = cut_pieces(texts, self._tokenise)
            doc = to_doc(self._nlp, pieces)
            for _, pipe in self._nlp.pipeline if pieces else ():
                doc = pipe(doc)
            names = [(span.start, span.end, span.label_) for span in doc.ents]
            return analysed(texts, pieces, list(self._words(doc, pieces)), names)

    @contextlib.contextmanager
    def _one_article(self) -> Iterator[None]:
        """Compute on one thread, and forget the article's words afterwards, so that memory doesn't grow."""
        # A sum split over threads may differ in its last bits.
        with self._threads.limit(limits=1), forgetting(self._nlp):
            yield

    def _words(self, doc: Doc, pieces: Sequence[Piece]) -> Iterator[Word]:
        """Yield what the pipeline read of each token; where a rule knows of a sentence's begin, it is right."""
        begins = [
            i == 0 or p.begins is True or (p.begins is None and bool(t.is_sent_start))
            for i, (p, t) in enumerate(zip(pieces, doc, strict=True))
        ]
        for start, end in sentence_bounds(begins):
            arcs = arcs_of(doc, start, end)
            for i, arc in enumerate(to_universal(arcs) if self._is_clear_nlp else arcs, start):
                lemma = doc[i].lemma_ or pieces[i].text
                yield Word(begins[i], lemma, arc.pos, arc.dep, start + arc.head)


def to_doc(nlp: Language, pieces: Sequence[Piece]) -> Doc:
    """Return the spaCy document of an article's tokens; sentence begins that are known are set."""
    spaces = [a.section == b.section and a.end < b.start for a, b in itertools.pairwise(pieces)]
    return Doc(
        nlp.vocab,
        words=[encodable(piece.text) for piece in pieces],
        spaces=[*spaces, False][: len(pieces)],
        sent_starts=[piece.begins for piece in pieces],
    )


def arcs_of(doc: Doc, start: int, end: int) -> list[Arc]:
    """Return the tree of one sentence; a governor outside it makes a root."""
    arcs = []
    for i in range(start, end):
        token = doc[i]
        head = token.head.i
        if head == i or not start <= head < end:
            arcs.append(Arc(token.pos_ or "X", i - start, "root"))
        else:
            arcs.append(Arc(token.pos_ or "X", head - start, token.dep_ or "dep"))
    return arcs


def load_installed(name: str) -> SpacyModel:
    """Return the installed pipeline of that name; raise SettingsError when there is none."""
    try:
        nlp = spacy.load(name)
    except OSError as error:
        raise SettingsError(
            f"language model {name!r} isn't installed. Install it (`python -m spacy download {name}`), "
            f"or use the model that ships with copydesk: {SHIPPED!r}"
        ) from error
    return SpacyModel(nlp, f"{name}@{nlp.meta.get('version', '')}")
