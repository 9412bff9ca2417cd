"""Forty more pairs of reports that look alike, written after the rules and before any of them was asked: what is right was fixed first.

Eight of each kind (templates, briefs, corrections, tolls, releases), half of them one article.
"""

from __future__ import annotations

from tests.dedup.copy_pairs import Pair, Report, _text

ABOUT_TORVIK = (
    "About Torvik Marine: Torvik Marine designs and builds ferries, tugs and fishing boats. The yard in Alesund was opened in 1923 and "
    "employs 870 people. Torvik has delivered more than 400 vessels to owners in 26 countries and is held by two families. Media enquiries "
    "are answered by the press office on weekdays between eight and four.",
)
ABOUT_SANDERO = (
    "Sandero Foods makes biscuits, pasta and sauces under six names in five bakeries and two mills. Its goods are sold in 30,000 shops in "
    "Italy, Malta and Tunisia. It was set up in Parma in 1971 and listed in 1998.",
    "Some of the sentences above speak of what may come and not of what has been. They rest on plans which may change, and no one should buy "
    "or sell shares for them. The company will not mend them later unless the law asks it to.",
)
ABOUT_LUMEN = (
    "The Lumen Trust is a charity that gives glasses and eye operations to children in East Africa. Since 1994 it has treated 310,000 "
    "children in Kenya, Uganda and Malawi. It lives on gifts from the public and takes no money from governments. To give, see the trust's "
    "website or call its office in Bristol.",
)

