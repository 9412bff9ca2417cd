"""Our second pass of jusText says what the library's own says, in linear time."""

from __future__ import annotations

import dataclasses
import random
import time

from justext.core import revise_paragraph_classification

from copydesk.parse.neighbours import revise_classes

CLASSES = ("good", "bad", "neargood", "short")


@dataclasses.dataclass
class Paragraph:
    """What jusText knows of a paragraph at that point."""

    cf_class: str
    class_type: str = ""
    heading: bool = False
    text: str = "text"


def revised(classes: list[str], revise) -> list[str]:
    """Return the classes after the second pass."""
    paragraphs = [Paragraph(kind) for kind in classes]
    revise(paragraphs, 150)
    return [paragraph.class_type for paragraph in paragraphs]


def test_classes_are_those_of_the_library():
    draw = random.Random(13)
    for _ in range(3000):
        classes = draw.choices(CLASSES, draw.choices(range(1, 5), k=4), k=draw.randrange(0, 14))
        assert revised(classes, revise_classes) == revised(
            classes, revise_paragraph_classification
        ), classes


def test_time_is_linear_in_the_paragraphs():
    start = time.process_time()
    revised(["short"] * 50_000, revise_classes)
    assert time.process_time() - start < 2
