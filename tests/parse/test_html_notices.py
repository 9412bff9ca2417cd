"""Notices to programs are no stories."""

from __future__ import annotations

import pytest

from copydesk.parse import parse_record
from copydesk.parse.html_notices import is_program, notice_in, part_wall
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig


def page(title: str, text: str) -> ParsedArticle | Rejection:
    raw = f"<html><head><title>{title}</title></head><body><div><p>{text}</p></div></body></html>".encode()
    record = RawRecord("rec_" + "0" * 24, "0" * 64, "a.html", "", "html", raw)
    return parse_record(record, SourceConfig())


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Gazette",
            "We're sorry but this site doesn't work properly without JavaScript enabled. Please enable it to go on.",
        ),
        (
            "Gazette",
            "Für diese Seite muss JavaScript im Browser sein: JavaScript ist leider deaktiviert, bitte ändern Sie das.",
        ),
        ("", "Request unsuccessful. Incapsula incident ID: 703000160143928249-191398964119929859"),
        (
            "Attention Required!",
            "Sorry, you have been blocked. You are unable to access gazette.example. Why have I been blocked? This website is"
            " using a security service to protect itself. The action you just did triggered it. There are several actions that"
            " could do so, a certain word or a malformed request for one. Write to the owner of the site and name what you did"
            " and the Ray ID found at the bottom of this page.",
        ),
        (
            "Just a moment",
            "Checking your browser before you reach gazette.example. This takes a few seconds.",
        ),
        (
            "",
            "Please verify you are a human. Access to this page has been denied because we believe you use automation tools.",
        ),
    ],
)
def test_a_notice_to_the_program_that_fetches_is_quarantined(title: str, text: str) -> None:
    answer = page(title, text)
    assert isinstance(answer, Rejection)
    assert answer.reasons == ("no_body",)


@pytest.mark.parametrize(
    "text",
    [
        "Reporters were denied access to the courtroom on Monday, the harbour union said, and the judge gave no reason for it"
        " before the hearing went on behind closed doors until late in the evening, when both sides left without a word.",
        "The council wants every online form to ask whether the writer is a robot. Its captcha will show pictures of ferries"
        " and of landing stages, and the test starts in May, the clerk told the meeting on Monday before the vote was taken.",
        "The ferry line reopens in June.",
    ],
)
def test_a_short_story_that_mentions_such_words_is_none(text: str) -> None:
    assert not notice_in("Ferry line", text)


@pytest.mark.parametrize(
    "text",
    [
        "The New York Stock Exchange said Cannon Group Inc declined to comment on the unusual activity in its common stock.",
        "Two flights left Oslen late on Monday after a security check of the baggage hall found an old lamp.",
        "Farmers near Veldane were unable to access their fields on Monday, the council said.",
        "Several papers of Oslen are unavailable in most European countries since Friday, when the General Data Protection Regulation"
        " (GDPR) came in. Readers in the European Economic Area were told that access cannot be granted at this time. The publisher"
        " said on Monday that it was looking at options, and named no day on which the pages would be back.",
    ],
)
def test_a_brief_with_the_words_of_a_guard_is_a_story(text):
    assert not notice_in("Brief", text)


ABROAD = (
    "We recognize you are attempting to access this website from a country belonging to the European Economic Area (EEA)"
    " including the EU which enforces the General Data Protection Regulation (GDPR) and therefore access cannot be granted"
    " at this time. For any issues, write to web@gazette.example or call."
)


@pytest.mark.parametrize(
    "text",
    [
        "We have detected unusual activity from your computer network.",
        "Please complete the security check to access gazette.example.",
        "Sorry, you are unable to access this website.",
        f"451: Unavailable due to legal reasons. {ABROAD}",
        "Our website is currently unavailable in most European countries. We are engaged on the issue and committed to looking at"
        " options that support our full range of digital offerings to the EU market. We continue to identify solutions that will"
        " give all readers our journalism.",
        "This content is not available in your region.",
    ],
)
def test_what_a_guard_says_to_who_reads_is_a_notice(text):
    assert notice_in("Gazette", text)


