"""Score a model: names against labelled texts, trees against a treebank, and how fast it is."""

from __future__ import annotations

import argparse
import collections
import json
import re
import resource
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from copydesk.entities import find_mentions
from copydesk.nlp import load_model
from copydesk.text.language import AnalysedArticle, ArticleText, LanguageModel
from training.corpora import TreeSentence, tree_documents
from training.names_corpus.load import read_items

MERGED = {"FAC": "LOC", "GPE": "LOC"}
LEFT_OUT = {"DATE", "MISC"}
Counts = collections.Counter[str]
QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def bare(surface: str) -> str:
    """Return a name as the scorer compares it: quotes and blanks alike, no article, no possessive."""
    surface = unicodedata.normalize("NFKC", surface).translate(QUOTES)
    return re.sub(r"('s|')$", "", re.sub(r"^[Tt]he ", "", " ".join(surface.split())))


def f_score(tp: int, n_found: int, n_gold: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * tp / (n_found + n_gold) if n_found + n_gold else 0.0


def names_in(model: LanguageModel, text: str, is_settled: bool) -> list[tuple[str, str]]:
    """Return the names a model finds with their types, or what `copydesk.entities` makes of them."""
    answer = model.analyse({"body": text})
    if is_settled:
        mentions = find_mentions(ArticleText("", text), answer)
        return [(m.surface, m.entity_type) for m in mentions]
    return [(text[s.start : s.end], s.entity_type) for s in answer.spans]


def score_names(
    model: LanguageModel, rows: Iterable[dict[str, Any]], is_settled: bool = False
) -> dict[str, float]:
    """Return F by type, places merged, names compared as a multiset of (surface, type) per text."""
    tp: Counts = collections.Counter()
    found: Counts = collections.Counter()
    gold: Counts = collections.Counter()
    for row in rows:
        skip = set(row.get("missing", ())) | LEFT_OUT
        text = row["text"]
        want = collections.Counter(
            (bare(m["text"]), MERGED.get(m["type"], m["type"]))
            for m in row["mentions"]
            if m["type"] not in skip
        )
        got = collections.Counter(
            (bare(surface), MERGED.get(kind, kind))
            for surface, kind in names_in(model, text, is_settled)
            if kind not in skip
        )
        for counts, counter in ((want & got, tp), (got, found), (want, gold)):
            for (_, label), n in counts.items():
                counter[label] += n
                counter["all"] += n
    return {
        label: round(f_score(tp[label], found[label], gold[label]), 4) for label in sorted(gold)
    }


def document_text(document: list[TreeSentence]) -> tuple[str, list[int]]:
    """Return a treebank document as one text, and where its sentences begin."""
    text, starts = "", []
    for sentence in document:
        text += ("\n\n" if sentence.begins_paragraph else " ") if text else ""
        starts.append(len(text))
        text += sentence.text
    return text, starts


def gold_arcs(
    document: list[TreeSentence], starts: list[int]
) -> dict[tuple[int, int], tuple[int, str, str]]:
    """Return for each word (by its offsets) where its governor begins (-1 for a root), its relation and its tag."""
    arcs = {}
    for sentence, base in zip(document, starts, strict=True):
        for i, word in enumerate(sentence.words):
            head = -1 if word.head == i else base + sentence.words[word.head].start
            start = base + word.start
            arcs[start, start + len(word.text)] = (
                head,
                word.dep.replace("ROOT", "root"),
                word.tag.split("|")[0],
            )
    return arcs


def model_arcs(answer: AnalysedArticle) -> dict[tuple[int, int], tuple[int, str, str]]:
    """Return the same of a model's answer."""
    arcs = {}
    for sentence in answer.sentences:
        for i, token in enumerate(sentence.tokens):
            head = -1 if token.head == i else sentence.tokens[token.head].start
            arcs[token.start, token.end] = (head, token.dep, token.pos)
    return arcs


def score_trees(model: LanguageModel, path: Path) -> dict[str, float]:
    """Return F of words, tags, sentences, UAS and LAS from raw text, and the accuracies over words found as in gold."""
    n: Counts = collections.Counter()
    for document in tree_documents(path, 400):
        text, starts = document_text(document)
        gold, answer = gold_arcs(document, starts), model.analyse({"body": text})
        ours = model_arcs(answer)
        n["gold"] += len(gold)
        n["ours"] += len(ours)
        n["gold_sents"] += len(starts)
        n["our_sents"] += len(answer.sentences)
        n["sents"] += len({s.start for s in answer.sentences} & set(starts))
        for key in gold.keys() & ours.keys():
            (head, dep, tag), (our_head, our_dep, our_tag) = gold[key], ours[key]
            n["words"] += 1
            n["tags"] += tag == our_tag
            n["heads"] += head == our_head
            n["arcs"] += head == our_head and dep == our_dep
            is_mark = dep == "punct"
            n["plain"] += not is_mark
            n["plain_heads"] += not is_mark and head == our_head
            n["plain_arcs"] += not is_mark and head == our_head and dep == our_dep
    out = {key: f_score(n[key], n["ours"], n["gold"]) for key in ("words", "tags", "heads", "arcs")}
    out["sentence begins"] = f_score(n["sents"], n["our_sents"], n["gold_sents"])
    out["UAS, words as in gold, no punctuation"] = n["plain_heads"] / max(1, n["plain"])
    out["LAS, words as in gold, no punctuation"] = n["plain_arcs"] / max(1, n["plain"])
    return {key: round(value, 4) for key, value in out.items()}


def score_speed(model: LanguageModel, texts: list[str]) -> dict[str, float]:
    """Return words per CPU-second of the whole analysis, and peak memory."""
    n_words = sum(len(text.split()) for text in texts)
    started = time.process_time()
    for text in texts:
        model.analyse({"body": text})
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "words": n_words,
        "words per CPU-second": round(n_words / seconds),
        "peak MB": round(peak),
    }


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def own_rows() -> list[dict[str, Any]]:
    """Return the held-out fifth of our own corpus of names in the form of the labelled sets."""
    return [
        {
            "text": item.text,
            "mentions": [{"text": item.text[n.start : n.end], "type": n.label} for n in item.names],
        }
        for item in read_items()
        if item.is_held_out
    ]


def main() -> None:
    """Print the scores as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--names", type=Path, help="folder of labelled texts, one JSON-lines file per set"
    )
    parser.add_argument("--own", action="store_true", help="the held-out fifth of our names corpus")
    parser.add_argument("--trees", type=Path, help="a CoNLL-U file, zstandard-compressed")
    parser.add_argument("--model", default="copydesk-en")
    parser.add_argument(
        "--settled", action="store_true", help="names as copydesk.entities settles them"
    )
    args = parser.parse_args()
    started = time.process_time()
    model = load_model(args.model)
    print(
        json.dumps(
            {"model": model.name, "load CPU-seconds": round(time.process_time() - started, 2)}
        )
    )
    if args.names:
        sets = {path.stem: read_rows(path) for path in sorted(args.names.glob("*.jsonl"))}
        for name, rows in sets.items():
            print(json.dumps({name: score_names(model, rows, args.settled)}))
        print(
            json.dumps(score_speed(model, [str(row["text"]) for row in sets.get("gum_news", [])]))
        )
    if args.own:
        print(json.dumps({"own corpus, held out": score_names(model, own_rows(), args.settled)}))
    if args.trees:
        print(json.dumps(score_trees(model, args.trees)))


if __name__ == "__main__":
    main()