TEMPLATES = [
    Pair(
        "two tide tables",
        False,
        Report(
            "Tides today",
            "High water at Harwick is at 6.14 am and 6.41 pm, low water at 12.22 pm. The sun rises at 6.51 and sets at 5.48. Winds are light "
            "and from the south. Walkers on the sands should turn back two hours before high water.",
        ),
        Report(
            "Tides today",
            "High water at Harwick is at 7.02 am and 7.33 pm, low water at 1.11 pm. The sun rises at 6.49 and sets at 5.50. Winds are light "
            "and from the west. Walkers on the sands should turn back two hours before high water.",
            "2021-03-03",
        ),
    ),
    Pair(
        "two daily currency fixings",
        False,
        Report(
            "Crown fixed at 25.41",
            "The central bank fixed the crown at 25.41 to the euro on Tuesday, from 25.38 the day before. Dealers said trade was thin before the "
            "bank's meeting on rates. The crown has lost 1.2 percent since the start of the month.",
        ),
        Report(
            "Crown fixed at 25.29",
            "The central bank fixed the crown at 25.29 to the euro on Friday, from 25.36 the day before. Dealers said trade was thin before the "
            "bank's meeting on rates. The crown has lost 0.8 percent since the start of the month.",
            "2021-03-05",
        ),
    ),
    Pair(
        "two sales of treasury bills, told alike",
        False,
        Report(
            "Treasury sells 13-week bills",
            "The Treasury sold 3.5 billion dollars of 13-week bills at an average yield of 5.62 percent. Bids came to 14.1 billion. The yield was "
            "the highest since November, when it was 5.71 percent. The bills mature on June 4.",
        ),
        Report(
            "Treasury sells 26-week bills",
            "The Treasury sold 3.5 billion dollars of 26-week bills at an average yield of 5.88 percent. Bids came to 12.9 billion. The yield was "
            "the highest since October, when it was 5.97 percent. The bills mature on September 3.",
        ),
    ),
    Pair(
        "two planning notices of one council",
        False,
        Report(
            "Plans lodged",
            "Plans have been lodged with Tarne Council for nine homes behind the old dairy in Mill Lane. Neighbours have until April 12 to say what "
            "they think. The plans can be seen at the library and on the council's website. A decision is due in June.",
        ),
        Report(
            "Plans lodged",
            "Plans have been lodged with Tarne Council for a riding school beside the chapel in Cross Street. Neighbours have until May 3 to say what "
            "they think. The plans can be seen at the library and on the council's website. A decision is due in July.",
            "2021-03-23",
        ),
    ),
    Pair(
        "one earthquake note of a machine, in two papers",
        True,
        Report(
            "Magnitude 4.7 quake strikes near Arica",
            "A magnitude 4.7 earthquake struck 38 miles east of Arica, Chile, at 3.12 am on Tuesday, the geological survey said. It was 71 miles "
            "deep. No damage was reported. In the last ten days there have been two quakes of magnitude 3 and more nearby.",
        ),
        Report(
            "Quake of magnitude 4.7 near Arica, Chile",
            "A magnitude 4.7 earthquake struck 38 miles east of Arica, Chile, at 3.12 am on Tuesday, the geological survey said. It was 71 miles "
            "deep. No damage was reported.",
            publisher="Coast Standard",
        ),
    ),
    Pair(
        "one match report in two papers, its headline changed",
        True,
        Report(
            "Late header sinks Calder",
            "CALDER TOWN 1 WEST FERRY 2. A header by Iain Rose four minutes from time gave West Ferry their third win in a row. Tom Haig had put "
            "Calder ahead before the break, and Jon Ruane levelled from the spot. Calder had Lee Marsh sent off for a second booking. 1,204 saw it.",
        ),
        Report(
            "Rose wins it for West Ferry",
            "CALDER TOWN 1 WEST FERRY 2. A header by Iain Rose four minutes from time gave West Ferry their third win in a row. Tom Haig had put "
            "Calder ahead before the break, and Jon Ruane levelled from the spot. Calder had Lee Marsh sent off for a second booking.",
            "2021-03-03",
            publisher="Coast Standard",
        ),
    ),
    Pair(
        "one dividend notice on the exchange's page and in a paper",
        True,
        Report(
            "Brandt Paper lifts dividend to 32 cents",
            "Brandt Paper Co said its board had raised the quarterly dividend to 32 cents a share from 29 cents. It is payable on April 30 to "
            "shareholders of record on April 9. The company makes cartons and tissue.",
        ),
        Report(
            "BRANDT PAPER CO RAISES QUARTERLY DIVIDEND",
            "Brandt Paper Co said its board had raised the quarterly dividend to 32 cents a share from 29 cents. It is payable on April 30 to "
            "shareholders of record on April 9.",
            publisher="Exchange Wire",
        ),
    ),
    Pair(
        "one job notice of a ministry, a sentence more in the second",
        True,
        Report(
            "Minister names rail inspector",
            "Transport minister Ana Brozek has named Petr Hora chief inspector of railways. Mr Hora, 52, has led the safety office in Ostrava since "
            "2016. He takes over on May 1 from Jiri Maly, who retires. The inspectorate has 140 staff.",
        ),
        Report(
            "Minister names rail inspector",
            "Transport minister Ana Brozek has named Petr Hora chief inspector of railways. Mr Hora, 52, has led the safety office in Ostrava since "
            "2016. He takes over on May 1 from Jiri Maly, who retires. The inspectorate has 140 staff. Unions welcomed the choice.",
            publisher="Coast Standard",
        ),
    ),
]