LEAD = "The council of Oslen voted on Monday to keep its ferry, after a debate that had lasted until the caretaker turned off the lights."


@pytest.mark.parametrize(
    "wall",
    [
        "Esta noticia es exclusiva para nuestros suscriptores.",
        "Matéria exclusiva para assinantes. Assine já.",
        "Questo articolo è riservato ai nostri abbonati.",
        "Dalszy ciąg dostępny dla prenumeratorów.",
        "Tento obsah je určen pouze pro předplatitele.",
        "A cikk csak előfizetőknek elérhető.",
        "Artikkeli on vain tilaajille.",
        "Матеріал доступний для передплатників.",
        "You have read all your free articles this month. Subscribe now for unlimited access. Log in",
        "Please log in to continue reading.",
        "This is a preview. To read the whole story, join the Gazette. Sign in",
    ],
)
def test_a_text_is_cut_where_its_rest_is_sold(wall: str) -> None:
    assert part_wall([LEAD, wall]) == (1, True)


@pytest.mark.parametrize(
    "line",
    [
        "The paper asks its readers to subscribe to continue reading after ten pieces, she said.",
        "Los suscriptores del diario recibieron ayer una carta del alcalde.",
        "The firm has read the articles of the law in its own way.",
        "The paper told its subscribers that they must log in again to continue reading, and blamed a new screen.",
    ],
)
def test_a_story_may_speak_of_subscribers(line: str) -> None:
    assert part_wall([LEAD, line]) == (2, False)
    assert not notice_in("Ferry stays", f"{LEAD}\n{line}")


@pytest.mark.parametrize(
    "text",
    [
        "Dieser Artikel ist nur für Abonnenten lesbar. Haben Sie bereits ein Abo? Dann melden Sie sich an. Vier Wochen für einen Euro testen, jederzeit kündbar.",
        "Questo contenuto è riservato agli abbonati. Hai già un abbonamento? Accedi. Un euro al mese per tutti gli articoli, senza limiti e senza vincoli.",
        "Dit artikel is alleen voor abonnees. Heeft u al een abonnement? Log dan in. Lees nu vier weken voor een euro en krijg toegang tot alle artikelen.",
    ],
)
def test_a_wall_of_other_countries_is_no_story(text: str) -> None:
    assert notice_in("Ein Bericht", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("body { margin: 0; } .nav a { color: #fff; } @media (max-width: 600px) { .nav { display: none; } }", True),
        ("window.layer = window.layer || []; function tag(){layer.push(arguments);} tag('js', new Date()); document.head.appendChild(ads);", True),
        ('{"status": "error", "message": "rate limit exceeded"}', True),
        (f"{LEAD} The page had shown {{ nothing }} for a day; a line read if (x < 3) {{ alert(1); }}, she said.", False),
        (f"{LEAD} Three came: a baker; a nun; and a clerk.", False),
        ("{Editor's note: this was first told in May} " + LEAD, False),
    ],
)  # fmt: skip
def test_a_program_in_the_place_of_a_text_is_no_story(text: str, told: bool) -> None:
    assert is_program(text) is told


