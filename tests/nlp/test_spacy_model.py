"""Other pipelines in the shipped model's place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy

from copydesk.errors import SettingsError
from copydesk.nlp import load_model
from schemas.mentions import Section


def test_missing_model_says_what_to_run() -> None:
    with pytest.raises(SettingsError, match="spacy download no_such_model"):
        load_model("no_such_model")


def test_other_pipelines_are_read_through_the_same_interface(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [{"label": "FAC", "pattern": "Pont Neuf"}, {"label": "MONEY", "pattern": "Mr."}]
    )
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)
    texts: dict[Section, str] = {"body": "Mr. Lund crossed the Pont Neuf. He fell.\n\nIt rained"}
    answer = load_model(str(tmp_path)).analyse(texts)
    assert [(texts["body"][s.start : s.end], s.entity_type) for s in answer.spans] == [
        ("Pont Neuf", "LOC")
    ]
    assert [s.text for s in answer.sentences] == [
        "Mr. Lund crossed the Pont Neuf.",
        "He fell.",
        "It rained",
    ]