BRIEFS = [
    Pair(
        "two burglaries",
        False,
        Report(
            "Burglary appeal",
            "Police want to hear from anyone who saw a break-in at a jeweller's in Castle Street between 2 am and 4 am on Sunday. Rings and watches "
            "worth 18,000 pounds were taken. Call 101 and quote the case number 4471.",
        ),
        Report(
            "Burglary appeal",
            "Police want to hear from anyone who saw a break-in at a golf club in Links Road between 1 am and 5 am on Thursday. Clubs and a till "
            "worth 6,000 pounds were taken. Call 101 and quote the case number 4502.",
            "2021-03-12",
        ),
    ),
    Pair(
        "two drink-drivers banned",
        False,
        Report(
            "Banned from driving",
            "Karen Dowd, 44, of Elm Close, has been banned from driving for 17 months after she was found to be over the limit in Station Road on "
            "January 9. She was fined 420 pounds by Shelby magistrates and must pay costs of 85 pounds.",
        ),
        Report(
            "Banned from driving",
            "Sean Platt, 29, of Weir Street, has been banned from driving for 20 months after he was found to be over the limit in Bury Lane on "
            "January 23. He was fined 380 pounds by Shelby magistrates and must pay costs of 85 pounds.",
        ),
    ),
    Pair(
        "two climbers rescued from one mountain",
        False,
        Report(
            "Climber airlifted",
            "A climber was airlifted from Ben Arvie on Saturday after she fell 30 feet and hurt her back. The mountain rescue team were called at noon "
            "and a helicopter took her to Fort Hallan. She is said to be stable. The team thanked those who had stayed with her.",
        ),
        Report(
            "Climber airlifted",
            "A climber was airlifted from Ben Arvie on Sunday after he was struck by a rock and broke his ankle. The mountain rescue team were called at "
            "three and a helicopter took him to Fort Hallan. He is said to be stable. The team thanked those who had stayed with him.",
            "2021-03-15",
        ),
    ),
    Pair(
        "two school fairs",
        False,
        Report(
            "School fair raises money",
            "Pupils at St Aidan's primary in Harle raised 1,310 pounds for the lifeboat at their spring fair on Friday. There were cakes, a raffle and "
            "a tug of war. Head teacher Joy Ames said she was proud of them all.",
        ),
        Report(
            "School fair raises money",
            "Pupils at Moor End primary in Tansley raised 940 pounds for the hospice at their spring fair on Friday. There were cakes, a raffle and "
            "a tug of war. Head teacher Rob Lister said he was proud of them all.",
        ),
    ),
    Pair(
        "one theft in two papers, told in another order",
        True,
        Report(
            "Bronze statue stolen from park",
            "A bronze statue of a fisherman has been stolen from Abbey Park in Redcoombe. The statue, which is four feet high and worth 12,000 pounds, was "
            "sawn off at the ankles on Monday night. It was made by Ruth Amory in 1958. Police believe that a van was used.",
        ),
        Report(
            "Thieves saw statue from its plinth",
            "A bronze statue of a fisherman has been stolen from Abbey Park in Redcoombe. It was made by Ruth Amory in 1958. The statue, which is four feet "
            "high and worth 12,000 pounds, was sawn off at the ankles on Monday night. Police believe that a van was used.",
            "2021-03-03",
            publisher="Coast Standard",
        ),
    ),
    Pair(
        "one brief, the second paper names the village's county",
        True,
        Report(
            "Farmer killed by bull",
            "A farmer has died after he was attacked by a bull in a field at Nether Stowe. Michael Trant, 61, was found by his son on Wednesday morning. "
            "The safety executive has been told. Neighbours spoke of a kind and quiet man.",
        ),
        Report(
            "Farmer killed by bull in Somerset",
            "A farmer has died after he was attacked by a bull in a field at Nether Stowe, Somerset. Michael Trant, 61, was found by his son on Wednesday "
            "morning. The safety executive has been told.",
            publisher="Coast Standard",
        ),
    ),
    Pair(
        "one power cut, the second paper rounds its figures",
        True,
        Report(
            "Homes without power after swan hits line",
            "A swan that flew into a power line left 1,943 homes in Marlow Bottom without light for three hours on Sunday evening. Engineers mended the line "
            "by 9.40 pm. The swan did not survive. The network said that markers would be hung on the line.",
        ),
        Report(
            "Swan leaves homes in the dark",
            "A swan that flew into a power line left some 2,000 homes in Marlow Bottom without light for three hours on Sunday evening. Engineers mended the "
            "line by 9.40 pm. The swan did not survive. The network said that markers would be hung on the line.",
            publisher="Coast Standard",
        ),
    ),
    Pair(
        "one brief on two sites of one group, byline and place line added",
        True,
        Report(
            "Library to open on Sundays",
            "The library in Penmoor will open on Sundays from April. The town council voted 9 to 4 to pay for two more staff. Councillor Jill Bray said that "
            "families had asked for it for years. The trial runs for a year.",
        ),
        Report(
            "Library to open on Sundays",
            "PENMOOR - By Daniel Otley\n\nThe library in Penmoor will open on Sundays from April. The town council voted 9 to 4 to pay for two more staff. "
            "Councillor Jill Bray said that families had asked for it for years. The trial runs for a year.",
            publisher="Penmoor Online",
        ),
    ),
]