GONE = "Oops! That page can't be found. It looks like nothing was found at this location. Maybe try a search?"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Page not found | Harbour Packet", GONE),
        ("404", f"{GONE} Or one of the links below."),
        ("Not found", "The story cannot be found. Try a search, or go back to the homepage."),
        ("Oops! That page can't be found.", GONE[32:]),
        ("Not here", "The page you asked for is not found. It may have moved. Try the search above, or go back to the front page."),
        ("Article no longer available", "This article is no longer available on our website. We apologise for the inconvenience."),
        ("Seite nicht gefunden", "Die gesuchte Seite wurde leider nicht gefunden. Bitte prüfen Sie die Adresse oder kehren Sie zur Startseite zurück."),
        ("Page introuvable", "Désolé, la page que vous recherchez n'existe plus. Vérifiez l'adresse ou retournez à la page d'accueil."),
        ("Página no encontrada", "La página que busca no existe o ha sido eliminada. Compruebe la dirección o vuelva a la portada."),
        ("Pagina non trovata", "La pagina che cerchi non esiste o è stata spostata. Torna alla home page."),
        ("Página não encontrada", "A página que você procura não existe ou foi removida. Volte para a página inicial."),
        ("Pagina niet gevonden", "De pagina bestaat niet of is verplaatst. Controleer het adres of ga terug naar de voorpagina."),
    ],
)  # fmt: skip
def test_a_page_that_is_gone_says_so_in_its_title_as_well(title: str, text: str) -> None:
    assert notice_in(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Missing trawler not found", "The boat cannot be found, the coastguard said on Monday."),
        ("Try again, says judge", "The will can't be found, and the heirs must try again by May."),
        ("Ferry app gone", "The app is no longer available, the line said. It apologised for the inconvenience."),
        ("Trawler nicht gefunden", "Das Boot wurde nicht gefunden; die Wache prüft die Adresse des Besitzers und sucht ab Montag weiter."),
        ("Testament introuvable", "Le testament est introuvable : la page du registre n'existe plus, a dit la juge lundi."),
    ],
)  # fmt: skip
def test_a_story_of_what_is_not_found_is_one(title: str, text: str) -> None:
    assert not notice_in(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Error 500", "We're sorry, but it failed on our end. Please try again in a few minutes."),
        ("500 - Internal server error.", "There is a problem with the resource you are looking for."),
        ("503 Service Temporarily Unavailable", "The server is unable to service your request. Come back later."),
        ("502 Bad Gateway", "The server returned an invalid answer. Wait a minute or two and reload the page."),
        ("Oops! Something went wrong", "We have been notified, and we'll take a look at it shortly."),
        ("Harbour Packet", "HTTP Error 500.0\n\nContact the site administrator if it stays."),
        ("Interner Serverfehler", "Bitte später erneut versuchen."),
        ("Erreur interne du serveur", "Veuillez réessayer plus tard."),
    ],
)  # fmt: skip
def test_a_page_of_a_server_that_failed_is_no_story(title: str, text: str) -> None:
    assert notice_in(title, text) == "a notice that the server failed"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Error 500: how a number broke the bank", "Customers were told to try again later, the bank said on Monday."),
        ("500 internal errors found", "The auditors were told to contact the owner of the yard on Monday."),
        ("Bank's site fails", 'It said "internal server error". Customers should try again on Tuesday, the bank said.'),
        ("500", "The club sold 500 shirts in a day, its owner said on Monday, and nobody was sorry."),
        ("Ferry service unavailable until May", "Passengers should try again then, the line said."),
    ],
)  # fmt: skip
def test_a_story_of_a_server_that_failed_is_one(title: str, text: str) -> None:
    assert not notice_in(title, text)


def test_a_guard_says_what_it_guards_against() -> None:
    told = (
        "Access denied. This site is using a security service to protect itself from online attacks. What you did last may have "
        "been a word, a command or data of a form that it does not take. The owner of the site can be written to by mail, with "
        "what you were about to do and the number below."
    )
    assert notice_in("Error 1020", told) == "a notice to a program that it is shut out"
    assert not notice_in("Packet", told.replace("a security service to protect itself", "a wall"))


