"""Short texts in the encodings of the world, undeclared."""

import pytest

from copydesk.text.encoding import decode_text

TEXTS = {
    "Most portowy zamknięty na jedenaście dni, mówi miasto.": ["cp1250", "iso8859_2"],
    "Přístavní most se uzavře na jedenáct dní, řidiči mají použít obchvat.": ["cp1250", "iso8859_2", "cp852"],
    "Prístavný most bude od pondelka zatvorený na jedenásť dní.": ["cp1250", "iso8859_2"],
    "A kikötői hidat tizenegy napra lezárják, közölte a város.": ["cp1250", "iso8859_2"],
    "Uosto tiltas bus uždarytas vienuolikai dienų, pranešė miestas.": ["cp1257", "iso8859_13"],
    "Die Hafenbrücke wird für elf Tage gesperrt, heißt es.": ["cp1252", "cp850"],
    "Die Gärtner und Händler am Hafen fürchten um ihre Höfe, hieß es am Samstag.": ["cp1252", "mac_roman", "cp850"],
    "Los niños de España": ["cp1252"],
    "Le pont sera fermé ; les commerçants s’inquiètent à l’idée.": ["cp1252", "mac_roman"],
    "La fête du quartier a été annulée, les élèves rentrent déçus à la gare.": ["cp1252", "mac_roman", "cp850"],
    "Don’t say “no”, the mayor said; that’s McDonald’s bridge.": ["cp1252"],
    "Liman köprüsü on bir gün kapalı kalacak, dedi belediye.": ["cp1254"],
    "Мост в порту закроют на одиннадцать дней, сообщили в мэрии.": ["cp1251", "koi8_r", "iso8859_5", "cp866", "utf-16-le", "utf-16-be"],
    "Η γέφυρα του λιμανιού θα κλείσει για έντεκα ημέρες.": ["cp1253", "iso8859_7"],
    "Ο Άρης και η Άννα είπαν ότι η γέφυρα θα κλείσει.": ["cp1253", "iso8859_7"],
    "גשר הנמל ייסגר לאחד עשר ימים, מסרה העירייה.": ["cp1255", "iso8859_8"],
    "سيغلق جسر الميناء أحد عشر يوما بحسب البلدية.": ["cp1256", "iso8859_6"],
    "สะพานท่าเรือจะปิดซ่อมเป็นเวลาสิบเอ็ดวัน": ["cp874"],
    "港口大桥将于周一起关闭十一天进行维修。司机须绕行环城公路，公交车每十分钟从车站开往码头。": ["gb18030", "utf-16-le", "utf-16-be"],
    "港の橋は月曜日から十一日間閉鎖されると市が発表した。運転手は環状道路を使うよう求められている。": ["cp932", "euc_jp", "utf-16-le"],
    "항구 다리가 월요일부터 열하루 동안 폐쇄된다고 시가 밝혔다. 운전자는 순환도로를 이용해야 한다.": ["cp949", "utf-16-le"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, encoding) for text, names in TEXTS.items() for encoding in names]
)
def test_an_undeclared_encoding_is_told_by_the_letters(text: str, encoding: str) -> None:
    assert decode_text(text.encode(encoding), None)[0] == text


@pytest.mark.parametrize("text", list(TEXTS))
def test_utf_8_is_never_anything_else(text: str) -> None:
    assert decode_text(text.encode(), None) == (text, False)


def test_words_in_plain_letters_are_no_wide_ones() -> None:
    text = "The ferry line reopens on Monday, they said. " * 3
    assert decode_text(text.encode(), None) == (text, False)
