"""Bylines as papers of many countries write them: who signs, and what stands beside the name."""

from __future__ import annotations

import pytest

from copydesk.parse.authors import read_authors, read_credit


@pytest.mark.parametrize(
    ("line", "names"),
    [
        # Surnames joined by "and", beside two people.
        ("Menéndez y Pelayo, Marcelino", ("Marcelino Menéndez y Pelayo",)),
        ("Roth y Paz, Madrid", ("Roth", "Paz", "Madrid")),
        ("Ruiz, Ana y Paz, José", ("Ana Ruiz", "José Paz")),
        ("dos Santos Pereira, Rita", ("Rita dos Santos Pereira",)),
        # Father and son, beside a degree.
        ("Martin Holm, Jr.", ("Martin Holm Jr.",)),
        ("Martin Holm, III, and Ann Lee", ("Martin Holm III", "Ann Lee")),
        ("Martin Holm, MD", ("Martin Holm",)),
        ("Ph.D. Ann Lee and M.D. Martin Holm", ("Ann Lee", "Martin Holm")),
        ("MD Rafiq Islam", ("MD Rafiq Islam",)),
        # Families first in small letters, beside two given names and two logins.
        ("o'neil, bob", ("bob o'neil",)),
        ("o'neil, bob; van smith, anna", ("bob o'neil", "anna van smith")),
        ("smith, anna m.", ("smith", "anna m")),
        ("john, mary", ("john", "mary")),
        ("jquill, tholm", ("jquill", "tholm")),
        ("london, john", ("london", "john")),
        # Who helped, and whom somebody writes for.
        ("Tom Hale with Reuters", ("Tom Hale",)),
        ("Par Luc Moreau avec AFP", ("Luc Moreau",)),
        ("con agencias", ()),
        ("Tom Hale, The Dispatch", ("Tom Hale",)),
        ("TOM HALE Sallow Post Staff Writer", ("TOM HALE",)),
        ("Tom Hale Special to the Post", ("Tom Hale",)),
        ("Tom Hale Health correspondent", ("Tom Hale",)),
        ("Tom Hale, BBC News", ("Tom Hale",)),
        ("Hale, Associated Press", ("Hale",)),
        ("Luisa Paz | Barcelona", ("Luisa Paz",)),
        ("Zeynep Kaya / İZMİR", ("Zeynep Kaya",)),
        ("BBC News", ("BBC News",)),
        ("J. R. Holm", ("J. R. Holm",)),
        # Two people, beside one and a place.
        ("Anna Roth – Peter Lang", ("Anna Roth", "Peter Lang")),
        ("Anna Roth + Peter Lang", ("Anna Roth", "Peter Lang")),
        ("Anna Roth – New Delhi", ("Anna Roth",)),
        # Somebody of ours without a name, beside one with it.
        ("By our correspondent", ()),
        ("By Our Staff Reporter", ()),
        ("Von unserem Korrespondenten", ()),
        ("De notre correspondant à Rome", ()),
        ("Da nostro inviato", ()),
        ("De nuestro corresponsal", ()),
        ("van onze Haagse redacteur", ()),
        ("Von unserem Korrespondenten Jan Meyer", ("Jan Meyer",)),
        ("van onze redacteur Piet Jansen", ("Piet Jansen",)),
        ("Unser Karl Meyer", ("Unser Karl Meyer",)),
        ("Notre Dame Staff", ("Notre Dame",)),
        # Who took the pictures, beside one who wrote of them.
        ("Anna Roth (text) and Peter Lang (photos)", ("Anna Roth",)),
        ("Peter Lang (Fotos), Anna Roth (Text)", ("Anna Roth",)),
        ("Anna Roth, Luc Moreau et Peter Lang (photos)", ("Anna Roth", "Luc Moreau")),
        ("Anna Roth (text) and Peter Lang (Oslen)", ("Anna Roth", "Peter Lang")),
        ("Peter Lang (photos)", ("Peter Lang",)),
        # "Of" somebody, beside surnames that open so.
        ("de Ana Ruiz y José Paz", ("Ana Ruiz", "José Paz")),
        ("De Andrei Popescu", ("Andrei Popescu",)),
        ("De Luca Anna", ("De Luca Anna",)),
        ("De Niro, Robert", ("Robert De Niro",)),
        ("de Vries", ("de Vries",)),
        ("Του Νίκου Παππά", ("Νίκου Παππά",)),
        ("Από την Ελένη Δήμου", ("Ελένη Δήμου",)),
        ("Napsal Petr Malý", ("Petr Malý",)),
        ("Skrevet av Kari Holm", ("Kari Holm",)),
        # What papers set before a name.
        ("Von unserem Korrespondenten Jan Roth", ("Jan Roth",)),
        ("Von unserer Mitarbeiterin Anna Roth", ("Anna Roth",)),
        ("De notre envoyé spécial Luc Moreau", ("Luc Moreau",)),
        ("de nuestra corresponsal Luisa Paz", ("Luisa Paz",)),
        ("Propos recueillis par Luc Moreau", ("Luc Moreau",)),
        ("A cura di Marco Rossi", ("Marco Rossi",)),
        ("Door onze verslaggever Piet de Boer", ("Piet de Boer",)),
        ("Eine Reportage von Anna Roth", ("Anna Roth",)),
        ("Haber: Zeynep Kaya", ("Zeynep Kaya",)),
        ("PV Trần Văn Nam", ("Trần Văn Nam",)),
        ("корреспондент Иван Петров", ("Иван Петров",)),
        ("كتبت: منى السيد", ("منى السيد",)),
        ("Submitted by Tom Hale on Tue, 03/15/2022 - 08:00", ("Tom Hale",)),
        ("View all posts by Tom Hale →", ("Tom Hale",)),
        ("Tom Hale has written about harbours for years", ("Tom Hale",)),
        # Desks that name nobody.
        ("Guest Author", ()),
        ("The Editorial Board", ()),
        ("Sports Desk", ()),
        ("Desk Harrison", ("Desk Harrison",)),
        ("Tim Redaksi", ()),
        ("来源：大河报", ()),
        # Chinese, Japanese, Korean.
        ("记者 张伟国 通讯员 李小红", ("张伟国", "李小红")),
        ("新华社记者张伟国", ("张伟国",)),
        ("張偉國 李小紅", ("張偉國", "李小紅")),
        ("（記者張偉國高雄報導）", ("張偉國",)),
        ("【鈴木花子、山田太郎】", ("鈴木花子", "山田太郎")),
        ("鈴木 花子", ("鈴木 花子",)),
        ("文・山田太郎", ("山田太郎",)),
        ("이영희 박철수 기자", ("이영희", "박철수")),
        ("記者", ()),
    ],
)
def test_who_signs_is_read_in_the_writing_of_many_countries(
    line: str, names: tuple[str, ...]
) -> None:
    assert read_authors([line]) == names


