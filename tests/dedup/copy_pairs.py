"""Pairs of reports that look alike, of our own making, and whether they are one article: written before the rules.

Each kind has its twin of the other answer. Press releases: another release of the firm, and the same release elsewhere. Briefs:
another accident under a standing headline, and the same brief elsewhere. Tolls and corrections: one page, one report put right, and
another day's report. Templates: notices of other days. Tables: a list, and a report that shows it.
"""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """A report as the search for copies is given it."""

    title: str
    body: str
    day: str = "2021-03-02"
    url: str | None = None
    publisher: str = "Harbour Gazette"


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Two reports, and whether they are one article."""

    name: str
    is_one: bool
    left: Report
    right: Report


def _text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


ABOUT_VELMAR = (
    "About Velmar Rail: Velmar Rail builds trams and light trains for cities in 19 countries. Founded in 1948 and based in Brno, it "
    "employs 3,100 people at four plants and is listed in Prague. Its vehicles carry more than two million passengers a day. For more "
    "information, readers may turn to the company's website or write to the press office in Brno.",
    "This release contains statements about the future that rest on what the company knows today. Results may differ from those expressed "
    "or implied here. The company does not intend to bring such statements up to date unless the law requires it to do so.",
)
ABOUT_ORDELL = (
    "About Ordell Health: Ordell Health runs 41 clinics and six hospitals in the north of England and in Wales. It treats 900,000 patients "
    "a year and trains nurses and physiotherapists at its own school in Leeds. It has no shareholders and spends what it earns on care.",
)
ABOUT_KESTREL = (
    "Kestrel Mining Ltd is a producer of copper and cobalt with mines in Zambia, Chile and Finland. Its shares trade in London and Toronto "
    "under the symbol KML. The technical information in this release has been read and approved by Dr Hanna Leppala, who is a qualified "
    "person under the rules of the exchange. Neither the exchange nor its regulator accepts responsibility for the adequacy of this release.",
    "Forward-looking information: words such as expects, plans and believes mark statements that involve known and unknown risks, among them "
    "the price of metals, the cost of energy, the weather, strikes and changes of law. Readers should not rely on them unduly. Kestrel takes on "
    "no duty to revise them after the date of this release except as securities law requires.",
    "Contact: Investor Relations, Kestrel Mining Ltd, 4 Carter Yard, London. Calls are answered from nine to five on working days.",
)

PRESS_RELEASES = [
    Pair(
        "releases: an order and a new chairman",
        False,
        Report(
            "Velmar Rail to build 32 trams for Gdansk",
            _text(
                "BRNO - Velmar Rail has signed a contract with the city of Gdansk for 32 low-floor trams. The first is to arrive in May 2023.",
                "The contract is worth 71 million euros and includes spare parts for ten years.",
                *ABOUT_VELMAR,
            ),
            "2021-03-02",
            publisher="Rail Wire",
        ),
        Report(
            "Velmar Rail appoints Petra Novotna chairman",
            _text(
                "BRNO - The supervisory board of Velmar Rail has appointed Petra Novotna as its chairman. She succeeds Karel Dusek, who has led it "
                "since 2009.",
                "Ms Novotna was head of purchasing at a maker of lorries in Plzen.",
                *ABOUT_VELMAR,
            ),
            "2021-04-19",
            publisher="Rail Wire",
        ),
    ),
    Pair(
        "releases: two orders from two cities",
        False,
        Report(
            "Velmar Rail wins order from Porto",
            _text(
                "BRNO - Velmar Rail has won an order for 18 trams from the transport authority of Porto. Delivery begins next autumn.",
                "The order is worth 44 million euros.",
                *ABOUT_VELMAR,
            ),
            "2021-03-02",
        ),
        Report(
            "Velmar Rail wins order from Sofia",
            _text(
                "BRNO - Velmar Rail has won an order for 25 trams from the transport authority of Sofia. Delivery begins next spring.",
                "The order is worth 58 million euros.",
                *ABOUT_VELMAR,
            ),
            "2021-06-14",
        ),
    ),
    Pair(
        "releases: a clinic opens, a clinic closes, on two sites",
        False,
        Report(
            "New eye clinic opens in Wrexham",
            _text(
                "Ordell Health has opened an eye clinic in Wrexham that can see 60 patients a day. It stands on the site of the old bus depot.",
                "Patients may be referred from this week. The clinic has eight nurses.",
                *ABOUT_ORDELL,
            ),
            publisher="Wrexham Post",
        ),
        Report(
            "Maternity ward in Halifax to shut",
            _text(
                "Ordell Health will shut its maternity ward in Halifax in June because it can't find enough midwives.",
                "Mothers will be sent to Bradford. The staff were told on Thursday evening.",
                *ABOUT_ORDELL,
            ),
            "2021-03-20",
            publisher="Halifax Echo",
        ),
    ),
    Pair(
        "releases: drill results and a strike, long boilerplate",
        False,
        Report(
            "Kestrel hits high grades at Mulonga",
            _text(
                "Kestrel Mining today reported drill results from its Mulonga project in Zambia. Hole 14 cut 22 metres at 3.1 percent copper.",
                "Six more holes are planned before the rains.",
                *ABOUT_KESTREL,
            ),
            publisher="Metals Newswire",
        ),
        Report(
            "Kestrel suspends work at Outokangas after walkout",
            _text(
                "Kestrel Mining has suspended work at its Outokangas mine in Finland after 340 miners walked out in a dispute over night shifts.",
                "Talks with the union are to begin on Tuesday.",
                *ABOUT_KESTREL,
            ),
            "2021-05-05",
            publisher="Metals Newswire",
        ),
    ),
    Pair(
        "one release on two sites",
        True,
        Report(
            "Velmar Rail to build 32 trams for Gdansk",
            _text(
                "BRNO - Velmar Rail has signed a contract with the city of Gdansk for 32 low-floor trams. The first is to arrive in May 2023.",
                "The contract is worth 71 million euros and includes spare parts for ten years.",
                *ABOUT_VELMAR,
            ),
            publisher="Rail Wire",
        ),
        Report(
            "Velmar to build 32 trams for Gdansk, Poland",
            _text(
                "Velmar Rail has signed a contract with the city of Gdansk for 32 low-floor trams, the company said. The first is to arrive in May "
                "2023.",
                "The contract is worth 71 million euros and includes spare parts for ten years.",
                *ABOUT_VELMAR,
            ),
            publisher="Transport Today",
        ),
    ),
    Pair(
        "one release, its boilerplate cut off by a paper",
        True,
        Report(
            "Maternity ward in Halifax to shut",
            _text(
                "Ordell Health will shut its maternity ward in Halifax in June because it can't find enough midwives.",
                "Mothers will be sent to Bradford. The staff were told on Thursday evening. A spokeswoman said that the board had looked at every "
                "other way and that nobody would lose her job.",
                *ABOUT_ORDELL,
            ),
            publisher="Ordell Press Office",
        ),
        Report(
            "Maternity ward in Halifax to shut in June",
            _text(
                "Ordell Health will shut its maternity ward in Halifax in June because it can't find enough midwives.",
                "Mothers will be sent to Bradford. The staff were told on Thursday evening. A spokeswoman said that the board had looked at every "
                "other way and that nobody would lose her job.",
            ),
            publisher="Halifax Echo",
        ),
    ),
    Pair(
        "one release with a new first sentence under much the same headline",
        True,
        Report(
            "Kestrel hits high grades at Mulonga",
            _text(
                "Kestrel Mining today reported drill results from its Mulonga project in Zambia. Hole 14 cut 22 metres at 3.1 percent copper.",
                "Six more holes are planned before the rains.",
                *ABOUT_KESTREL,
            ),
            publisher="Metals Newswire",
        ),
        Report(
            "Kestrel reports high copper grades at Mulonga in Zambia",
            _text(
                "Shares of Kestrel Mining rose on Tuesday after it reported drill results from Mulonga in Zambia, where hole 14 cut 22 metres at 3.1 "
                "percent copper.",
                "Six more holes are planned before the rains.",
                *ABOUT_KESTREL,
            ),
            publisher="Copperbelt Daily",
        ),
    ),
]

BRIEFS = [
    Pair(
        "briefs: lorries on two roads",
        False,
        Report(
            "Lorry sheds load",
            "Drivers were held up for three hours on Monday after a lorry shed its load of gravel on the A53 near Loggerheads. Police closed both lanes "
            "while the road was swept. Nobody was hurt. The driver was spoken to by officers.",
            "2021-03-01",
        ),
        Report(
            "Lorry sheds load",
            "Drivers were held up for three hours on Friday after a lorry shed its load of gravel on the A16 near Stickney. Police closed both lanes "
            "while the road was swept. Nobody was hurt. The driver was spoken to by officers.",
            "2021-03-12",
        ),
    ),
    Pair(
        "briefs: two house fires",
        False,
        Report(
            "Family escapes house fire",
            "A family of four escaped unhurt when fire broke out in the kitchen of their home in Tenter Street on Sunday night. Two engines from Morley "
            "were called and put the fire out within an hour. It is thought that a toaster was to blame. The kitchen was badly damaged by smoke.",
            "2021-03-01",
        ),
        Report(
            "Family escapes house fire",
            "A family of five escaped unhurt when fire broke out in the garage of their home in Caroline Close on Tuesday night. Two engines from Ossett "
            "were called and put the fire out within an hour. It is thought that a charger was to blame. The garage was badly damaged by smoke.",
            "2021-04-07",
        ),
    ),
    Pair(
        "briefs: two men charged",
        False,
        Report(
            "Man charged with burglary",
            "A man has been charged with burglary after a break-in at a shop in Denholme. Craig Outhwaite, 34, of Lidget Terrace, is accused of taking "
            "cash and cigarettes in the early hours of Sunday. He was held in custody and is due before magistrates in Bradford on Thursday.",
            "2021-03-02",
        ),
        Report(
            "Man charged with burglary",
            "A man has been charged with burglary after a break-in at a shop in Cullingworth. Liam Pickersgill, 27, of Halifax Road, is accused of taking "
            "cash and cigarettes in the early hours of Monday. He was held in custody and is due before magistrates in Bradford on Friday.",
            "2021-03-23",
        ),
    ),
    Pair(
        "briefs: two missing people found",
        False,
        Report(
            "Missing man found",
            "Police say that a man who had been missing from his home in Brighouse since the weekend has been found safe and well. Officers had asked the "
            "public to look out for Gordon Ackroyd. They thanked everyone who shared their appeal.",
        ),
        Report(
            "Missing man found",
            "Police say that a man who had been missing from his home in Elland since the weekend has been found safe and well. Officers had asked the "
            "public to look out for Stephen Hirst. They thanked everyone who shared their appeal.",
            "2021-05-11",
        ),
    ),
    Pair(
        "briefs: two villages without power",
        False,
        Report(
            "Power cut",
            "Homes in Grassington were without power for most of Saturday morning after a tree came down on a line. Engineers restored supplies shortly "
            "before noon. The company said that it was sorry for the trouble and that the line would be looked at again.",
        ),
        Report(
            "Power cut",
            "Homes in Pateley Bridge were without power for most of Saturday morning after a tree came down on a line. Engineers restored supplies shortly "
            "before noon. The company said that it was sorry for the trouble and that the line would be looked at again.",
            "2021-11-27",
        ),
    ),
    Pair(
        "briefs: two court cases of over a hundred words",
        False,
        Report(
            "Driver banned after failing breath test",
            _text(
                "A driver who was more than twice over the limit has been banned from the road for 20 months. Shaun Tolliver, of Beacon Way, Skegness, "
                "admitted the offence when he came before magistrates in Boston on Wednesday.",
                "The court heard that police stopped his van in Wainfleet Road shortly after midnight because one of its lights was out. An officer "
                "smelt drink on his breath. He gave a reading of 81 micrograms; the limit is 35.",
                "His solicitor said that he was deeply ashamed, that he had lost his job as a result and that he had never been in trouble before. He "
                "was fined 300 pounds and told to pay costs of 85 pounds. The ban will be cut by a quarter if he takes a course for drivers who drink.",
            ),
            "2021-03-03",
        ),
        Report(
            "Driver banned after failing breath test",
            _text(
                "A driver who was more than twice over the limit has been banned from the road for 22 months. Kelly Marchbank, of Sea Lane, Ingoldmells, "
                "admitted the offence when she came before magistrates in Boston on Wednesday.",
                "The court heard that police stopped her car in Spilsby Road shortly after midnight because one of its lights was out. An officer smelt "
                "drink on her breath. She gave a reading of 88 micrograms; the limit is 35.",
                "Her solicitor said that she was deeply ashamed, that she had lost her job as a result and that she had never been in trouble before. She "
                "was fined 250 pounds and told to pay costs of 85 pounds. The ban will be cut by a quarter if she takes a course for drivers who drink.",
            ),
            "2021-05-12",
        ),
    ),
    Pair(
        "one brief in two papers, a day named otherwise",
        True,
        Report(
            "Lorry sheds load",
            "Drivers were held up for three hours on Monday after a lorry shed its load of gravel on the A53 near Loggerheads. Police closed both lanes "
            "while the road was swept. Nobody was hurt. The driver was spoken to by officers.",
        ),
        Report(
            "Gravel lorry sheds load on A53",
            "Drivers were held up for three hours yesterday after a lorry shed its load of gravel on the A53 near Loggerheads. Staffordshire Police closed "
            "both lanes while the road was swept. Nobody was hurt.",
            publisher="Drayton Journal",
        ),
    ),
    Pair(
        "one brief under another headline, its last sentence cut",
        True,
        Report(
            "Man charged with burglary",
            "A man has been charged with burglary after a break-in at a shop in Denholme. Craig Outhwaite, 34, of Lidget Terrace, is accused of taking "
            "cash and cigarettes in the early hours of Sunday. He was held in custody and is due before magistrates in Bradford on Thursday.",
        ),
        Report(
            "Denholme shop burglary: man charged",
            "A man has been charged with burglary after a break-in at a shop in Denholme. Craig Outhwaite, 34, of Lidget Terrace, is accused of taking "
            "cash and cigarettes in the early hours of Sunday.",
            publisher="Valley News",
        ),
    ),
    Pair(
        "one court case, a name spelt otherwise by the second paper",
        True,
        Report(
            "Driver banned after failing breath test",
            _text(
                "A driver who was more than twice over the limit has been banned from the road for 20 months. Shaun Tolliver, of Beacon Way, Skegness, "
                "admitted the offence when he came before magistrates in Boston on Wednesday.",
                "The court heard that police stopped his van in Wainfleet Road shortly after midnight because one of its lights was out. An officer "
                "smelt drink on his breath. He gave a reading of 81 micrograms; the limit is 35.",
                "His solicitor said that he was deeply ashamed, that he had lost his job as a result and that he had never been in trouble before.",
            ),
        ),
        Report(
            "Skegness driver banned after failing breath test",
            _text(
                "A driver who was more than twice over the limit has been banned from the road for 20 months. Sean Tolliver, of Beacon Way, Skegness, "
                "admitted the offence when he came before magistrates in Boston on Wednesday.",
                "The court heard that police stopped his van in Wainfleet Road shortly after midnight because one of its lights was out. An officer "
                "smelt drink on his breath. He gave a reading of 81 micrograms; the limit is 35.",
                "His solicitor said that he was deeply ashamed and that he had never been in trouble before.",
            ),
            publisher="Coast Standard",
        ),
    ),
]

BACKGROUND = (
    "The inquiry was ordered after a dam above the town gave way in the spring of last year. Water and mud tore through four streets before dawn, and "
    "43 people lost their lives. More than a thousand had to leave their homes, and some of them still live in caravans on the old airfield.",
    "The dam was built in 1957 to feed a paper mill and was last inspected eleven years before it broke. Engineers had warned that its outlet was blocked. "
    "The company that owned it went bankrupt within a month of the flood, and its papers were found in a shed.",
)
TOLLS = [
    Pair(
        "one page, a new toll",
        True,
        Report(
            "At least 12 dead as ferry sinks off Mindoro",
            "At least 12 people died and 30 were missing when a ferry sank in rough seas off Mindoro on Sunday, the coast guard said. The vessel had left "
            "Batangas with 96 people on board. Divers will resume the search at first light.",
            "2021-03-07",
            "https://harbour.example/world/ferry-mindoro",
        ),
        Report(
            "At least 18 dead as ferry sinks off Mindoro",
            "At least 18 people died and 21 were missing when a ferry sank in rough seas off Mindoro on Sunday, the coast guard said. The vessel had left "
            "Batangas with 98 people on board. Divers will resume the search at first light.",
            "2021-03-07",
            "https://harbour.example/world/ferry-mindoro",
        ),
    ),
    Pair(
        "one page, a new toll and a new lead",
        True,
        Report(
            "Quake kills 40 in Hindu Kush",
            _text(
                "An earthquake killed at least 40 people in the mountains of the Hindu Kush on Wednesday, officials said.",
                "The quake had a magnitude of 6.2 and was felt in Kabul and Islamabad. Many houses of mud brick collapsed in the district of Jurm, where "
                "roads are blocked by snow. The army has sent three helicopters.",
            ),
            "2021-03-03",
            "https://harbour.example/world/quake?id=77",
        ),
        Report(
            "Hindu Kush quake toll passes 110 as helicopters reach villages",
            _text(
                "Helicopters reached villages cut off by snow on Thursday, and the number of those killed by an earthquake in the Hindu Kush rose to 113.",
                "The quake had a magnitude of 6.4 and was felt in Kabul and Islamabad. Many houses of mud brick collapsed in the district of Jurm, where "
                "roads are blocked by snow. The army has sent nine helicopters.",
            ),
            "2021-03-04",
            "https://harbour.example/world/quake?id=77",
        ),
    ),
    Pair(
        "one page, a toll of over a hundred words with five figures changed",
        True,
        Report(
            "Landslide buries village",
            _text(
                "A landslide buried part of a village in the hills of Sindhuli after two days of rain. Police said that 9 bodies had been found by noon and that "
                "27 people were unaccounted for. Some 45 houses were destroyed and 310 people were taken to a school.",
                "Rescuers dug with shovels and bare hands because no machine could cross the river, where a bridge was swept away on Friday. A farmer said that "
                "he heard a roar like that of an aeroplane and ran with his children. Soldiers were on their way on foot. The government said that every family "
                "would be given 500 dollars and a tent.",
            ),
            "2021-07-03",
            "https://harbour.example/asia/landslide-sindhuli",
        ),
        Report(
            "Landslide buries village",
            _text(
                "A landslide buried part of a village in the hills of Sindhuli after two days of rain. Police said that 16 bodies had been found by dusk and that "
                "19 people were unaccounted for. Some 52 houses were destroyed and 420 people were taken to a school.",
                "Rescuers dug with shovels and bare hands because no machine could cross the river, where a bridge was swept away on Friday. A farmer said that "
                "he heard a roar like that of an aeroplane and ran with his children. Soldiers were on their way on foot. The government said that every family "
                "would be given 800 dollars and a tent.",
            ),
            "2021-07-03",
            "https://harbour.example/asia/landslide-sindhuli",
        ),
    ),
    Pair(
        "one page of figures, another day's figures",
        False,
        Report(
            "Covid: today's numbers",
            "The county reported 212 new cases on Monday, 31 fewer than a week ago. In the hospitals 87 patients were being treated, 9 of them in intensive "
            "care. Two deaths were added to the total, which stands at 1,404.",
            "2021-03-01",
            "https://harbour.example/covid/numbers",
        ),
        Report(
            "Covid: today's numbers",
            "The county reported 174 new cases on Thursday, 12 fewer than a week ago. In the hospitals 79 patients were being treated, 11 of them in intensive "
            "care. Four deaths were added to the total, which stands at 1,419.",
            "2021-03-11",
            "https://harbour.example/covid/numbers",
        ),
    ),
    Pair(
        "two ferries, two seas, one headline",
        False,
        Report(
            "Ferry sinks in rough seas",
            "At least 12 people died and 30 were missing when a ferry sank in rough seas off Mindoro on Sunday, the coast guard said. The vessel had left "
            "Batangas with 96 people on board. Divers will resume the search at first light.",
            "2021-03-07",
        ),
        Report(
            "Ferry sinks in rough seas",
            "At least 7 people died and 22 were missing when a ferry sank in rough seas off Buton on Saturday, the coast guard said. The vessel had left "
            "Kendari with 64 people on board. Divers will resume the search at first light.",
            "2021-09-18",
        ),
    ),
    Pair(
        "two days of one inquiry with the same background",
        False,
        Report(
            "Engineer tells inquiry he was ignored",
            _text(
                "An engineer told the inquiry into the Callow dam on Tuesday that he wrote to the owners six times about a blocked outlet and never had an answer. "
                "Dermot Keane said that he was called a nuisance by a manager whose name he could not recall, and that in the end he stopped writing.",
                *BACKGROUND,
            ),
            "2021-03-02",
        ),
        Report(
            "Minister denies seeing dam report",
            _text(
                "The minister who was in charge of reservoirs when the Callow dam broke said on Friday that no report about it had ever crossed her desk. Ruth "
                "Sandiford told the inquiry that her officials decided what was shown to her, and wept when the names of the dead were read out.",
                *BACKGROUND,
            ),
            "2021-03-05",
        ),
    ),
]

CORRECTIONS = [
    Pair(
        "a correction under a new address: a sum",
        True,
        Report(
            "Council to spend 4 million on bridge",
            "The council voted on Monday to spend 4 million pounds on a new bridge over the Wharfe at Linton. Work starts in May and is to take 14 months. The "
            "old bridge has been closed to lorries since 2018.",
            "2021-03-02",
            "https://harbour.example/2021/03/02/bridge",
        ),
        Report(
            "Correction: Council to spend 14 million on bridge",
            "The council voted on Monday to spend 14 million pounds on a new bridge over the Wharfe at Linton. Work starts in May and is to take 14 months. The "
            "old bridge has been closed to lorries since 2018. An earlier version of this article gave a wrong sum.",
            "2021-03-03",
            "https://harbour.example/2021/03/03/correction-bridge",
        ),
    ),
    Pair(
        "a wire's CORRECTED: earnings",
        True,
        Report(
            "Dorne Tools Q4 profit falls",
            "Dorne Tools said on Thursday that its profit fell to 31 million euros in the fourth quarter from 38 million a year before. Sales rose to 412 million "
            "euros. The company will pay a dividend of 1.10 euros a share.",
            "2021-02-25",
            publisher="Meridian Wire",
        ),
        Report(
            "CORRECTED-Dorne Tools Q4 profit falls",
            "(Corrects profit in first sentence to 33 million from 31 million)\n\nDorne Tools said on Thursday that its profit fell to 33 million euros in the fourth "
            "quarter from 38 million a year before. Sales rose to 412 million euros. The company will pay a dividend of 1.10 euros a share.",
            "2021-02-25",
            publisher="Meridian Wire",
        ),
    ),
    Pair(
        "a wire's CORRECTED: a name",
        True,
        Report(
            "Rowing-Schulte wins single sculls in Lucerne",
            "Jana Schulte of Germany won the single sculls at the regatta in Lucerne on Sunday in 7 minutes 24.1 seconds. Marta Kowal of Poland was second and "
            "Ilse de Boer of the Netherlands third.",
            publisher="Meridian Wire",
        ),
        Report(
            "CORRECTED-Rowing-Schulze wins single sculls in Lucerne",
            "(Corrects name of winner)\n\nJana Schulze of Germany won the single sculls at the regatta in Lucerne on Sunday in 7 minutes 24.1 seconds. Marta Kowal of "
            "Poland was second and Ilse de Boer of the Netherlands third.",
            publisher="Meridian Wire",
        ),
    ),
    Pair(
        "a note of correction in the text alone",
        True,
        Report(
            "Library to shut on Sundays",
            "The library in Otley will shut on Sundays from April to save 22,000 pounds a year. Councillors said that fewer than 40 people came on a Sunday. The "
            "friends of the library have gathered 900 names against the plan.",
            url="https://harbour.example/a/1",
        ),
        Report(
            "Library to shut on Sundays",
            "The library in Otley will shut on Sundays from April to save 12,000 pounds a year. Councillors said that fewer than 40 people came on a Sunday. The "
            "friends of the library have gathered 900 names against the plan.\n\nThis article was corrected on 4 March: the saving is 12,000 pounds, not 22,000.",
            "2021-03-04",
            "https://harbour.example/a/2",
        ),
    ),
    Pair(
        "a wire's update with a new toll",
        True,
        Report(
            "Blast at fireworks plant kills 5",
            "An explosion at a fireworks plant near Sivakasi killed 5 workers and injured 11 on Tuesday, police said. The cause was not known. Fire engines from three "
            "towns fought the blaze for six hours. The owner of the plant has fled.",
            publisher="Meridian Wire",
        ),
        Report(
            "UPDATE 2-Blast at fireworks plant kills 8",
            "An explosion at a fireworks plant near Sivakasi killed 8 workers and injured 14 on Tuesday, police said. The cause was not known. Fire engines from three "
            "towns fought the blaze for six hours. The owner of the plant has fled.",
            publisher="Meridian Wire",
        ),
    ),
    Pair(
        "a German correction",
        True,
        Report(
            "Stadt gibt 2 Millionen für Schulen aus",
            "Die Stadt Hameln will im kommenden Jahr 2 Millionen Euro für ihre Schulen ausgeben. Das beschloss der Rat am Mittwoch mit 31 gegen 12 Stimmen. Das Geld "
            "soll vor allem in neue Dächer und Fenster fließen. Die Grünen hatten mehr verlangt.",
            url="https://bote.example/1",
            publisher="Weserbote",
        ),
        Report(
            "Korrektur: Stadt gibt 3 Millionen für Schulen aus",
            "Die Stadt Hameln will im kommenden Jahr 3 Millionen Euro für ihre Schulen ausgeben. Das beschloss der Rat am Mittwoch mit 31 gegen 12 Stimmen. Das Geld "
            "soll vor allem in neue Dächer und Fenster fließen. Die Grünen hatten mehr verlangt.",
            url="https://bote.example/2",
            publisher="Weserbote",
        ),
    ),
    Pair(
        "corrections of two reports made from one template",
        False,
        Report(
            "CORRECTED-Dorne Tools Q4 profit falls",
            "(Corrects profit)\n\nDorne Tools said on Thursday that its profit fell to 33 million euros in the fourth quarter from 38 million a year before. Sales rose "
            "to 412 million euros. The company will pay a dividend of 1.10 euros a share.",
            "2021-02-25",
            publisher="Meridian Wire",
        ),
        Report(
            "CORRECTED-Halvard Foods Q4 profit falls",
            "(Corrects profit)\n\nHalvard Foods said on Friday that its profit fell to 12 million euros in the fourth quarter from 19 million a year before. Sales rose "
            "to 203 million euros. The company will pay a dividend of 0.40 euros a share.",
            "2021-02-26",
            publisher="Meridian Wire",
        ),
    ),
    Pair(
        "a correction and the next month's report",
        False,
        Report(
            "Correction: Unemployment falls to 5.1 percent",
            "Unemployment in the region fell to 5.1 percent in January, the labour office said. There were 61,300 people out of work, 2,100 fewer than in December. "
            "Builders took on most.",
            "2021-02-03",
        ),
        Report(
            "Unemployment falls to 4.9 percent",
            "Unemployment in the region fell to 4.9 percent in February, the labour office said. There were 58,900 people out of work, 2,400 fewer than in January. "
            "Builders took on most.",
            "2021-03-03",
        ),
    ),
]

TEMPLATES = [
    Pair(
        "templates: purchases of wheat three days apart",
        False,
        Report(
            "Tender: Jordan buys wheat",
            "Traders said that the state grain buyer of Jordan bought 4,000 tonnes of milling wheat in a tender that closed on Tuesday. It was bought from one house "
            "at 271 dollars a tonne, cost and freight. Shipment is in the first half of June.",
            "2021-03-02",
        ),
        Report(
            "Tender: Jordan buys wheat",
            "Traders said that the state grain buyer of Jordan bought 5,000 to 8,000 tonnes of milling wheat in a tender that closed on Friday. It was bought from one "
            "house at 271 dollars a tonne, cost and freight. Shipment is in the first half of June.",
            "2021-03-05",
        ),
    ),
    Pair(
        "templates: figures written as words",
        False,
        Report(
            "Whales sighted",
            "Wardens counted seven whales off Flamborough Head on Saturday, three of them with calves. The sea was calm and hundreds of people watched from the cliffs. "
            "The wardens ask boats to keep their distance.",
            "2021-06-05",
        ),
        Report(
            "Whales sighted",
            "Wardens counted four whales off Flamborough Head on Sunday, one of them with a calf. The sea was calm and dozens of people watched from the cliffs. The "
            "wardens ask boats to keep their distance.",
            "2021-08-15",
        ),
    ),
    Pair(
        "templates: two quakes as a machine reports them",
        False,
        Report(
            "Light quake shakes Kermadec Islands",
            "A quake of magnitude 4.7 struck the Kermadec Islands at 03:12 UTC on Monday, the survey said. It was centred 88 kilometres from Raoul Island at a depth of "
            "10 kilometres. There were no reports of damage and no warning of waves was given.",
            "2021-03-01",
            publisher="Quake Bot",
        ),
        Report(
            "Light quake shakes Kermadec Islands",
            "A quake of magnitude 4.9 struck the Kermadec Islands at 17:40 UTC on Thursday, the survey said. It was centred 131 kilometres from Raoul Island at a depth "
            "of 10 kilometres. There were no reports of damage and no warning of waves was given.",
            "2021-03-04",
            publisher="Quake Bot",
        ),
    ),
    Pair(
        "templates: two matches",
        False,
        Report(
            "Rovers win at home",
            "Rovers won 2-1 at home to Thornley on Saturday. Danny Pell scored in the first half and Kofi Mensah made it two from a corner after the break. Thornley had "
            "a man sent off and scored late on. Rovers are at Easby next week.",
            "2021-03-06",
        ),
        Report(
            "Rovers win at home",
            "Rovers won 3-1 at home to Marske on Saturday. Joe Tindale scored in the first half and Kofi Mensah made it two from a corner after the break. Marske had a "
            "man sent off and scored late on. Rovers are at Whitby next week.",
            "2021-03-20",
        ),
    ),
    Pair(
        "templates: two deaths",
        False,
        Report(
            "Obituary",
            "Edith Farrow, who taught at the village school in Kilburn for 31 years, has died at the age of 88. She leaves a son and two grandchildren. The funeral is at "
            "St Mary's on Friday at 11. The family asks for no flowers.",
        ),
        Report(
            "Obituary",
            "Harold Stobbs, who drove the village bus in Coxwold for 26 years, has died at the age of 91. He leaves a son and two grandchildren. The funeral is at St "
            "Michael's on Friday at 11. The family asks for no flowers.",
            "2021-04-13",
        ),
    ),
    Pair(
        "templates: road works of two weeks",
        False,
        Report(
            "Road works this week",
            "The council has listed these works. Station Road will be closed at night while pipes are laid. There will be lights in Mill Bank until Wednesday. Buses will "
            "not stop at the Town Hall. Drivers are asked to allow more time and to follow the signs.",
            "2021-03-01",
        ),
        Report(
            "Road works this week",
            "The council has listed these works. Victoria Avenue will be closed at night while cables are laid. There will be lights in Church Hill until Thursday. Buses "
            "will not stop at the Infirmary. Drivers are asked to allow more time and to follow the signs.",
            "2021-03-15",
        ),
    ),
    Pair(
        "templates: two dividends of over a hundred words",
        False,
        Report(
            "Board declares dividend",
            _text(
                "The board of Northmoor Trust has declared an interim dividend of 2.35 pence a share for the quarter to the end of March. It will be paid on 28 May to "
                "holders on the register on 7 May. The shares will trade without it from 6 May.",
                "Holders who wish to have shares in place of cash should tell the registrar by 14 May. Forms can be had from the registrar or on the website of the trust. "
                "Those who have done so before need do nothing. The trust invests in small companies and aims to raise its dividend each year. It is managed by a firm "
                "in Edinburgh. The value of shares can fall as well as rise, and the past is no guide to the future.",
            ),
            "2021-04-20",
        ),
        Report(
            "Board declares dividend",
            _text(
                "The board of Northmoor Trust has declared an interim dividend of 2.45 pence a share for the quarter to the end of June. It will be paid on 27 August to "
                "holders on the register on 6 August. The shares will trade without it from 5 August.",
                "Holders who wish to have shares in place of cash should tell the registrar by 13 August. Forms can be had from the registrar or on the website of the "
                "trust. Those who have done so before need do nothing. The trust invests in small companies and aims to raise its dividend each year. It is managed by a "
                "firm in Edinburgh. The value of shares can fall as well as rise, and the past is no guide to the future.",
            ),
            "2021-07-20",
        ),
    ),
    Pair(
        "one tender, told again by another outlet",
        True,
        Report(
            "Tender: Jordan buys wheat",
            "Traders said that the state grain buyer of Jordan bought 4,000 tonnes of milling wheat in a tender that closed on Tuesday. It was bought from one house "
            "at 271 dollars a tonne, cost and freight. Shipment is in the first half of June.",
        ),
        Report(
            "Jordan buys 4,000 tonnes of wheat in tender",
            "AMMAN - The state grain buyer of Jordan bought 4,000 tonnes of milling wheat in a tender that closed on Tuesday, traders said. It was bought from one house "
            "at 271 dollars a tonne, cost and freight. Shipment is in the first half of June.",
            publisher="Grain Daily",
        ),
    ),
    Pair(
        "one quake, its magnitude put right on its page",
        True,
        Report(
            "Light quake shakes Kermadec Islands",
            "A quake of magnitude 4.7 struck the Kermadec Islands at 03:12 UTC on Monday, the survey said. It was centred 88 kilometres from Raoul Island at a depth of "
            "10 kilometres. There were no reports of damage and no warning of waves was given.",
            "2021-03-01",
            "https://quakes.example/event/us7000abcd",
            "Quake Bot",
        ),
        Report(
            "Light quake shakes Kermadec Islands",
            "A quake of magnitude 4.5 struck the Kermadec Islands at 03:12 UTC on Monday, the survey said. It was centred 91 kilometres from Raoul Island at a depth of "
            "12 kilometres. There were no reports of damage and no warning of waves was given.",
            "2021-03-01",
            "https://quakes.example/event/us7000abcd",
            "Quake Bot",
        ),
    ),
    Pair(
        "one match, its report shortened by another paper",
        True,
        Report(
            "Rovers win at home",
            "Rovers won 2-1 at home to Thornley on Saturday. Danny Pell scored in the first half and Kofi Mensah made it two from a corner after the break. Thornley had "
            "a man sent off and scored late on. Rovers are at Easby next week.",
        ),
        Report(
            "Rovers beat Thornley at home",
            "Rovers won 2-1 at home to Thornley on Saturday. Danny Pell scored in the first half and Kofi Mensah made it two from a corner after the break. Thornley had "
            "a man sent off and scored late on.",
            publisher="Coast Standard",
        ),
    ),
]

MEDALS = "\n".join(
    f"{place}. {name} {gold} {silver} {bronze}"
    for place, (name, gold, silver, bronze) in enumerate(
        [
            ("Norway", 14, 14, 11), ("Germany", 14, 10, 7), ("Canada", 11, 8, 10), ("Sweden", 7, 6, 1), ("Austria", 5, 3, 6),
            ("France", 5, 4, 6), ("Japan", 4, 5, 4), ("Italy", 3, 2, 5), ("Finland", 1, 1, 4), ("Latvia", 0, 0, 1),
        ],
        1,
    )
)  # fmt: skip
LIVE = _text(
    "14:02 Good afternoon from the ski stadium, where the sun has come out after a morning of fog. The last relay starts in half an hour, and the stands are full.",
    "14:31 They are away. Four teams go up the first climb together, and the Swedes set the pace as they have all week. The snow is soft and slow.",
    "15:10 What a finish. The Norwegian held off two others in the last hundred metres and fell over the line, and his team mates carried him on their shoulders.",
    "15:40 The closing ceremony begins at eight. A choir of children from the valley is to sing, and the flag goes to the mayor of the next host town.",
)
STANDINGS = "\n".join(
    f"{name} {played} {points}"
    for name, played, points in [
        ("Thornley", 30, 71), ("Rovers", 30, 66), ("Marske", 29, 60), ("Easby", 30, 58), ("Whitby", 30, 49), ("Guisborough", 28, 44),
        ("Stokesley", 30, 40), ("Redcar", 29, 37), ("Yarm", 30, 31), ("Hutton", 30, 22), ("Great Ayton", 29, 20), ("Kildale", 30, 11),
    ]
)  # fmt: skip
TABLES = [
    Pair(
        "a medal table and a live report that shows it",
        False,
        Report("Medal table", MEDALS, "2021-02-28"),
        Report("Live: the last day of the games", _text(MEDALS, LIVE), "2021-02-28"),
    ),
    Pair(
        "standings and a report of the round",
        False,
        Report("Northern League: standings", STANDINGS, "2021-03-07"),
        Report(
            "Thornley go clear at the top",
            _text(
                STANDINGS,
                "Thornley are five points clear at the top of the Northern League after a Saturday on which Rovers dropped two points in the mud of Redcar and Marske "
                "had their match put off. Their manager said that nothing had been won yet and that he would not look at the table before May.",
                "At the other end Kildale look lost. They have not won since October, and their goalkeeper broke a finger in training on Thursday. The club has asked "
                "for leave to play its last three matches away from home while the pitch is drained.",
            ),
            "2021-03-07",
        ),
    ),
    Pair(
        "one medal table on two sites",
        True,
        Report("Medal table", MEDALS, "2021-02-28"),
        Report(
            "Medal table",
            "Final medals: gold, silver, bronze\n\n" + MEDALS,
            "2021-02-28",
            publisher="Coast Standard",
        ),
    ),
    Pair(
        "one live report, the table above it left out",
        True,
        Report("Live: the last day of the games", _text(MEDALS, LIVE), "2021-02-28"),
        Report("Live: the last day of the games", LIVE, "2021-02-28", publisher="Coast Standard"),
    ),
]

ABOUT_ALDANE = (
    "About Aldane: Aldane Software writes planning programs for hospitals and schools. It has 640 staff in Dublin, Cork and Lisbon and serves 1,200 customers in eleven countries. Aldane was founded in 2003 by two nurses and has been owned by its staff since 2015. To learn more, visit our website or follow us online.",
)
FRESH = [
    Pair(
        "release lead",
        False,
        Report(
            "Aldane opens Lisbon office",
            _text(
                "DUBLIN, 4 May - Aldane Software today announced the opening of an office in Lisbon, where 40 people will work on its program for schools. Portugal has been its fastest growing market for three years.",
                '"We are glad to be here," said its head, Orla Byrne.',
                *ABOUT_ALDANE,
            ),
        ),
        Report(
            "Aldane wins award for nursing rota",
            _text(
                "DUBLIN, 9 June - Aldane Software today announced that its nursing rota has won a prize given by the college of nurses. The judges praised how little training it needs.",
                '"We are proud," said its head, Orla Byrne.',
                *ABOUT_ALDANE,
            ),
            "2021-06-09",
        ),
    ),
    Pair(
        "release same title",
        False,
        Report(
            "Aldane Software: trading update",
            _text(
                "Sales in the first quarter rose 11 percent to 22.4 million euros, with strong demand from hospitals in Spain. The order book stands at 41 million.",
                *ABOUT_ALDANE,
            ),
        ),
        Report(
            "Aldane Software: trading update",
            _text(
                "Sales in the second quarter fell 3 percent to 19.8 million euros after a contract in Wales came to an end. The order book stands at 37 million.",
                *ABOUT_ALDANE,
            ),
            "2021-07-09",
        ),
    ),
    Pair(
        "crash",
        False,
        Report(
            "Cyclist hurt in crash",
            "A cyclist was taken to hospital with a broken leg after he was hit by a car in Dunmore Road on Monday evening. The driver stopped at the scene. Police are asking anyone with dashcam footage to come forward.",
        ),
        Report(
            "Cyclist hurt in crash",
            "A cyclist was taken to hospital with a broken arm after he was hit by a van in Fernley Avenue on Saturday evening. The driver stopped at the scene. Police are asking anyone with dashcam footage to come forward.",
            "2021-05-05",
        ),
    ),
    Pair(
        "jail",
        False,
        Report(
            "Jailed for stealing",
            "Peter Nuttall was jailed for eight months at Preston Crown Court for stealing copper cable from a railway depot. The judge told him that his greed had put lives at risk. He had 21 previous convictions.",
        ),
        Report(
            "Jailed for stealing",
            "Wayne Ollerton was jailed for ten months at Preston Crown Court for stealing copper cable from a railway depot. The judge told him that his greed had put lives at risk. He had 14 previous convictions.",
            "2021-08-05",
        ),
    ),
    Pair(
        "weather warn",
        False,
        Report(
            "Flood warning",
            "A flood warning has been issued for the River Wye at Builth Wells. Levels are expected to peak overnight. People are asked to stay away from footpaths by the water and to move cars to higher ground.",
        ),
        Report(
            "Flood warning",
            "A flood warning has been issued for the River Severn at Upton. Levels are expected to peak overnight. People are asked to stay away from footpaths by the water and to move cars to higher ground.",
            "2021-12-02",
        ),
    ),
    Pair(
        "same page toll",
        True,
        Report(
            "Bus falls into ravine",
            "A bus fell into a ravine in the Andes near Ayacucho, and at least 16 people were killed. Another 22 were hurt, some of them badly. The road was wet.",
            "2021-03-02",
            "https://x.example/a",
        ),
        Report(
            "Bus falls into ravine, 24 dead",
            "A bus fell into a ravine in the Andes near Ayacucho, and at least 24 people were killed. Another 19 were hurt, some of them badly. The road was wet, and the driver had worked for 18 hours.",
            "2021-03-03",
            "https://x.example/a",
        ),
    ),
    Pair(
        "same page toll no date",
        True,
        Report(
            "Mine blast",
            "Eleven miners died and 4 were missing after a blast in a coal mine in Karaganda on Friday. The energy minister flew to the scene. The mine was last inspected in June.",
            "2021-03-02",
            "https://x.example/b",
        ),
        Report(
            "Mine blast",
            "Fifteen miners died after a blast in a coal mine in Karaganda on Friday. The energy minister flew to the scene. The mine was last inspected in June, when 3 faults were found.",
            "2021-03-05",
            "https://x.example/b",
        ),
    ),
    Pair(
        "AP style correction",
        True,
        Report(
            "Senate votes 52-48 for farm bill",
            "WASHINGTON (AP) - The Senate voted 52-48 on Thursday for a farm bill that gives 11 billion dollars to growers hit by drought. Senator Alma Reyes of Nevada was among four who crossed the aisle.",
            "2021-03-04",
        ),
        Report(
            "Correction: Farm bill story",
            "WASHINGTON (AP) - In a story March 4 about a farm bill, The Associated Press erroneously reported the vote. It was 53-47. A corrected version of the story is below:\n\nThe Senate voted 53-47 on Thursday for a farm bill that gives 11 billion dollars to growers hit by drought. Senator Alma Reyes of Nevada was among four who crossed the aisle.",
            "2021-03-05",
        ),
    ),
    Pair(
        "es correction",
        True,
        Report(
            "Detienen a 14 personas en Murcia",
            "La Guardia Civil detuvo el martes a 14 personas en Murcia y Cartagena por vender aceite falso. Los agentes hallaron 3.000 botellas en un almacén de Lorca. Los detenidos pasarán el jueves a disposición del juez.",
        ),
        Report(
            "Corrección: Detienen a 12 personas en Murcia",
            "La Guardia Civil detuvo el martes a 12 personas en Murcia y Cartagena por vender aceite falso. Los agentes hallaron 3.000 botellas en un almacén de Lorca. Los detenidos pasarán el jueves a disposición del juez.",
            "2021-03-03",
        ),
    ),
    Pair(
        "reuters corrected long",
        True,
        Report(
            "Brenta Q1 net up",
            _text(
                "MILAN, May 6 - Brenta Spa reported on Thursday a net profit of 44.1 million euros for the first quarter, up from 39.0 million a year earlier.",
                "Revenue was 310 million euros. The group, which makes pumps in Padua, said it expected sales to grow by 5 percent in 2021.",
            ),
            publisher="W",
        ),
        Report(
            "CORRECTED-Brenta Q1 net up (May 6)",
            _text(
                "(Corrects net profit in first paragraph to 41.4 mln euros)",
                "MILAN, May 7 - Brenta Spa reported on Thursday a net profit of 41.4 million euros for the first quarter, up from 39.0 million a year earlier.",
                "Revenue was 310 million euros. The group, which makes pumps in Padua, said it expected sales to grow by 5 percent in 2021.",
            ),
            "2021-03-03",
            publisher="W",
        ),
    ),
    Pair(
        "lottery",
        False,
        Report(
            "Winning numbers",
            "The numbers drawn on Wednesday were 4, 11, 19, 23, 38 and 41. The bonus ball was 7. Nobody won the jackpot of 3.8 million pounds, and it rolls over.",
        ),
        Report(
            "Winning numbers",
            "The numbers drawn on Saturday were 2, 9, 17, 29, 33 and 40. The bonus ball was 12. Nobody won the jackpot of 5.1 million pounds, and it rolls over.",
            "2021-03-06",
        ),
    ),
    Pair(
        "tender barley",
        False,
        Report(
            "Algeria buys barley in tender",
            "Algeria bought about 30,000 tonnes of feed barley in a tender on Wednesday, traders said. It paid 244 dollars a tonne. Origin is optional and shipment is in April.",
        ),
        Report(
            "Algeria buys barley in tender",
            "Algeria bought between 60,000 and 90,000 tonnes of feed barley in a tender on Thursday, traders said. It paid 244 dollars a tonne. Origin is optional and shipment is in April.",
            "2021-03-11",
        ),
    ),
    Pair(
        "results table in liveblog",
        False,
        Report(
            "Election results: Ardmore",
            "Ward A: Doyle 1,204 Keane 1,102 Marsh 340\nWard B: Tully 998 Ryan 912 Foy 220\nWard C: Hart 1,870 Lowe 1,004 Birch 89\nWard D: Moran 1,440 Pell 1,308 Ash 77\nWard E: Quinn 901 Reid 890 Sharp 300",
        ),
        Report(
            "Live: count night in Ardmore",
            "Ward A: Doyle 1,204 Keane 1,102 Marsh 340\nWard B: Tully 998 Ryan 912 Foy 220\nWard C: Hart 1,870 Lowe 1,004 Birch 89\nWard D: Moran 1,440 Pell 1,308 Ash 77\nWard E: Quinn 901 Reid 890 Sharp 300\n\nThe last ward came in at ten to four, and the hall had nearly emptied by the time that Quinn was declared the winner by eleven votes. Reid asked for a recount and was refused.\n\nThe turnout was the highest in the town for twenty years. Officers put that down to the quarrel over the harbour, which split families and filled the letters page for a month.",
        ),
    ),
    Pair(
        "local paper edit",
        True,
        Report(
            "Mill fire under control",
            "Firefighters brought a blaze at Albion Mill in Keighley under control on Tuesday after nine hours. About 60 people were moved from homes nearby. The mill, built in 1871, had stood empty for years.",
        ),
        Report(
            "Albion Mill fire under control after nine hours",
            "Firefighters brought a blaze at the Albion Mill under control last night after nine hours. About 60 people were moved from homes nearby. The mill, built in 1871, had stood empty for years.",
            publisher="K",
        ),
    ),
    Pair(
        "boiler syndicated",
        True,
        Report(
            "Aldane opens Lisbon office",
            _text(
                "DUBLIN, 4 May - Aldane Software today announced the opening of an office in Lisbon, where 40 people will work on its program for schools. Portugal has been its fastest growing market for three years.",
                '"We are glad to be here," said its head, Orla Byrne.',
                *ABOUT_ALDANE,
            ),
        ),
        Report(
            "Irish software firm opens in Lisbon",
            _text(
                "Aldane Software has announced the opening of an office in Lisbon, where 40 people will work on its program for schools. Portugal has been its fastest growing market for three years.",
                '"We are glad to be here," said its head, Orla Byrne.',
            ),
            publisher="Z",
        ),
    ),
    Pair(
        "horoscope-ish jobs",
        False,
        Report(
            "Jobless rate unchanged in Ohio",
            "The jobless rate in Ohio was 5.0 percent in March, unchanged from February, the state said on Friday. Employers added 4,100 jobs. Hotels took on most.",
        ),
        Report(
            "Jobless rate unchanged in Iowa",
            "The jobless rate in Iowa was 3.7 percent in March, unchanged from February, the state said on Friday. Employers added 1,200 jobs. Hotels took on most.",
        ),
    ),
    Pair(
        "two planes",
        False,
        Report(
            "Small plane crashes",
            "The pilot of a small plane was killed when it crashed in a field near Salina on Sunday afternoon. Nobody else was on board. Federal investigators are on their way. The sky was clear at the time, and witnesses said that the engine seemed to cut out. The name of the pilot was not released. The plane had taken off from the airport there a few minutes before and was to fly to Wichita.",
        ),
        Report(
            "Small plane crashes",
            "The pilot of a small plane was killed when it crashed in a field near Kearney on Monday morning. Nobody else was on board. Federal investigators are on their way. The sky was clear at the time, and witnesses said that the engine seemed to cut out. The name of the pilot was not released. The plane had taken off from the airport there a few minutes before and was to fly to Omaha.",
            "2021-06-02",
        ),
    ),
    Pair(
        "update other source name",
        True,
        Report(
            "Storm leaves thousands without power",
            "A storm left 14,000 homes without power across Donegal and Sligo on Friday night. Trees blocked the road from Letterkenny to Lifford. Crews will work through the weekend.",
        ),
        Report(
            "UPDATE: Storm leaves thousands without power",
            "A storm left 21,000 homes without power across Donegal and Sligo on Friday night. Trees blocked the road from Letterkenny to Lifford. Crews will work through the weekend.",
            "2021-03-03",
        ),
    ),
]
"""Of the same kinds, written after the rules and right at once but for one: the headline of a wire's correction."""

PAIRS = [*PRESS_RELEASES, *BRIEFS, *TOLLS, *CORRECTIONS, *TEMPLATES, *TABLES, *FRESH]
