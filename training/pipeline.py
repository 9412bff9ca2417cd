"""The pipelines that are trained, and how a corpus text becomes an example for them."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from copydesk.nlp.article_doc import cut_pieces
from copydesk.nlp.spacy_model import to_doc, tokeniser_of
from training.casing import CASINGS, CURLED_SHARE, curled, draw_casing
from training.corpora import LABELS, NamedText, TreeSentence

WIDTH = {"names": 96, "syntax": 128}
DEPTH = 4
"""Layers of convolution: each lets a token see one more word on either side."""

ROWS = {
    "names": [12000, 1000, 4000, 3000, 5000, 800, 200],
    "syntax": [10000, 1000, 4000, 2000, 4000, 500, 10],
}
"""Sizes of the hash tables, one per column of `copydesk.nlp.name_embed.COLUMNS`."""

TOKENISER = {"nlp": {"tokenizer": {"@tokenizers": "copydesk.Tokenizer.v1"}}}


def tok2vec_config(part: str) -> dict[str, Any]:
    """Return the settings of an encoder of tokens; only the name finder is shown evidence."""
    embed = {
        "@architectures": "copydesk.NameEmbed.v1",
        "width": WIDTH[part],
        "rows": ROWS[part],
        "with_evidence": part == "names",
    }
    encoder = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": WIDTH[part],
        "window_size": 1,
        "maxout_pieces": 3,
        "depth": DEPTH,
    }
    return {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encoder}


def names_pipeline() -> Language:
    """Return an untrained pipeline that finds names."""
    nlp = spacy.blank("en", config=TOKENISER)
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": tok2vec_config("names"),
    }
    ner: Any = nlp.add_pipe("ner", config={"model": model, "update_with_oracle_cut_size": 100})
    for label in LABELS:
        ner.add_label(label)
    return nlp


def syntax_pipeline() -> Language:
    """Return an untrained pipeline that tags and parses."""
    nlp = spacy.blank("en", config=TOKENISER)
    nlp.add_pipe("tok2vec", config={"model": tok2vec_config("syntax")})
    listener = {
        "@architectures": "spacy.Tok2VecListener.v1",
        "width": WIDTH["syntax"],
        "upstream": "tok2vec",
    }
    nlp.add_pipe(
        "tagger",
        config={
            "model": {
                "@architectures": "spacy.Tagger.v2",
                "nO": None,
                "normalize": False,
                "tok2vec": listener,
            }
        },
    )
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": 128,
        "maxout_pieces": 3,
        "use_upper": True,
        "tok2vec": listener,
    }
    nlp.add_pipe("parser", config={"model": model, "min_action_freq": 10, "learn_tokens": False})
    return nlp


def names_example(nlp: Language, named: NamedText) -> Example:
    """Return the example of one text; a name whose ends aren't token ends is left open."""
    pieces = cut_pieces({"body": named.text}, tokeniser_of(nlp))
    within = {i for start, end, _ in named.names for i in range(start + 1, end)}
    pieces = [
        unsure(piece) if piece.begins and piece.start in within else piece for piece in pieces
    ]
    first = {piece.start: i for i, piece in enumerate(pieces)}
    last = {piece.end: i for i, piece in enumerate(pieces)}
    doc, gold = to_doc(nlp, pieces), to_doc(nlp, pieces)
    entities, missing = [], []
    for start, end, label in named.names:
        if start in first and end in last and first[start] <= last[end]:
            entities.append(Span(gold, first[start], last[end] + 1, label=label))
        else:
            inside = [i for i, p in enumerate(pieces) if p.start < end and p.end > start]
            missing += [Span(gold, i, i + 1) for i in inside]
    taken = {i for span in entities for i in range(span.start, span.end)}
    missing = [span for span in missing if span.start not in taken]
    gold.set_ents(entities, missing=missing, default="outside")
    return Example(doc, gold)


def syntax_example(
    nlp: Language, sentences: list[TreeSentence], draw: random.Random | None
) -> Example:
    """Return the example of one treebank document, some sentences in another case when a draw is given."""
    text = ""
    words: list[str] = []
    heads: list[int] = []
    tags: list[str] = []
    deps: list[str] = []
    starts: list[bool | int | None] = []
    offsets: set[int] = set()
    typeset = curled if draw and draw.random() < CURLED_SHARE else str
    for sentence in sentences:
        text += ("\n\n" if sentence.begins_paragraph else " ") if text else ""
        casing = CASINGS[c] if draw and (c := draw_casing(draw)) else str
        offsets.add(len(text))
        cased = casing(typeset(sentence.text))
        text += cased
        base = len(words)
        words += [cased[w.start : w.start + len(w.text)] for w in sentence.words]
        heads += [base + w.head for w in sentence.words]
        tags += [w.tag for w in sentence.words]
        deps += [w.dep for w in sentence.words]
        starts += [i == 0 for i in range(len(sentence.words))]
    gold = Doc(nlp.vocab, words=words, heads=heads, tags=tags, deps=deps, sent_starts=starts)
    pieces = cut_pieces({"body": text}, tokeniser_of(nlp))
    if (
        draw is not None
    ):  # a rule that contradicts the treebank would leave the parser without a right move
        pieces = [
            p if p.begins is None or p.begins == (p.start in offsets) else unsure(p) for p in pieces
        ]
    return Example(to_doc(nlp, pieces), gold)


def unsure(piece: Any) -> Any:
    """Return the token without a word on whether a sentence begins there."""
    return dataclasses.replace(piece, begins=None)
