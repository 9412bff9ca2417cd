"""copydesk-en: the model that ships. spaCy's rules cut tokens, an encoder reads them, a table gives lemmas."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from copydesk.errors import SettingsError
from copydesk.nlp.article_doc import cut_pieces
from copydesk.nlp.encoder import ENCODER_FILE, Encoder
from copydesk.nlp.lemmas import lemma_of
from copydesk.nlp.reading import Word, analysed, name_spans, sentence_bounds
from copydesk.nlp.tokeniser import encodable, english, forgetting, tokeniser_of
from copydesk.text.language import AnalysedArticle, NamedSpan
from schemas.mentions import Section

SHIPPED = "copydesk-en"

RULES_VERSION = "5"
"""Raised whenever code in this package changes an answer: it is part of every model's name."""


class ShippedModel:
    """The shipped model behind copydesk's interface. Articles are analysed one at a time, on one thread."""

    def __init__(self, folder: Path) -> None:
        """Load the model from its folder."""
        self.name = f"{SHIPPED}@{fingerprint(folder)}+rules{RULES_VERSION}"
        self._nlp = english()
        self._tokenise = tokeniser_of(self._nlp)
        self._encoder = Encoder(folder)

    def analyse(self, texts: Mapping[Section, str]) -> AnalysedArticle:
        """Return sentences, tokens and name spans of the sections given, in `SECTIONS` order."""
        with forgetting(self._nlp):
            pieces = cut_pieces(texts, self._tokenise)
        names, read = self._encoder.read(
            [encodable(piece.text) for piece in pieces], [piece.begins for piece in pieces]
        )
        works = {i for start, end, label in names if label == "MISC" for i in range(start, end)}
        words = [
            Word(
                w.begins,
                lemma_of(piece.text, w.pos, w.tag),
                w.pos,
                w.dep,
                w.head,
                0.0 if i in works else w.event_chance,
                None if i in works else w.frame,  # a programme's name reports nothing
                w.name_chances,
            )
            for i, (piece, w) in enumerate(zip(pieces, read, strict=True))
        ]
        return analysed(texts, pieces, words, names)

    def names(self, texts: Mapping[Section, str]) -> tuple[NamedSpan, ...]:
        """Return the name spans of `analyse` alone, at their own cost; sentences are those the rules are sure of."""
        with forgetting(self._nlp):
            pieces = cut_pieces(texts, self._tokenise)
        hints = [piece.begins for piece in pieces]
        names = self._encoder.names([encodable(piece.text) for piece in pieces], hints)
        bounds = sentence_bounds([hint is True for hint in hints])
        return tuple(name_spans(texts, pieces, bounds, names))


def model_folder() -> Path:
    """Return the folder of the shipped weights."""
    return Path(str(resources.files("copydesk.nlp").joinpath("model")))


def load_shipped() -> ShippedModel:
    """Return the shipped model; raise SettingsError when its weights are missing."""
    folder = model_folder()
    if not (folder / ENCODER_FILE).exists():
        raise SettingsError(
            f"{SHIPPED}: no weights in {folder}; install copydesk anew, or train them (training/README.md)"
        )
    return ShippedModel(folder)


def fingerprint(folder: Path) -> str:
    """Return twelve hex digits that change whenever a file that decides answers does."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".json", ".gz", ".onnx"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