LATIN = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi."


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Headline", LATIN),
        ("Headline", " ".join(sorted(LATIN.replace(",", "").split())[::-1])),
        ("Hello world!", "Welcome to WordPress. This is your first post. Edit or delete it, then start writing! And do so soon, for the page looks bare."),
        ("Test", "This is a test article. Please take no notice of it, and do not print it, whoever you are; the desk tries out the new system."),
        ("Body", "Body text goes here and goes on until the column is full, whatever the length of the column that the designer had in mind."),
        ("Test", "Test test test test test test test test test test test test test test test test test test test test test test test test test."),
        ("Item 1", "Item 1 text 20 here " * 12),
        ("Log in", "Log in to your account\nE-mail Password\nForgot your password? No account yet? Create one to comment on stories and keep them for later."),
        ("Anmelden | Bote", "Anmelden\nBitte geben Sie E-Mail und Passwort ein.\nPasswort vergessen? Noch kein Konto? Hier anlegen und alle Artikel des Boten lesen."),
        ("Search results for ferry", "Showing 1-6 of 412 results. Sort by relevance | date\nFerry crews walk out\nFerry crews on three routes walked off the job."),
        ("Suche", "Suchergebnisse für Brücke\n1-10 von 87 Treffer\nBrücke gesperrt\nDie Brücke über den Mühlbach ist ab Montag gesperrt."),
    ],
)  # fmt: skip
def test_what_fills_a_place_logs_in_or_was_sought_is_no_story(title: str, text: str) -> None:
    assert notice_in(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("City prints filler on ballot", f"The city printed \u201cLorem ipsum dolor sit amet, consectetur\u201d on its ballots. {LEAD}"),
        ("Nova Romae", "Papa hodie in urbe Roma fideles salutavit et ad pacem omnes gentes vocavit. Bellum, dixit, nihil solvit; qui pacem quaerit, ille vincit."),
        ("A test of nerve", f"This is a test of the town's nerve, the mayor said. {LEAD}"),
        ("Forgot your password? So did the mayor", f"The mayor could not log in to her account and had no password for it. {LEAD}"),
        ("Search results", f"The search for the trawler had no results on Monday. {LEAD}"),
        ("Results for the county", f"Results for the county came in late. {LEAD}"),
        ("ALDEN MILLS INC 2ND QTR NET", "\n".join(f"Shr {n} cts vs {n + 7} cts\nNet {n}.{n % 10} mln vs {n - 3}.5 mln\nRevs {3 * n} mln vs {3 * n - 8} mln" for n in (41, 58, 93, 120))),
        ("Fixings", "\n".join(f"Crown {n} bid {n + 2} asked\nMark {2 * n} bid {2 * n + 1} asked" for n in range(31, 96, 8))),
        ("Chant", "Ferry, ferry, bring us over, said the song that the choir of the harbour sang on Monday while the ferry lay at the quay and nobody came."),
    ],
)  # fmt: skip
def test_a_story_of_fillers_passwords_and_searches_is_one(title: str, text: str) -> None:
    assert notice_in(title, text) is None


@pytest.mark.parametrize(
    ("text", "is_notice"),
    [
        ("We respect your privacy. We and our 812 partners store and access information on a device and process personal data. You may accept or manage your choices below.", True),
        ("We and our partners store and/or access information on a device, such as unique identifiers in cookies.", True),
        ("The watchdog fined a shop that let partners store and access information on a device of each visitor; the shop says that it has changed its page since.", False),
    ],
)  # fmt: skip
def test_a_request_for_consent_in_the_place_of_a_text_is_no_story(
    text: str, is_notice: bool
) -> None:
    assert bool(notice_in("Ferry line", text)) is is_notice


def record(title: str, body: str) -> ParsedArticle | Rejection:
    fields = {"title": title, "body": body}
    return parse_record(
        RawRecord("rec_" + "0" * 24, "0" * 64, "a.eml", "", "fields", b"{}", fields=fields),
        SourceConfig(),
    )


def saved_text(text: str) -> ParsedArticle | Rejection:
    raw = text.encode()
    return parse_record(
        RawRecord("rec_" + "0" * 24, "0" * 64, "a.txt", "", "text", raw), SourceConfig()
    )