@pytest.mark.parametrize(
    ("line", "own", "credit"),
    [
        ("Reuters", (), "Reuters"),
        ("By TOM HALE, Associated Press", (), "Associated Press"),
        ("Luisa Paz (EFE)", (), "EFE"),
        ("Anna Roth/dpa", (), "dpa"),
        ("Press Trust of India", (), "Press Trust of India"),
        ("新华社", (), "新华社"),
        ("Tom Hale with Reuters", (), None),
        ("Tom Hale", (), None),
        ("Anna Roth, BBC News", ("BBC News",), None),
        ("AFP", ("afp.com",), None),
    ],
)
def test_an_agency_that_signs_is_credited_and_one_that_helped_is_not(
    line: str, own: tuple[str, ...], credit: str | None
) -> None:
    assert read_credit([line], own) == credit


def test_a_long_word_behind_a_shouted_name_takes_no_time() -> None:
    """Each letter of it could begin a word: a pattern that tries them all would never end."""
    assert read_authors([f"JANE HOLM {'Aa' * 180}! x"]) == ()


def test_a_point_that_ends_a_list_of_turned_names_is_no_part_of_one() -> None:
    assert read_authors(["Salas, Ingeborg; Holm, Mark."]) == ("Ingeborg Salas", "Mark Holm")
    assert read_authors(["Quill, Hedda M."]) == ("Hedda M. Quill",)


@pytest.mark.parametrize(
    ("roles", "signed"),
    [
        (("author", "photographer", "editor"), ("Ann Holm",)),
        (("Reporter", "co-author", "producer"), ("Ann Holm", "Ben Okoro")),
        (("", "photographer", "Political Editor"), ("Ann Holm", "Mina Carrow")),
        (("editor", "", ""), ("Ann Holm", "Ben Okoro", "Mina Carrow")),
    ],
)
def test_of_people_with_roles_those_sign_who_wrote(roles, signed) -> None:
    names = ("Ann Holm", "Ben Okoro", "Mina Carrow")
    people = [{"name": name, "role": role} for name, role in zip(names, roles, strict=True)]
    assert read_authors([people]) == signed
