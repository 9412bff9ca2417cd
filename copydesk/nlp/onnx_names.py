"""The adapter to onnxruntime: a fine-tuned encoder that finds the names of an article, stretch by stretch."""

from __future__ import annotations

import gzip
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from copydesk.nlp.segments import cut_segments
from copydesk.nlp.sentence_rules import Hint
from copydesk.nlp.word_features import features_of, with_capitals
from copydesk.nlp.wordpiece import CLOSE, OPEN, read_vocabulary, splitter

GRAPH_FILE, PIECES_FILE = "names.onnx", "pieces.txt.gz"

Name = tuple[int, int, str]
LABELS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT", "MISC")
"""As the network was trained: label k begins with number 2k + 1 and goes on with 2k + 2; 0 is no name."""

IMPOSSIBLE = -1e9


class NameEncoder:
    """An ONNX graph and its vocabulary. One stretch per call, one thread: no answer depends on another text."""

    def __init__(self, graph: Path, vocabulary: str) -> None:
        """Load the graph; `vocabulary` has one piece per line."""
        # It gives the machine an id and reports home unless told not to before it is loaded.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        pieces = read_vocabulary(vocabulary.rstrip("\n").split("\n"))
        self._split = splitter(pieces)
        self._ends = pieces[OPEN], pieces[CLOSE]

    def names(self, words: Sequence[str], begins: Sequence[Hint]) -> list[Name]:
        """Return the word ranges of the names of an article with their labels, in order."""
        features = features_of(words)
        pieces = [self._split(word) for word in words]
        sure = [begin is True for begin in begins]
        found: list[Name] = []
        for a, b in cut_segments([len(p) for p in pieces], sure):
            scores = self._scores(pieces[a:b], with_capitals(features[a:b]))
            found += [(a + i, a + j, label) for i, j, label in names_of(best_labels(scores))]
        return found

    def _scores(self, pieces: Sequence[tuple[int, ...]], features: Any) -> Any:
        """Return the scores of the labels of each word of one stretch."""
        sizes = np.array([len(p) for p in pieces])
        flat = np.array([self._ends[0], *(n for p in pieces for n in p), self._ends[1]])
        seen = np.zeros((len(flat), features.shape[1]), dtype=np.float32)
        seen[1:-1] = np.repeat(features, sizes, axis=0)
        given = {
            "pieces": flat, "places": np.arange(len(flat)), "seen": seen,
            "first": 1 + np.cumsum(sizes) - sizes, "features": features,
        }  # fmt: skip
        return self._session.run(None, given)[0]


def load_encoder(folder: Path) -> NameEncoder:
    """Return the encoder whose graph and vocabulary stand in a folder."""
    packed = (folder / PIECES_FILE).read_bytes()
    return NameEncoder(folder / GRAPH_FILE, gzip.decompress(packed).decode("utf-8"))


def best_labels(scores: Any) -> list[int]:
    """Return the best label of each word; where these make no sense side by side, the best that do."""
    best: list[int] = scores.argmax(1).tolist()
    before = 0
    for number in best:
        if number and number % 2 == 0 and before not in {number, number - 1}:
            return best_path(scores)
        before = number
    return best


def best_path(scores: Any) -> list[int]:
    """Return the best sequence of labels in which a name goes on only where it has begun."""
    n = scores.shape[1]
    allowed = np.zeros((n, n), dtype=scores.dtype)  # from, to
    for number in range(2, n, 2):
        allowed[:, number] = IMPOSSIBLE
        allowed[[number - 1, number], number] = 0
    total = scores[0] + allowed[0]
    back = []
    for row in scores[1:]:
        ways = total[:, None] + allowed
        back.append(ways.argmax(0))
        total = ways.max(0) + row
    path = [int(total.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def names_of(numbers: Sequence[int]) -> list[Name]:
    """Return the names that a sequence of labels marks.

    >>> names_of([1, 2, 0, 5])
    [(0, 2, 'PERSON'), (3, 4, 'GPE')]
    """
    found: list[Name] = []
    for i, number in enumerate(numbers):
        if number % 2:
            found.append((i, i + 1, LABELS[number // 2]))
        elif number:
            start, _, label = found[-1]
            found[-1] = (start, i + 1, label)
    return found
