"""Two hundred made-up articles in seven languages, put together from sentences of our own, for the generator of layouts."""

from __future__ import annotations

import datetime as dt
import random
from typing import NamedTuple


class Story(NamedTuple):
    """One made-up article."""

    number: int
    title: str
    text: str
    at: dt.datetime
    author: str


PLACES = "Oslen Veldane Marrowby Thornwick Skarholm Penmorra Dornach Korsvik Grindal Wexmoor Lunebach Tressel".split()
PEOPLE = (
    "Hedda Quill",
    "Ilse Brandvik",
    "Tamsin Roake",
    "Orla Penhaligon",
    "Nils Kristal",
    "Maria Okafor",
    "Tom Hale",
    "Jana Weber",
)

SENTENCES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "en": (
        [
            "Bridge at {p} closes for {n} days",
            "Growers near {p} lose a third of the cherries",
            "Court in {p} frees {n} dockers",
            "Night trains return to {p}",
            "Museum of {p} shows {n} old logbooks",
            "Beekeepers of {p} fear a hungry winter",
            "Ferry firm is fined for dumping ash off {p}",
            "Tannery of {p} becomes a school of music",
        ],
        [
            "The council of {p} said on Monday that the work will last {n} days and cost half of what was feared.",
            "Hail fell on the orchards of {p} for {n} minutes, and growers say that insurance covers less than half.",
            "An appeal court in {p} threw out the sentences of {n} men after a trial that had lasted all winter.",
            "From December trains will stop at {p} again, {n} years after the last sleeper left the station.",
        ],
        [
            "Shopkeepers fear for their trade, though a fund of {n} thousand crowns has been promised.",
            "Officials said that they would answer before the month is out.",
            "Their union called it a late but welcome ruling, and {n} of them have gone back to work.",
            "A decision is expected when the assembly meets again in a fortnight.",
        ],
    ),
    "de": (
        [
            "Brücke in {p} wird {n} Tage lang gesperrt",
            "Bauern bei {p} fürchten um {n} Höfe",
            "Gericht in {p} spricht {n} Hafenarbeiter frei",
            "Nachtzüge fahren wieder nach {p}",
        ],
        [
            "Der Rat von {p} teilte am Montag mit, dass die Arbeiten {n} Tage dauern und weniger kosten als befürchtet.",
            "Über den Gärten von {p} fiel {n} Minuten lang Hagel, und die Versicherung zahlt nicht einmal die Hälfte.",
        ],
        [
            "Die Händler fürchten um ihren Umsatz, obwohl ein Fonds von {n} Millionen zugesagt wurde.",
            "Über die Klage soll noch vor dem Sommer entschieden werden, hieß es.",
        ],
    ),
    "es": (
        [
            "El puente de {p} cierra {n} días",
            "El granizo destruye {n} huertos de {p}",
            "Un tribunal de {p} libera a {n} estibadores",
            "Los trenes nocturnos vuelven a {p}",
        ],
        [
            "El ayuntamiento de {p} anunció el lunes que las obras durarán {n} días y costarán menos de lo que se temía.",
            "Sobre los huertos de {p} cayó granizo durante {n} minutos, y el seguro no cubre ni la mitad, según los dueños.",
        ],
        [
            "Los comerciantes temen por sus ventas, aunque se ha prometido un fondo de {n} millones.",
            "La decisión se espera para cuando la asamblea vuelva a reunirse en mayo.",
        ],
    ),
    "fr": (
        [
            "Le pont de {p} ferme pendant {n} jours",
            "La grêle détruit {n} vergers près de {p}",
            "Un tribunal de {p} libère {n} dockers",
            "Les trains de nuit reviennent à {p}",
        ],
        [
            "La mairie de {p} a annoncé lundi que les travaux dureront {n} jours et coûteront moins cher que prévu.",
            "La grêle est tombée {n} minutes sur les vergers de {p}, et l'assurance n'en couvre pas la moitié.",
        ],
        [
            "Les commerçants craignent pour leurs recettes, même si un fonds de {n} millions est promis.",
            "La décision est attendue lorsque l'assemblée se réunira de nouveau, au printemps.",
        ],
    ),
    "ru": (
        [
            "Мост в городе {p} закроют на {n} дней",
            "Град уничтожил {n} садов у города {p}",
            "Суд в городе {p} освободил {n} докеров",
            "Ночные поезда вернутся в {p}",
        ],
        [
            "Мэрия города {p} сообщила в понедельник, что работы продлятся {n} дней и обойдутся дешевле, чем опасались.",
            "Над садами у города {p} {n} минут шёл град, и страховка не покроет даже половины убытков, говорят хозяева.",
        ],
        [
            "Торговцы боятся за выручку, хотя им обещали фонд в {n} миллионов крон.",
            "Решение ожидается, когда собрание снова соберётся через две недели.",
        ],
    ),
    "pl": (
        [
            "Most w mieście {p} zamknięty na {n} dni",
            "Grad zniszczył {n} sadów koło miasta {p}",
            "Sąd w mieście {p} uwolnił {n} dokerów",
            "Nocne pociągi wracają do miasta {p}",
        ],
        [
            "Rada miasta {p} ogłosiła w poniedziałek, że prace potrwają {n} dni i będą kosztować mniej, niż się obawiano.",
            "Nad sadami koło miasta {p} przez {n} minut padał grad, a ubezpieczenie nie pokryje nawet połowy strat.",
        ],
        [
            "Kupcy boją się o obroty, choć obiecano im fundusz w wysokości {n} milionów koron.",
            "Decyzja zapadnie, gdy zgromadzenie zbierze się ponownie za dwa tygodnie, powiedział urzędnik.",
        ],
    ),
    "ja": (
        [
            "{p}市の橋、{n}日間の通行止めに",
            "{p}市近郊の果樹園{n}か所に雹の被害",
            "{p}市の裁判所、港湾労働者{n}人を釈放",
            "{p}市に夜行列車が{n}年ぶり復活",
        ],
        [
            "{p}市の議会は月曜日、工事が{n}日間続き、費用は心配されていたより少なく済むと発表した。",
            "{p}市近郊の果樹園に{n}分間にわたって雹が降り、保険では損害の半分も補えないと農家は話している。",
        ],
        [
            "商店主たちは{n}百万クローネの基金が約束されたにもかかわらず、売り上げの減少を心配している。",
            "二週間後に議会が再び開かれる際に、決定が下される見通しだと職員は述べた。",
        ],
    ),
}
N_STORIES = {"en": 60, "de": 25, "es": 25, "fr": 25, "ru": 25, "pl": 20, "ja": 20}


def stories(seed: int) -> dict[str, list[Story]]:
    """Return the articles by language."""
    rng = random.Random(seed)
    found: dict[str, list[Story]] = {}
    for language, (titles, leads, ends) in SENTENCES.items():
        written: dict[str, Story] = {}
        while len(written) < N_STORIES[language]:
            place, n = rng.choice(PLACES), rng.randint(3, 99)
            title = rng.choice(titles).format(p=place, n=n)
            text = "\n\n".join(
                part.format(p=place, n=n + k)
                for k, part in enumerate([*rng.sample(leads, 2), *rng.sample(ends, 2)])
            )
            at = dt.datetime(2015, 1, 1) + dt.timedelta(minutes=rng.randint(1, 4_000_000))  # noqa: DTZ001
            written.setdefault(title, Story(len(written), title, text, at, rng.choice(PEOPLE)))
        found[language] = list(written.values())
    return found