ORDER = (
    "Hello Ana,\n\nThank you for your order. Your parcel has left our warehouse and will be with you within three days.\n\n"
    "Order number: 48213\n\n1 x Model of a ferry, blue EUR 24.90\n\nTotal EUR 41.20\n\nYour ferry shop"
)
BESTELLUNG = (
    "Guten Tag Frau Holm,\n\nvielen Dank für Ihre Bestellung bei der Werft, die wir gleich morgen früh für Sie packen werden.\n\n"
    "Bestellnummer: 2024-771\n\n2 Dosen Tauwachs 11,80 EUR\n\nGesamtbetrag 16,30 EUR"
)
SWINDLE = (
    "Letters that read “Thank you for your order” have reached hundreds of people in Oslen who had ordered nothing, the police said. "
    "Whoever follows the link to track the parcel is asked for a card. The shop in whose name they are sent has no order number 48213."
)


@pytest.mark.parametrize(
    ("body", "is_order"), [(ORDER, True), (BESTELLUNG, True), (SWINDLE, False)]
)
def test_a_shops_letter_about_an_order_is_no_story(body: str, is_order: bool) -> None:
    told = record("Your order has been shipped", body)
    assert isinstance(told, Rejection) == is_order
    assert (
        not isinstance(told, Rejection)
        or told.detail == "it is a shop's letter about an order, not a story"
    )


HEADS = (
    "Ferry sails again after storm",
    "School in Oslen shuts for repairs",
    "Baker wins prize for black bread",
)
SAID = ("Did you see what they did to the ferry line last night in the council?", "Yes, and it will cost millions.")  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["[05/03/2024, 14:2%d:07] %s: %s", "5.3.24, 14:2%d - %s: %s", "3/5/24, 2:2%d PM - %s: %s"],
)
def test_a_talk_of_a_messenger_is_no_story_and_a_live_blog_is_one(line: str) -> None:
    talk = "\n".join(line % (n, "Jo Holm" if n % 2 else "Ana", SAID[n % 2]) for n in range(6))
    told = saved_text(talk)
    assert isinstance(told, Rejection)
    assert told.detail == "it is a talk of a messenger, not a story"
    heads = (
        "Ferry stops",
        "Quay is shut",
        "Crane falls",
        "Boats go out",
        "All are safe",
        "Wind drops",
    )
    blog = "\n\n".join(line % (n, head, TOLD) for n, head in enumerate(heads))
    assert isinstance(saved_text(blog), ParsedArticle)


TOLD = "The port office said on Monday that nobody had been hurt, and that the line would open again in May."


def test_an_index_of_other_pages_is_no_story_and_one_with_its_sources_is() -> None:
    links = [f"{head} https://a.example/{n}" for n, head in enumerate(HEADS * 3)]
    for told in (
        saved_text("Morning digest\n\n" + "\n\n".join(links)),
        record("Morning digest", "\n\n".join(links)),
    ):
        assert isinstance(told, Rejection)
        assert told.detail == "it is an index of other pages, not a story"
    said = (*SAID, TOLD, "Its captain was glad of it.", "The wind is to drop on Friday.")
    cited = [f"{line} https://a.example/{n}" for n, line in enumerate(said)]
    sourced = record("Ferry sails again", "\n\n".join(cited))
    assert isinstance(sourced, ParsedArticle)


def test_a_guard_that_is_still_at_work_is_told() -> None:
    told = page("Just a moment...", "Verifying you are human. This may take a few seconds.")
    assert isinstance(told, Rejection)


@pytest.mark.parametrize(
    ("title", "text", "is_page"),
    [
        ("Terms & Conditions", "These terms apply to whoever reads our pages.", True),
        ("Datenschutzerklärung - Hafenblatt", "Diese Website setzt keine Zähler ein.", True),
        ("Política de privacidad", "Nuestro sitio guarda la dirección de cada lector.", True),
        ("Privacy policy", "A choir sang the small print of a bank in the market hall on Friday.", False),
        ("Terms of use draw a fine", "These terms, the court said, hide what they ask.", False),
    ],
)  # fmt: skip
def test_a_site_s_own_terms_are_no_story(title: str, text: str, is_page: bool) -> None:
    told = "Somebody wrote them long ago, and few have read them to the end since."
    assert (notice_in(title, f"{text}\n{told}") is not None) == is_page
