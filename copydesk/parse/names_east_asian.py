"""Bylines in Chinese, Japanese and Korean: names of two to five signs, between words for what somebody did and where."""

from __future__ import annotations

import re

NAME = re.compile(r"[\u3400-\u9fff々ヶ]{2,5}|[\uac00-\ud7a3]{2,4}")
WRITTEN = re.compile(r"[\u3400-\u9fff\u3040-\u30ff々ヶ\uac00-\ud7a3]")
EDGE = " \u3000【】「」〈〉[]()（）=＝"
ROLE = (
    r"(?:[\u3400-\u9fff]{1,4}[社报報网網台]|本刊|特约|特約|实习|實習|見習|首席|资深|駐\w{2,4})?(?:记者|記者)|通讯员|通訊員|撰文|作者|编辑|編輯|責任編輯|责任编辑|责编|責編"
    r"|見習生|实习生|評論員|评论员|編集委員|論説委員|特派員|기자|특파원|논설위원|인턴기자|선임기자|전문기자"
)
OPENING = re.compile(rf"^(?:(?:{ROLE})|(?:[文글](?=[\s・·/／:：|｜丨=])))\s*[/／:：|｜丨・·=]?\s*")
CLOSING = re.compile(rf"\s*(?:{ROLE})(?:\s*외\s*\d+명)?$")
REPORTED = re.compile(
    r"^[(（【]?[\u3400-\u9fff]{0,4}(?:記者|记者)\s*(?P<name>[\u3400-\u9fff]{2,3})\s*[/／]?\s*[\u3400-\u9fff]{2,6}(?:\d{1,2}日)?(?:報導|报道|報道|電|电)[)）】]?$"
)
"""Who reported from where: "記者王小明台北報導"."""
PLACED = re.compile(r"(?:報導|报道|報道|電|电|特派)$")
PICTURES = re.compile(r"^(?:图|圖|摄影|攝影|撮影|写真|사진|影像|視頻|视频)")
LABELLED = re.compile(r"[\s\u3000]+(?=(?:图|圖|文|摄影|攝影|撮影|写真|글|사진)\s*[/／:：])")
"""Before what says who took the pictures, and who wrote."""
PARTING = re.compile(r"[\s\u3000]*[、，,·・；;|｜/／]+[\s\u3000]*")
SPACED = re.compile(r"[\s\u3000]+")
MIN_SPACED = 3
"""Signs of each of two names that a space parts; of fewer it parts a family's name from a given one: 田中 恵子."""


def read_names(line: str) -> tuple[str, ...] | None:
    """Return the names of a byline that is written in these scripts alone, else None.

    >>> read_names("记者王晓明 通讯员李文华"), read_names("【佐藤健、田中恵子】"), read_names("田中 恵子")
    (('王晓明', '李文华'), ('佐藤健', '田中恵子'), None)
    """
    if found := REPORTED.match(line):
        return (found["name"],)
    bare = line.strip(EDGE)
    sides = [side for side in LABELLED.split(bare) if not PICTURES.match(side)]
    parts = [part for side in sides for part in PARTING.split(OPENING.sub("", side))]
    pieces = [piece for part in parts for piece in _spaced(part)]
    told = [
        CLOSING.sub("", OPENING.sub("", piece)).strip(EDGE)
        for piece in pieces
        if not (PICTURES.match(piece) or PLACED.search(piece))
    ]
    names = [name for name in told if name]
    if not names or not all(NAME.fullmatch(name) for name in names):
        return None
    return tuple(names) if len(names) > 1 or names[0] != line else None


ROLE_BEGINS = re.compile(rf"(?:^|\s)(?=[{re.escape(EDGE)}]*(?:{ROLE})\s*\S)")
EDITED = re.compile(r"(?:责任|責任|责|責)?[编編]")
"""How a line opens that says who edited: that is no author."""


def names_by_role(line: str) -> tuple[str, ...]:
    """Return the names in a line, or behind a day and a paper in it, beside a word for what they did for the story, other than edit it.

    >>> names_by_role("08:15 来源：山村日报 记者 陈雨 责编：赵敏"), names_by_role("이수진 기자"), names_by_role("関連記事")
    (('陈雨',), ('이수진',), ())
    """
    parts = [part.strip(EDGE) for part in ROLE_BEGINS.split(line)]
    told = [part for part in parts if OPENING.match(part) or CLOSING.search(part)]
    return tuple(name for part in told if not EDITED.match(part) for name in read_names(part) or ())


def _spaced(part: str) -> list[str]:
    """Return the names between spaces: where each opens with a role, or is too long to be half a name."""
    pieces = SPACED.split(part.strip())
    names = [CLOSING.sub("", OPENING.sub("", piece)) for piece in pieces]
    if any(OPENING.match(piece) for piece in pieces[1:]) or all(
        len(name) >= MIN_SPACED or not name for name in names
    ):
        return pieces
    return [part.strip()]