CORRECTIONS = [
    Pair(
        "a wire's corrected report: the day of a vote",
        True,
        Report(
            "Parliament to vote on pension bill on Tuesday",
            "LJUBLANA, March 2 (Wire) - Parliament will vote on a bill that raises the pension age to 66 on Tuesday, its speaker Marko Zupan said. Unions have "
            "called a strike of bus drivers and teachers for the day of the vote. The government has a majority of three.",
        ),
        Report(
            "CORRECTED-Parliament to vote on pension bill on Thursday",
            "(Corrects day of vote in headline and paragraph 1)\n\nLJUBLJANA, March 2 (Wire) - Parliament will vote on a bill that raises the pension age to 66 on "
            "Thursday, its speaker Marko Zupan said. Unions have called a strike of bus drivers and teachers for the day of the vote. The government has a majority "
            "of three.",
        ),
    ),
    Pair(
        "a correction of a percentage, under a new address",
        True,
        Report(
            "Rents up 14 percent in a year",
            "Rents in the city have risen 14 percent in a year, the tenants' union said on Tuesday. A flat of two rooms now costs 1,180 euros a month. The union "
            "asks for a cap. Landlords say that a cap would stop building. The senate wants to decide by summer.",
            url="https://gazette.example/rents-14",
        ),
        Report(
            "Correction: Rents up 4 percent in a year",
            "Rents in the city have risen 4 percent in a year, the tenants' union said on Tuesday. A flat of two rooms now costs 1,180 euros a month. The union "
            "asks for a cap. Landlords say that a cap would stop building. The senate wants to decide by summer. A former version of this report gave a wrong "
            "percentage.",
            "2021-03-03",
            "https://gazette.example/rents-4",
        ),
    ),
    Pair(
        "a page on which a name was put right",
        True,
        Report(
            "Judge frees editor",
            "A judge in Gorna on Monday freed the editor Milena Dosheva, who had been held for 40 days over a report on customs officers. Her lawyer said that the "
            "charges stand. Two hundred people waited outside the court.",
            url="https://gazette.example/judge-frees-editor",
        ),
        Report(
            "Judge frees editor",
            "A judge in Gorna on Monday freed the editor Milena Doncheva, who had been held for 40 days over a report on customs officers. Her lawyer said that the "
            "charges stand. Two hundred people waited outside the court.\n\nThis article was amended on March 3 to put the editor's name right.",
            "2021-03-03",
            "https://gazette.example/judge-frees-editor",
        ),
    ),
    Pair(
        "a Spanish correction of a place",
        True,
        Report(
            "Un incendio destruye un mercado en Valera",
            "Un incendio destruyó el martes el mercado central de Valera y dejó a 300 vendedores sin trabajo, dijo el alcalde Luis Parra. Nadie resultó herido. "
            "Los bomberos tardaron seis horas en apagar las llamas.",
        ),
        Report(
            "Corrección: Un incendio destruye un mercado en Valencia",
            "Un incendio destruyó el martes el mercado central de Valencia y dejó a 300 vendedores sin trabajo, dijo el alcalde Luis Parra. Nadie resultó herido. "
            "Los bomberos tardaron seis horas en apagar las llamas.",
        ),
    ),
    Pair(
        "corrections column of two days",
        False,
        Report(
            "Corrections and clarifications",
            "An article on Monday said that the bridge at Larne was opened in 1931; it was in 1913. A caption on page 7 named the singer as Mary Doyle; it was her "
            "sister Ann. We are happy to put mistakes right: write to the readers' editor or call between ten and four.",
        ),
        Report(
            "Corrections and clarifications",
            "An obituary of the painter Hugo Lenz said that he was born in Graz; it was Linz. A report on page 3 gave the budget of the zoo as 4 million; it is 14 "
            "million. We are happy to put mistakes right: write to the readers' editor or call between ten and four.",
            "2021-03-03",
        ),
    ),
    Pair(
        "a corrected report and the report of the next quarter",
        False,
        Report(
            "CORRECTED-Halden Steel quarterly profit falls to 41 mln",
            "(Corrects figure of sales)\n\nHALDEN, March 2 (Wire) - Halden Steel said its profit fell to 41 million crowns in the fourth quarter from 66 million a "
            "year before. Sales were 1.21 billion. The company blamed the price of ore and a strike. It proposed a dividend of 2 crowns a share.",
        ),
        Report(
            "Halden Steel quarterly profit rises to 58 mln",
            "HALDEN, May 11 (Wire) - Halden Steel said its profit rose to 58 million crowns in the first quarter from 37 million a year before. Sales were 1.34 "
            "billion. The company praised demand from shipyards. It expects a better year.",
            "2021-05-11",
        ),
    ),
    Pair(
        "a corrected jobless figure and another country's figure",
        False,
        Report(
            "CORRECTED-Jobless rate in Latvia falls to 7.1 percent",
            "(Corrects earlier rate)\n\nThe jobless rate in Latvia fell to 7.1 percent in February from 7.4 percent in January, the statistics office said on Tuesday. "
            "It was the lowest since 2008. The number of people without work was 68,300.",
        ),
        Report(
            "Jobless rate in Estonia falls to 6.3 percent",
            "The jobless rate in Estonia fell to 6.3 percent in February from 6.6 percent in January, the statistics office said on Tuesday. "
            "It was the lowest since 2009. The number of people without work was 43,900.",
        ),
    ),
    Pair(
        "an apology and the report of another trial by the same reporter",
        False,
        Report(
            "Correction: Dentist cleared of fraud",
            "The dentist Paul Verrick was cleared of fraud at Norley Crown Court on Tuesday after a trial of three weeks. The jury took two hours. He had denied that "
            "he billed for 90 crowns which he never fitted. We are glad to make clear that he was not struck off.",
        ),
        Report(
            "Optician cleared of fraud",
            "The optician Denise Calloway was cleared of fraud at Norley Crown Court on Friday after a trial of two weeks. The jury took four hours. She had denied that "
            "she billed for 60 tests which she never made.",
            "2021-03-19",
        ),
    ),
]

