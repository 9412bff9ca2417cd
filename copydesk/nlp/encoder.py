"""The adapter to onnxruntime: a fine-tuned encoder that reads an article stretch by stretch.

One pass over the words gives names, triggers of events, tags, sentence begins and trees.
"""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import json
import os
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np

from copydesk.nlp.reading import Name
from copydesk.nlp.segments import cut_segments
from copydesk.nlp.sentence_rules import Hint
from copydesk.nlp.trees import best_governors
from copydesk.nlp.word_features import features_of, with_capitals
from copydesk.nlp.wordpiece import CLOSE, OPEN, read_vocabulary, splitter
from copydesk.text.language import Argument, Frame, Role
from schemas.event_mentions import Polarity
from schemas.events import EventStatus, EventType

ENCODER_FILE, RELATIONS_FILE = "encoder.onnx", "relations.onnx"
LABELS_FILE, PIECES_FILE = "labels.json", "pieces.txt.gz"

ROOT = "ROOT"
IMPOSSIBLE = -1e9  # chosen: no score of the model comes near, and sums of it stay finite

OUTPUTS = tuple("names events manners roles tags begins arcs roots dependent governor".split())
"""The outputs of the graph that reads."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReadWord:
    """What was read of one word: where its governor stands in the article (itself for a root), and how it hangs on it."""

    begins: bool  # a sentence
    pos: str  # Universal POS
    tag: str  # Penn Treebank
    head: int
    dep: str
    event_chance: float  # that it reports an event
    name_chances: tuple[float, ...]  # that it is in the name of each kind, in `NAME_KINDS` order
    frame: Frame | None = None  # of that event, its words counted in the article


ROLES: tuple[Role, ...] = ("actor", "recipient", "speaker", "date", "place")
LEAST_CHANCE, LEAST_ARGUMENT = 0.2, 0.3
"""Of a trigger and of an argument, to be told at all: what is made of it, the coder says."""


class Encoder:
    """Two ONNX graphs and their vocabulary. One stretch per call, one thread: no answer depends on another text."""

    def __init__(self, folder: Path) -> None:
        """Load what stands in a folder, as `training.encoder.export` wrote it."""
        self._graph, self._relations = (
            session_of(folder / name) for name in (ENCODER_FILE, RELATIONS_FILE)
        )
        labels = json.loads((folder / LABELS_FILE).read_text(encoding="utf-8"))
        self._names = [name.partition("-")[2] for name in labels["names"][1::2]]
        self._tags = [tuple(tag.split("|")) for tag in labels["tags"]]
        self._deps: list[str] = labels["relations"]
        self._events: list[EventType] = labels["events"]
        self._modes: list[str] = labels["modes"]
        self._statuses: list[EventStatus] = labels["statuses"]
        self._polarities: list[Polarity] = labels["polarities"]
        packed = gzip.decompress((folder / PIECES_FILE).read_bytes()).decode("utf-8")
        pieces = read_vocabulary(packed.rstrip("\n").split("\n"))
        self._split = splitter(pieces)
        self._ends = pieces[OPEN], pieces[CLOSE]

    def names(self, words: Sequence[str], begins: Sequence[Hint]) -> list[Name]:
        """Return the names of an article, in order: those of `read`, at their own cost."""
        found: list[Name] = []
        for a, _, scores in self._stretches(words, begins, ["names"]):
            found += self._names_from(a, scores)
        return found

    def read(
        self, words: Sequence[str], begins: Sequence[Hint]
    ) -> tuple[list[Name], list[ReadWord]]:
        """Return the names of an article, in order, and each of its words; no sentence begins inside a name."""
        found: list[Name] = []
        read: list[ReadWord] = []
        for a, b, scores in self._stretches(words, begins, OUTPUTS):
            names = self._names_from(a, scores)
            inside = {i - a for first, end, _ in names for i in range(first + 1, end)}
            found += names
            read += self._words(a, sentence_starts(begins[a:b], scores["begins"], inside), scores)
        return found, read

    def _stretches(
        self, words: Sequence[str], begins: Sequence[Hint], wanted: Sequence[str]
    ) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """Yield the stretches of an article and the scores wanted of their words."""
        features = features_of(words)
        pieces = [self._split(word) for word in words]
        sure = [begin is True for begin in begins]
        for a, b in cut_segments([len(p) for p in pieces], sure):
            given = self._given(pieces[a:b], with_capitals(features[a:b]))
            yield a, b, dict(zip(wanted, self._graph.run(wanted, given), strict=True))

    def _given(self, pieces: Sequence[tuple[int, ...]], features: Any) -> dict[str, Any]:
        """Return what the graph is given of one stretch."""
        sizes = np.array([len(p) for p in pieces])
        flat = np.array([self._ends[0], *(n for p in pieces for n in p), self._ends[1]])
        seen = np.zeros((len(flat), features.shape[1]), dtype=np.float32)
        seen[1:-1] = np.repeat(features, sizes, axis=0)
        return {
            "pieces": flat, "places": np.arange(len(flat)), "seen": seen,
            "first": 1 + np.cumsum(sizes) - sizes, "features": features,
        }  # fmt: skip

    def _names_from(self, base: int, scores: dict[str, Any]) -> list[Name]:
        """Return the names of a stretch that begins at word `base`."""
        names = names_of(best_labels(scores["names"]))
        return [(base + i, base + j, self._names[number]) for i, j, number in names]

    def _words(
        self, base: int, starts: Sequence[int], scores: dict[str, Any]
    ) -> Iterator[ReadWord]:
        """Yield the words of a stretch that begins at word `base`; its sentences begin at `starts`."""
        heads: list[int] = []
        for a, b in itertools.pairwise([*starts, len(scores["tags"])]):
            found = best_governors(scores["arcs"][a:b, a:b], scores["roots"][a:b, 0])
            heads += [a + head for head in found]
        deps = self._dependencies(scores["dependent"], scores["governor"][heads])
        tags = scores["tags"].argmax(1).tolist()
        frames = {
            frame.trigger - base: frame
            for a, b in itertools.pairwise([*starts, len(scores["tags"])])
            for frame in self._frames(base, a, b, scores)
        }
        begins, chances = set(starts), chances_of_any(scores["events"]).tolist()
        kinds = chances_of_kinds(scores["names"])
        for i, head in enumerate(heads):
            pos, penn = self._tags[tags[i]]
            dep = "root" if head == i else deps[i]
            yield ReadWord(
                i in begins, pos, penn, base + head, dep, chances[i], kinds[i], frames.get(i)
            )

    def _frames(self, base: int, a: int, b: int, scores: dict[str, Any]) -> Iterator[Frame]:
        """Yield the frames of the sentence from word a to b of a stretch that begins at word `base`."""
        events = scores["events"][a:b]
        chances = chances_of_any(events)
        for i in np.flatnonzero(chances >= LEAST_CHANCE).tolist():
            kind = self._events[1 + int(events[i, 1:].argmax())]
            manners = scores["manners"][a + i]
            n, m = len(self._modes), len(self._modes) + len(self._statuses)
            mine = [k for k, mode in enumerate(self._modes) if mode == "" or mode.startswith(kind)]
            mode = self._modes[max(mine, key=lambda k: float(manners[k]))]
            found = np.round(
                1 / (1 + np.exp(-scores["roles"][:, a + i, a:b].astype(np.float64))), 2
            )
            arguments = [
                Argument(ROLES[role], base + a + word, float(found[role, word]))
                for role, word in np.argwhere(found >= LEAST_ARGUMENT).tolist()
            ]
            yield Frame(
                trigger=base + a + i,
                event_type=kind,
                event_mode=mode.partition("/")[2] or None,
                chance=float(chances[i]),
                status=self._statuses[int(manners[n:m].argmax())],
                polarity=self._polarities[int(manners[m:].argmax())],
                arguments=tuple(arguments),
            )

    def _dependencies(self, dependent: Any, governor: Any) -> list[str]:
        """Return the relation of each word to its governor, from a vector of either."""
        given = {"dependent": dependent, "governor": governor}
        (scores,) = self._relations.run(None, given)
        scores[:, self._deps.index(ROOT)] = IMPOSSIBLE
        return [self._deps[number] for number in scores.argmax(1).tolist()]


def session_of(graph: Path) -> Any:
    """Return a session of onnxruntime that computes on one thread and tells nobody."""
    # It gives the machine an id and reports home unless told not to before it is loaded.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def chances_of_any(scores: Any) -> Any:
    """Return for each row of scores the chance of any label but the first, in hundredths.

    >>> chances_of_any(np.log(np.array([[3.0, 1.0, 0.0001], [1.0, 2.0, 1.0]]))).tolist()
    [0.25, 0.75]
    """
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return np.round(1 - powers[:, 0].astype(np.float64) / powers.sum(1), 2)


def chances_of_kinds(scores: Any) -> list[tuple[float, ...]]:
    """Return for each row of scores of "none, beginning, inside, beginning, inside …" the chance of each kind, in hundredths.

    >>> chances_of_kinds(np.log(np.array([[1.0, 1.0, 2.0, 3.0, 1.0]])))
    [(0.38, 0.5)]
    """
    powers = np.exp((scores - scores.max(1, keepdims=True)).astype(np.float64))
    shares = powers / powers.sum(1, keepdims=True)
    return list(map(tuple, np.round(shares[:, 1::2] + shares[:, 2::2], 2).tolist()))


def sentence_starts(hints: Sequence[Hint], scores: Any, inside: Set[int]) -> list[int]:
    """Return where sentences begin: where rules say so, and, where these leave it open, the scores; never `inside` a name.

    >>> sentence_starts([True, None, False, None], np.array([[0], [2], [2], [2]]), {3})
    [0, 1]
    """
    return [
        i
        for i, hint in enumerate(hints)
        if i == 0 or hint is True or (hint is None and scores[i, 0] > 0 and i not in inside)
    ]


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


def names_of(numbers: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the word ranges that a sequence of labels marks: label k begins with 2k + 1 and goes on with 2k + 2.

    >>> names_of([1, 2, 0, 5])
    [(0, 2, 0), (3, 4, 2)]
    """
    found: list[tuple[int, int, int]] = []
    for i, number in enumerate(numbers):
        if number % 2:
            found.append((i, i + 1, number // 2))
        elif number:
            start, _, label = found[-1]
            found[-1] = (start, i + 1, label)
    return found