TOLLS = [
    Pair(
        "one page, a toll that grows and a new headline",
        True,
        Report(
            "Landslide buries houses, 7 dead",
            "A landslide buried a row of houses in Mocoa on Monday night, killing at least 7 people. Soldiers dug with their hands. The mayor, Rosa Ibarra, said that "
            "twenty were missing. It had rained for three days.",
            url="https://gazette.example/mocoa-landslide",
        ),
        Report(
            "Landslide toll rises to 19",
            "A landslide that buried a row of houses in Mocoa on Monday night killed at least 19 people. Soldiers brought dogs and diggers. The mayor, Rosa Ibarra, said "
            "that eight were missing. It had rained for three days. The president is to visit on Thursday.",
            "2021-03-03",
            "https://gazette.example/mocoa-landslide",
        ),
    ),
    Pair(
        "one page, its toll corrected downwards",
        True,
        Report(
            "Bomb at market kills 31",
            "A bomb in a handcart killed 31 people at a vegetable market in Quetar on Friday, police said. No group said that it was behind it. Shops closed and troops "
            "were sent into the streets. It was the worst attack in the city for two years.",
            url="https://gazette.example/quetar-bomb",
        ),
        Report(
            "Bomb at market kills 26",
            "A bomb in a handcart killed 26 people at a vegetable market in Quetar on Friday, police said, after they had spoken of 31. No group said that it was behind "
            "it. Shops closed and troops were sent into the streets. It was the worst attack in the city for two years.",
            "2021-03-03",
            "https://gazette.example/quetar-bomb",
        ),
    ),
    Pair(
        "a wire's numbered updates of one fire",
        True,
        Report(
            "UPDATE 1-Fire in Dhaka factory kills 8",
            "DHAKA, March 2 (Wire) - A fire in a shoe factory in Dhaka killed 8 people on Tuesday, the fire service said. It broke out on the second floor, where glue "
            "was kept. The owner could not be reached. More than 100 people worked in the building.",
        ),
        Report(
            "UPDATE 2-Fire in Dhaka factory kills 13",
            "DHAKA, March 2 (Wire) - A fire in a shoe factory in Dhaka killed 13 people on Tuesday, the fire service said. It broke out on the second floor, where glue "
            "was kept. Police took the owner in. More than 100 people worked in the building.",
        ),
    ),
    Pair(
        "one page, an evacuation that grows, no figure of the dead",
        True,
        Report(
            "Thousands flee wildfire",
            "Some 3,000 people were told to leave their homes near Cardosa on Sunday as a wildfire came within a mile of the town. Four planes dropped water. The fire "
            "has burnt 2,400 acres of pine since Friday. No one has been hurt.",
            url="https://gazette.example/cardosa-fire",
        ),
        Report(
            "Thousands flee wildfire",
            "Some 8,500 people were told to leave their homes near Cardosa as a wildfire came within half a mile of the town. Nine planes dropped water. The fire "
            "has burnt 6,100 acres of pine since Friday. Two firefighters have been hurt.",
            "2021-03-04",
            "https://gazette.example/cardosa-fire",
        ),
    ),
    Pair(
        "two shipwrecks off one island",
        False,
        Report(
            "Migrant boat sinks off Lampara, 11 dead",
            "A boat with migrants sank off Lampara on Monday, and at least 11 people drowned. The coast guard saved 47. They had set out from Zuwara two days before. "
            "Rescuers said that the sea was rough. The mayor asked Europe for help.",
        ),
        Report(
            "Migrant boat sinks off Lampara, 23 dead",
            "A boat with migrants sank off Lampara on Saturday, and at least 23 people drowned. The coast guard saved 12. They had set out from Sfax the night before. "
            "Rescuers said that the sea was rough. The mayor asked Europe for help.",
            "2021-03-20",
        ),
    ),
    Pair(
        "two attacks on one road, a week apart",
        False,
        Report(
            "Gunmen kill 6 on Kaduma road",
            "Gunmen killed 6 travellers and took 20 with them on the road from Kaduma to Zaru on Tuesday, witnesses said. They wore uniforms and had put logs across the "
            "road. Police said that they were on the gunmen's track. Drivers have asked for soldiers on the road.",
        ),
        Report(
            "Gunmen kill 9 on Kaduma road",
            "Gunmen killed 9 travellers and took 14 with them on the road from Kaduma to Zaru on Wednesday, witnesses said. They came on motorcycles and had put a lorry "
            "across the road. Police said that they were on the gunmen's track. Drivers have asked for soldiers on the road.",
            "2021-03-10",
        ),
    ),
    Pair(
        "daily counts of an epidemic on two pages",
        False,
        Report(
            "Virus: 412 new cases",
            "The health ministry on Tuesday reported 412 new cases of the virus and 9 deaths. There are 133 people in hospital, 21 of them in intensive care. In all "
            "58,204 people have caught the virus and 1,120 have died. The ministry asks people to keep their distance.",
            url="https://gazette.example/virus-2-march",
        ),
        Report(
            "Virus: 388 new cases",
            "The health ministry on Wednesday reported 388 new cases of the virus and 14 deaths. There are 137 people in hospital, 24 of them in intensive care. In all "
            "58,592 people have caught the virus and 1,134 have died. The ministry asks people to keep their distance.",
            "2021-03-03",
            "https://gazette.example/virus-3-march",
        ),
    ),
    Pair(
        "two avalanches, one valley",
        False,
        Report(
            "Avalanche kills two skiers in Val Dorn",
            "An avalanche killed two skiers in Val Dorn on Saturday. They were a father and son from Ghent, aged 48 and 19, who had left the marked run. Rescuers found "
            "them after an hour. The risk stood at four of five. Seventeen people have died in avalanches this winter.",
        ),
        Report(
            "Avalanche kills three skiers in Val Dorn",
            "An avalanche killed three skiers in Val Dorn on Wednesday. They were guides from Turin, aged 31, 35 and 40, who were testing the slope. Rescuers found "
            "them after three hours. The risk stood at four of five. Twenty people have died in avalanches this winter.",
            "2021-03-11",
        ),
    ),
]

RELEASES = [
    Pair(
        "releases: a ferry launched and a strike ended",
        False,
        Report(
            "Torvik launches first electric ferry",
            _text(
                "ALESUND, 2 March - Torvik Marine today launched Solbris, an electric ferry for 300 passengers. She will sail between Molde and Vestnes from June.",
                '"A proud day for the yard," said chief executive Kari Moen.',
                *ABOUT_TORVIK,
            ),
        ),
        Report(
            "Torvik and unions reach pay deal",
            _text(
                "ALESUND, 19 March - Torvik Marine and two unions have agreed on a rise of 3.4 percent, which ends a strike of eleven days. Work starts again tomorrow.",
                '"A fair deal for the yard," said chief executive Kari Moen.',
                *ABOUT_TORVIK,
            ),
            "2021-03-19",
        ),
    ),
    Pair(
        "releases: two tugs ordered by two ports",
        False,
        Report(
            "Torvik Marine wins order for two tugs",
            _text(
                "ALESUND, 2 March - Torvik Marine has won an order for two tugs from the port of Gdynia. They will be delivered in the autumn of next year.",
                "The order is worth 210 million crowns.",
                *ABOUT_TORVIK,
            ),
        ),
        Report(
            "Torvik Marine wins order for two tugs",
            _text(
                "ALESUND, 8 April - Torvik Marine has won an order for two tugs from the port of Bergen. They will be delivered in the spring of next year.",
                "The order is worth 245 million crowns.",
                *ABOUT_TORVIK,
            ),
            "2021-04-08",
        ),
    ),
    Pair(
        "releases: results of two halves",
        False,
        Report(
            "Sandero Foods: half-year results",
            _text(
                "PARMA - Sales of Sandero Foods rose 6.1 percent to 412 million euros in the first half. Profit was 23 million after 19 million. Biscuits did best.",
                *ABOUT_SANDERO,
            ),
            "2020-08-04",
        ),
        Report(
            "Sandero Foods: full-year results",
            _text(
                "PARMA - Sales of Sandero Foods rose 4.8 percent to 866 million euros in the year. Profit was 49 million after 44 million. The board proposes a dividend "
                "of 31 cents.",
                *ABOUT_SANDERO,
            ),
        ),
    ),
    Pair(
        "releases: a charity's two appeals",
        False,
        Report(
            "Lumen Trust appeals for theatre nurses",
            _text(
                "BRISTOL - The Lumen Trust is looking for six theatre nurses who can spend May in Mzuzu. Flights and board are paid.",
                "Those who are interested should write by March 20.",
                *ABOUT_LUMEN,
            ),
        ),
        Report(
            "Lumen Trust opens clinic in Kisumu",
            _text(
                "BRISTOL - The Lumen Trust has opened a clinic in Kisumu with two theatres and 18 beds. It was paid for by a gift of 900,000 pounds.",
                "The first child was treated on Monday.",
                *ABOUT_LUMEN,
            ),
            "2021-06-15",
        ),
    ),
    Pair(
        "one release on a news wire and in a trade paper that cut its end",
        True,
        Report(
            "Sandero Foods buys pasta maker in Bari",
            _text(
                "PARMA - Sandero Foods has agreed to buy Pastificio Lorusso of Bari for 38 million euros in cash. Lorusso has 120 workers and sales of 29 million.",
                "The deal adds fresh pasta to the range. It needs the consent of the competition authority and should be done by July.",
                '"Lorusso is a jewel," said Sandero\'s chairman, Elio Conti.',
                *ABOUT_SANDERO,
            ),
            publisher="Release Wire",
        ),
        Report(
            "Sandero buys Lorusso",
            _text(
                "Sandero Foods has agreed to buy Pastificio Lorusso of Bari for 38 million euros in cash. Lorusso has 120 workers and sales of 29 million.",
                "The deal adds fresh pasta to the range. It needs the consent of the competition authority and should be done by July.",
            ),
            "2021-03-03",
            publisher="Bakery Weekly",
        ),
    ),
    Pair(
        "one release on the firm's site and on a wire, with the wire's head",
        True,
        Report(
            "Torvik names new yard director",
            _text(
                "Torvik Marine has named Ingrid Sael director of the yard in Alesund from 1 May. She has led the drawing office for nine years.",
                "Her predecessor, Ole Brandal, goes to the port of Tromso.",
                *ABOUT_TORVIK,
            ),
            publisher="Torvik Marine",
        ),
        Report(
            "Torvik Marine Names New Yard Director",
            _text(
                "ALESUND, Norway, March 2, 2021 /Release Wire/ -- Torvik Marine has named Ingrid Sael director of the yard in Alesund from 1 May. She has led the "
                "drawing office for nine years.",
                "Her predecessor, Ole Brandal, goes to the port of Tromso.",
                *ABOUT_TORVIK,
                "SOURCE Torvik Marine",
            ),
            publisher="Release Wire",
        ),
    ),
    Pair(
        "one release with an embargo line and without",
        True,
        Report(
            "Half of children who need glasses have none",
            _text(
                "EMBARGOED UNTIL 0001 ON 2 MARCH",
                "Half of the children in Malawi who need glasses have none, a study by the Lumen Trust has found. It tested 4,200 pupils in 36 schools.",
                "Girls were less likely to be tested than boys. The trust asks the ministry for tests in every school.",
                *ABOUT_LUMEN,
            ),
            publisher="Lumen Trust",
        ),
        Report(
            "Half of children who need glasses have none",
            _text(
                "Half of the children in Malawi who need glasses have none, a study by the Lumen Trust has found. It tested 4,200 pupils in 36 schools.",
                "Girls were less likely to be tested than boys. The trust asks the ministry for tests in every school.",
            ),
            publisher="Harbour Gazette",
        ),
    ),
    Pair(
        "one release sent out again with a figure put right",
        True,
        Report(
            "Torvik Marine delivers fishing boat to Iceland",
            _text(
                "ALESUND - Torvik Marine has delivered the fishing boat Hrafn to her owner in Akureyri. She is 58 metres long and has room for 900 tonnes of fish.",
                "She replaces a boat of 1984.",
                *ABOUT_TORVIK,
            ),
            publisher="Torvik Marine",
        ),
        Report(
            "CORRECTION: Torvik Marine delivers fishing boat to Iceland",
            _text(
                "ALESUND - Torvik Marine has delivered the fishing boat Hrafn to her owner in Akureyri. She is 68 metres long and has room for 900 tonnes of fish.",
                "She replaces a boat of 1984.",
                *ABOUT_TORVIK,
            ),
            publisher="Torvik Marine",
        ),
    ),
]

TWINS = [
    Pair(
        "a scan of a brief, letters misread all over",
        True,
        BRIEFS[2].left,
        Report(
            "Climber airlifted",
            "A climber was airlifted from Ben Arvie on Saturday after she fell 30 feet and hurt her back. The mountain rescue team werc called at noon "
            "and a belicopter took her to Fort Hallan. She is saicl to be stable. The tearn thanked those who bad stayed witb her.",
            "2021-03-15",
        ),
    ),
    Pair(
        "another walker, the same hills and the same headline",
        False,
        Report(
            "Walker found safe",
            "A walker has been found safe on the Arkle Hills after she lost her way in the fog on Monday. Volunteers from Dunmore searched through the "
            "night with two dogs. She was cold but not hurt, said the team's leader. He asked people to take a map and a lamp with them.",
        ),
        Report(
            "Walker found safe",
            "A walker has been found safe on the Arkle Hills after he slipped on wet grass and could not go on. Volunteers from Dunmore carried him down "
            "to the road with a stretcher. He was sore but in good heart, said the team's leader. He asked people to take a map and a lamp with them.",
            "2021-03-16",
        ),
    ),
    Pair(
        "one theft, the second paper adds who found it out",
        True,
        Report(
            "Church roof stripped",
            "Lead worth 9,000 pounds has been stripped from the roof of St Wilfrid's in Aske Parva. The vicar, Helen Stott, said that rain had come through to the "
            "organ. The church was built in 1380 and mended in 1962 with gifts from America.",
        ),
        Report(
            "Vicar tells of rain on the organ",
            "The vicar, Helen Stott, said that rain had come through to the organ. Lead worth 9,000 pounds has been stripped from the roof of St Wilfrid's in Aske "
            "Parva. The church was built in 1380 and mended in 1962 with gifts from America. A dog walker saw the damage.",
            publisher="Coast Standard",
        ),
    ),
    Pair(
        "two companies' notices that leave the name to the headline",
        False,
        Report(
            "Oldham Tool sets dividend",
            "Qtly div 15 cts vs 15 cts prior. Pay April 30. Record April 9. Prior pay January 29.",
        ),
        Report(
            "Pacific Lumber sets dividend",
            "Qtly div 15 cts vs 15 cts prior. Pay April 30. Record April 9. Prior pay January 29.",
            publisher="Exchange Wire",
        ),
    ),
]
"""The other answer to what a rule was mended for after the forty had been asked (36 were right)."""

MORE_PAIRS = [*TEMPLATES, *BRIEFS, *CORRECTIONS, *TOLLS, *RELEASES, *TWINS]
