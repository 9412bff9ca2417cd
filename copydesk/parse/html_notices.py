"""Pages that hold no story but a notice to the program that fetched them: blocked, prove that you are human, run scripts.

A notice must not become an article, however many words it has. A story about such notices is longer than they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from copydesk.parse.pattern_table import Sign, fold
from copydesk.vocabulary import words_of

SCRIPT_SIGN = Sign(
    r"(?i)\b(?:enable|activate|turn on|allow|requires?|without|activer|activez|habilit\w+|activ[ae]r?|aktivieren(?: sie)?(?: bitte)?"
    r"|attiva\w*|schakel)\s+(?:your\s+)?java-?\s?script\b|\bjava-?\s?script\s+(?:is|to be|must be|seems to be|ist|muss|est|está|non è)\s"
    r"(?:\w+\s){0,2}(?:disabled|enabled|required|deaktiviert|aktiviert|désactivé|desactivado|deshabilitado|attivo)"
)
"""What the frame of a page says that is built by scripts and was not."""
BLOCK_SIGNS = (
    Sign(r"(?i)\bincapsula incident|\brequest unsuccessful\b"),
    Sign(
        r"(?i)\b(?:cloudflare )?ray id\b|\breference #\s?[\da-f.]{8,}|\bincident id\b|\bsecurity service to protect itself from\b|\btriggered the security solution\b"
    ),
    Sign(
        r"(?i)\bchecking (?:your browser|if the site connection is secure)\b|\breview the security of your connection\b|\bddos protection by\b"
    ),
    Sign(
        r"(?i)\b(?:verify(?:ing)?|confirm|prove)(?: that)? you(?:'re| are)(?: not)? (?:a )?(?:human|robot|bot)\b"
    ),
    Sign(
        r"(?i)\bare you (?:a )?(?:human|robot)\b|\bnot a robot\b|\bcaptcha\b|\b(?:complete|pass|performing|running) (?:the|a|our) security check\b|\bsecurity check to\b|^security check\b"
    ),
    Sign(
        r"(?i)\b(?:sorry, )?you have been blocked\b|\bunable to access (?:this|the) (?:web)?(?:site|page)\b|\bunable to access [\w-]+\.\w"
    ),
    Sign(
        r"(?i)\baccess (?:to this (?:page|site|resource) (?:has been |is )?)?denied\b|\byou don't have permission\b"
    ),
    Sign(
        r"(?i)\bunusual traffic\b|\b(?:detected|noticed) (?:\w+ ){0,2}unusual activity\b|\bunusual activity (?:coming )?(?:from|on|in) your\b|\bpardon our interruption\b|\bautomated (?:access|requests|queries)\b"
    ),
    Sign(r"(?i)\benable (?:java-?\s?script and )?cookies\b|\bcookies (?:are|to be) enabled\b"),
    Sign(
        r"(?i)\b(?:our|this) (?:web)?site is (?:currently |temporarily )?(?:un|not )available in most european\b"
        r"|\b(?:content|page|site|article) is (?:currently )?not available in your (?:country|region|area|location)\b|\baccess cannot be granted\b"
    ),
    Sign(
        r"(?i)\byou are (?:attempting|trying) to access this (?:web)?site from\b|\bour full range of digital offerings\b"
    ),
)
"""What guards against programs, or against readers of other countries, say (the texts of the common services)."""
GONE_SIGNS = (
    Sign(
        r"(?i)\b404\b|\bnot found\b|\bpage (?:you (?:are|were) looking for|you (?:requested|asked for)|does not exist)\b|\bthat page can['’]t be found\b"
        r"|\bthis (?:article|story|page|content) is no longer available\b|\bseite (?:wurde )?nicht gefunden\b|\bpage introuvable\b"
        r"|\bpágina no encontrada\b|\bpágina não encontrada\b|\bpagina non trovata\b|\bpagina niet gevonden\b"
    ),
    Sign(
        r"(?i)\b(?:could(?: not|n['’]t)|can(?:not| not|['’]t)) be found\b|\bno longer (?:exists|available)\b|\bmay have (?:been )?(?:moved|deleted|removed)\b"
        r"|\b(?:has|have) been (?:moved|deleted|removed)\b|\bseite wurde (?:leider )?nicht gefunden\b|\bseite existiert nicht\b"
        r"|\bn['’]existe (?:pas|plus)\b|\bno existe\b|\bnão existe\b|\bnon esiste\b|\bbestaat niet\b"
    ),
    Sign(
        r"(?i)\bcheck (?:the|your) (?:address|url|spelling)\b|\b(?:go|return|back) (?:back )?to (?:the |our )?(?:home|front) ?page\b"
        r"|\buse the search (?:box|bar|function)\b|\btry (?:again|searching|(?:a|the) search)\b|\b(?:apologi[sz]e|sorry) for (?:the|any) inconvenience\b"
        r"|\bnothing was found at this location\b|\b(?:zur|unsere[nr]?) startseite\b|\bpage d['’]accueil\b"
        r"|\ba (?:la|nuestra) (?:portada|página (?:principal|de inicio))\b|\bpágina inicial\b|\balla home ?page\b|\bnaar de (?:home ?page|voorpagina|startpagina)\b"
    ),
)
"""What a site says where a page is gone."""
FAULT_SIGNS = (
    Sign(
        r"(?im)^\W*(?:(?:http|server|status|error|fehler|erreur)\W+){0,2}50[0-4]\b(?:\.\d)?(?:[^\w\n]+(?:error|internal server error|bad gateway|not implemented|service (?:temporarily )?unavailable|gateway time-?out))?[^\w\n]*$"
        r"|^\W*(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|(?:oops\W+|sorry\W+)?(?:something went wrong|an (?:\w+ )?error (?:has )?occurred)"
        r"|interner serverfehler|erreur interne du serveur|error interno del servidor|erro interno do servidor|errore interno del server)[^\w\n]*$"
    ),
    Sign(
        r"(?i)\b(?:try again|try your request again|reload (?:the|this) page|refresh (?:the|this) page)\b|\bcontact (?:the|your|our) (?:\w+ )?(?:administrator|owner|support|webmaster)\b"
        r"|\bunable to (?:complete|service|handle|process|fulfil) your request\b|\bwe(?:['’]ve| have) been notified\b|\bproblem with the resource you are looking for\b"
        r"|\b(?:später|noch einmal|erneut) (?:erneut|noch einmal|versuchen)\b|\bréessay\w+\b|\b(?:inténtelo|intente|inténtalo) (?:de nuevo|nuevamente|más tarde)\b|\btente novamente\b|\briprova(?:re)?\b"
    ),
)
"""What a site says where its server failed: what it is, on a line of its own, and what the reader may do."""
CONSENT_SIGNS = (
    Sign(
        r"(?i)\baccept all\b|\breject all\b|\bmanage your choices\b|\balle akzeptieren\b|\btout accepter\b|\baceptar todo\b"
    ),
    Sign(
        r"(?i)\bwe and our (?:\d+ )?partners\b|\bour (?:\d+ )?partners\b|\bunsere (?:bis zu )?(?:\d+ )?partner\b"
        r"|\bnos (?:\d+ )?partenaires\b|\bnuestros (?:\d+ )?socios\b|\bi nostri (?:\d+ )?(?:partner|fornitori)\b"
    ),
    Sign(
        r"(?i)\b(?:use|using|uses|usamos|utilisons|verwenden|utilizziamo|gebruiken) (?:of )?(?:\w+ )?cookies\b"
        r"|\bconsent framework\b|\bstore and(?:/or)? access information\b|\b(?:value|respect) your privacy\b|\bprivacy (?:settings|policy|choices)\b"
        r"|\bdatenschutz\w*\b|\bcookie[- ]?(?:policy|settings|einstellungen)\b"
        r"|\bstore and access personal data\b|\bselecting i accept\b|\btracking technolog(?:y|ies)\b"
    ),
    Sign(
        r"(?i)\bunique identifiers\b|\bbrowsing data\b|\bon (?:your|a) device\b|\bpersonal data\b|\blegitimate interests?\b"
        r"|\bauf einem gerät (?:zu )?speicher|\bpersonenbezogene daten\b|\bsur un (?:appareil|terminal)\b|\bdonnées (?:à caractère )?personnel"
        r"|\ben un dispositivo\b|\bdatos personales\b|\bsu un dispositivo\b|\bdati personali\b"
    ),
    Sign(
        r"(?i)\bprecise (?:geo)?location\b|\bpersonali[sz]ed (?:ads|advertising|content)\b|\bwithdraw (?:your )?consent\b"
    ),
)
"""What asks for consent to cookies instead of telling a story."""
WALL_SIGNS = (
    Sign(
        r"(?i)\b(?:this|the) (?:article|content|story|page) is (?:only |exclusively )?(?:available )?(?:to|for|reserved for) "
        r"(?:our )?(?:paid |paying |premium |registered )?(?:subscribers|members|customers)\b"
    ),
    Sign(
        r"(?i)\b(?:subscribe|sign in|log in|sign up|register|become a (?:member|subscriber))\b[^.]{0,40}"
        r"\b(?:to (?:continue|keep|read)|for (?:full|unlimited))\b"
        r"|\bto (?:continue|keep|go on) reading\b[^.]{0,60}\b(?:subscribe|sign in|log in|register|join)\b"
        r"|\b(?:subscribe|sign in|log in|register|join)\b[^.]{0,40}\b(?:full|whole|rest of (?:the|this)) (?:story|article)\b"
        r"|\bunlimited (?:digital )?access\b"
    ),
    Sign(
        r"(?i)\balready (?:a |have an? )?(?:subscriber|member|account|subscription)|(?:^|[.!?:]\s+)to continue reading\b"
        r"|\byou have (?:reached|used|read) (?:your|all|\d+)\b[^.]{0,40}\b(?:limit|articles|stories)\b"
        r"|\b(?:start|begin) your (?:free )?trial\b|\bsubscribe (?:now|today)\b"
        r"|\bnot (?:yet )?a (?:member|subscriber)\b|\bcreate an? (?:free )?account\b"
        r"|\b(?:haben sie|sie haben) bereits ein\b|\bhai già un\b|\bsei già (?:abbonat|registrat)|\b(?:heeft u|heb je) al een\b|\bal abonnee\b"
        r"|\bvous avez déjà un\b|\bj[áa] (?:é assinante|tem (?:uma )?(?:conta|assinatura))\b|\bmasz już (?:konto|prenumeratę|dostęp)|\b(?:máte|už máte) (?:už |již )?předplatné"
        r"|\bhar du (?:redan|allerede)\b|\boletko jo tilaaja\b|\bуже (?:подписан|есть (?:подписка|аккаунт))|\bвже (?:передплатник|маєте)|\bzaten abone\b"
    ),
    Sign(
        r"(?i)\b(?:artikel|inhalt) ist (?:nur )?(?:für|exklusiv)\b[^.]{0,40}\babonnent|\bbereits abonnent\b"
        r"|\b(?:article|contenu|suite)(?: est)? réservée?(?: exclusivement)? (?:à nos |aux )?abonnés\b|\bdéjà abonné\b"
        r"|\b(?:contenido|artículo|noticia|nota)\b[^.]{0,25}\b(?:exclusiv[oa]|reservad[oa]|s[oó]lo)\b[^.]{0,20}\b(?:suscriptores|socios|abonados)\b|\bya (?:es|eres) suscriptor\b"
        r"|\b(?:conteúdo|matéria|reportagem|notícia)\b[^.]{0,25}\b(?:exclusiv[oa]|restrit[oa]|só)\b[^.]{0,20}\bassinantes\b"
        r"|\b(?:contenuto|articolo)\b[^.]{0,25}\b(?:riservato|esclusivo|dedicato)\b[^.]{0,20}\babbonati\b|\briservato agli abbonati\b"
        r"|\b(?:alleen|exclusief) voor abonnees\b|\b(?:endast|bara) för prenumeranter\b|\bforbeholdt abonnenter\b|\bkun for abonnenter\b|\bvain tilaajille\b"
        r"|\b(?:tylko|wyłącznie|dostępn\w{1,4}) dla (?:naszych )?(?:prenumerator|subskrybent|abonent)|\bpozostało \d+\s?% (?:artykułu|tekstu)"
        r"|\b(?:obsah\w{0,3}|článek|článku|text)\b[^.]{0,30}\bp(?:ř|r)edplatite[lľ]|\b(?:csak|kizárólag) előfizető|\b(?:exclusiv|doar) pentru abonați\b|\bsamo za pretplatnike\b"
        r"|\b(?:только|доступно|доступна|доступен) (?:для )?подписчик(?:ам|ов)\b|\b(?:лише|тільки|доступн\w{1,3}) (?:для )?передплатник|\bμόνο για συνδρομητές\b|\bkhusus (?:untuk )?pelanggan\b"
        r"|للمشتركين فقط|למנויים בלבד|ویژه مشترکین"
        r"|有料会員限定|会員限定(?:の)?記事|残り\s*[\d,]+\s*文字|付费(?:阅读|内容)|订阅后(?:阅读|继续)|유료 (?:회원|구독자) 전용|abonelere özel"
    ),
    Sign(
        r"(?i)\b(?:jetzt|bitte) (?:abonnieren|anmelden|einloggen|registrieren|weiterlesen)\b|\bweiterlesen mit\b|\babonnez-vous\b|\bconnectez-vous\b"
        r"|\b(?:suscríb[ae]se|suscríbete|inici[ae] sesión|identifíquese|seguir leyendo|sin límites)\b|\b(?:assine (?:já|agora)|faça (?:o )?login|continuar lendo)\b"
        r"|\b(?:abbonati (?:ora|subito)|continua(?:re)? a leggere)\b|\bpour (?:lire|poursuivre|continuer)\b[^.]{0,40}\babonn|\bil vous reste \d+(?:[.,]\d+)?\s?% de (?:cet|l['’])\s?article\b"
    ),
)
"""What stands in the place of a story that is sold."""
CUT_SIGNS = (
    WALL_SIGNS[0],
    Sign(
        r"(?i)\bto read the (?:full|whole|rest of the|entire) (?:story|article)\b[^.]{0,60}\b(?:subscribe|sign (?:in|up)|log in|register|join)\b|"
        r"(?:^|[.!?:…»\"”)]\s*|\b(?:please|or|and|you (?:must|need to|have to)|now)\s+)(?:subscribe|sign in|log in|sign up|register)\b[^.]{0,40}\bto (?:continue|keep|go on) reading\b"
        r"|\byou(?:[’']ve| have) (?:reached|used|read) (?:your|all|the)\b[^.]{0,40}\b(?:limit|articles|stories)\b"
        r"|\bto (?:continue|keep|go on) reading\b[^.]{0,60}\b(?:subscribe|sign in|log in|register|join)\b"
        r"|\b(?:subscribe|sign in|log in|register|join)\b[^.]{0,40}\bread (?:the |this )?(?:full|whole|rest of the) (?:story|article)\b"
        r"|\bthe (?:full|rest of the) (?:story|article) is (?:only )?(?:available|reserved)\b|\breading a (?:free )?preview of\b"
        r"|\bweiterlesen mit \S|\bum weiterzulesen\b|\bartikeln är låst\b|\bför att läsa (?:vidare|hela)\b|\bfor å lese (?:videre|hele)\b|\bfor at læse (?:videre|hele)\b"
        r"|\bpara (?:continuar|seguir) leyendo\b[^.]{0,60}\b(?:suscr|sesión|reg[ií]str|abon)|\bpara continuar (?:lendo|a ler|a leitura)\b[^.]{0,60}\b(?:assin|login|entre|cadastr)"
        r"|\bper continuare a leggere\b[^.]{0,60}\b(?:abbon|acced|registr)|\bom verder te lezen\b|\baby (?:czytać|przeczytać) (?:dalej|cały)\b|\bчтобы (?:читать дальше|прочитать (?:полностью|целиком))"
    ),
    WALL_SIGNS[3],
)
"""What is said where a text was cut because the rest is sold. "Subscribe now" alone stands below whole stories, too."""
LOGIN_SIGNS = (
    Sign(
        r"(?im)^(?:(?:please )?(?:log|sign)[ -]?in\b|login\b|(?:jetzt |bitte )?(?:anmelden|einloggen)\b|anmeldung\b|(?:se connecter|connexion)\b"
        r"|(?:iniciar sesi[óo]n|inicia sesi[óo]n|acceder)\b|(?:accedi|inloggen|logga in|logg inn|log ind|zaloguj się|entrar|войти|вход)\b)"
    ),
    Sign(
        r"(?i)\bpasswor[dt]\b|\bmot de passe\b|\bcontraseña\b|\bsenha\b|\bwachtwoord\b|\blösenord\b|\bhasł[oa]\b|\bпарол[ья]\b"
    ),
    Sign(
        r"(?i)\bno account\b|\b(?:don['’]t|do not) have an account\b|\b(?:create|register|new) (?:one|an? (?:\w+ )?account)\b|\bsign up\b|\bremember me\b|\bkeep me (?:signed|logged) in\b"
        r"|\bforgot(?:ten)?\b|\bvergessen\b|\boublié\b|\bolvid\w+\b|\besque\w+\b|\bdimenticat\w+\b|\bvergeten\b|\bglömt\b|\bzapomnia\w+\b|\bзабыли\b"
    ),
)
"""What a page to log in on says: what it is at the head of a line, the password, and what to do without one."""
SEARCH_SIGNS = (
    Sign(
        r"(?im)^(?:your )?(?:search results\b|search(?:ed)? for[: ]|results for[: ]|suchergebnisse?\b|résultats de (?:la |votre )?recherche\b|resultados d[ea] (?:la )?(?:búsqueda|busca|pesquisa)\b"
        r"|risultati (?:della |di )?ricerca\b|zoekresultaten\b|sökresultat\b|søkeresultater\b|wyniki wyszukiwania\b|результаты поиска\b|検索結果|搜索结果|검색 ?결과)"
    ),
    Sign(
        r"(?i)\b\d+ ?(?:[-–]|to|bis|à|al?) ?\d+ (?:of|von|sur|de|di|van|av|z|из) (?:about )?[\d.,]+\b|\b(?:found|about|showing) [\d.,]+ results?\b|^\W*[\d.,]+ (?:results?|treffer|résultats|resultados|risultati|resultaten|träffar|wyników)\b"
        r"|\bsort(?:ed)? by\b|\bsortieren nach\b|\btrier par\b|\bordenar por\b|\bordina per\b|\bsorteer op\b"
    ),
)
"""What heads the results of a search, and how many there are or how they are sorted."""
HEAD = 400
"""Letters in which the results of a search say what they are: a story that cites them does so further on."""
FILLER = words_of("filler")
MIN_FILLER = 0.5  # of the words; of a text in Latin, or that cites them, far fewer are among them
MIN_DISTINCT = 0.25
"""Least share of the words of a text of some length that differ; of stories of up to 150 words .5 and more do."""
MIN_FILLED = 12
TAG = re.compile(r"<[^<>]{0,300}>")
LETTERS = re.compile(r"[^\W\d_]+")
TOLD = re.compile(r"[^\W_]+")
SAMPLE_SIGNS = (
    Sign(r"(?i)\bwelcome to wordpress\. this is your first post\b"),
    Sign(
        r"(?i)\bthis is an example (?:page|post)\. (?:it(?:['’]s| is) different from|it was published)\b"
    ),
    Sign(
        r"(?i)^(?:this is (?:only )?(?:a |an |the )?(?:test|dummy|sample|placeholder|filler)(?: \w+){0,2}[.!]|(?:your |body |article |story |main )*(?:text|copy|content) goes here\b)"
    ),
)
"""What stands in a system of a paper until somebody writes."""
SUM_SIGN = Sign(
    r"(?im)^\W*(?:sub ?total|(?:grand |order )?total|gesamt(?:summe|betrag|preis)?|summe|(?:montant|importe|valor) total|totale|totaal)\b[^\n.]{0,30}\d[.,]\d\d\b"
)
"""The line of a bill that says how much it is."""
ORDER_SIGNS = (
    Sign(
        r"(?i)\b(?:order|booking|invoice|bestell|auftrags|rechnungs)[- ]?(?:number|no|nummer|nr|#)\b\W{0,4}[\w-]{0,6}\d|\border #\s?\d"
        r"|\b(?:numéro|número|numero|n[°º]) (?:de |d['’]|dell['’])?(?:commande|facture|pedido|factura|ordine|encomenda)\b\W{0,4}\w{0,6}\d"
    ),
    Sign(
        r"(?i)\bthank(?:s| you) for (?:your|the) (?:order|purchase|booking|payment)\b|\bdank für (?:ihre|deine) (?:bestellung|buchung)\b|\bmerci (?:pour|de) votre (?:commande|achat)\b"
        r"|\bgracias por (?:su|tu) (?:compra|pedido)\b|\bgrazie per (?:il (?:tuo|suo) ordine|l['’]acquisto)\b|\bobrigad[oa] pel[oa] (?:sua )?(?:compra|encomenda)\b|\bbedankt voor (?:je|uw) bestelling\b"
    ),
    Sign(
        r"(?i)\btrack (?:your|the) (?:parcel|package|order|shipment)\b|\byour (?:order|parcel|package)\b[^.\n]{0,20} (?:has|have) (?:been )?(?:shipped|dispatched|left|delivered)\b|\bsendungsverfolgung\b"
        r"|\bsuiv(?:re|ez) votre (?:colis|commande)\b|\bseguimiento de (?:su|tu) (?:pedido|envío)\b|\btraccia(?:re)? (?:il|la) (?:tuo|tua|suo|sua)\b|\bvolg (?:je|uw) (?:pakket|bestelling)\b"
    ),
)
"""What a shop writes to who ordered, beside the sum: the number, its thanks, where the parcel is."""
ORDER_NEEDED = 2
"""A story about letters that pretend to come from a shop may quote all of that, and no sum on a line of its own."""
TALK_LINE = re.compile(
    r"(?m)^\W{0,2}\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?\]?(?:\s-)?\s([^:\n]{1,40}):\s"
)
"""How messengers write down who said what and when; in a live blog the moment stands before words that come once."""
MIN_TALK = 4
SENTENCE_END = re.compile(r"[.!?।…][\"”’»)\]]*(?:\s|$)|[。！？។။።]")
MIN_INDEX = 4
"""Chosen: headlines with their addresses; fewer may be the sources of a brief."""
ADDRESSES_TO_SENTENCES, MAX_ENTRY = 2, 200
"""Chosen: a story that gives a source for each of its sentences has as many of both; a headline and its address have so many letters."""
MAX_CUT_WORDS = 45
N_BELOW = 4  # lines below the cut: prices, a log-in, another offer
MAX_WALL_WORDS = 80
MAX_SCRIPT_WORDS = 60
MAX_BLOCK_WORDS = 150
LONG = 1_500  # signs of a text that tell whether it is a program
CONSENT_NEEDED = 3
"""A story about consent to cookies may show two of the signs in as few words, and all of them in what it quotes."""
QUOTED = re.compile(r"\"[^\"\n]{30,600}\"|“[^”\n]{30,600}”|«[^»\n]{30,600}»|„[^“”\n]{30,600}[“”]")
"""A sentence that is quoted; a button's name ("Accept all") is shorter."""
SURE_WORDS = 40
"""Up to so many words one sign is enough, beyond two."""


def part_wall(texts: Sequence[str]) -> tuple[int, bool]:
    """Return how many of a story's paragraphs stand before the notice that the rest is sold, and whether there is one.

    >>> part_wall(["The court ruled on Monday.", "This article is for subscribers only.", "Log in"])
    (1, True)
    >>> part_wall(["The court ruled on Monday.", "Subscribe now to our newsletter."])
    (2, False)
    """
    for place in range(max(1, len(texts) - N_BELOW), len(texts)):
        are_short = not any(_is_longer(text, MAX_CUT_WORDS) for text in texts[place:])
        if are_short and count_signs(CUT_SIGNS, texts[place]):
            return place, True
    return len(texts), False


def is_sold_below(texts: Sequence[str], last: str) -> bool:
    """Return whether a notice that the rest is sold stands right below the last paragraph of a story, in a box of its own.

    >>> is_sold_below(["It sails.", "This article is for subscribers only.", "Log in"], "It sails.")
    True
    """
    at = max((place for place, text in enumerate(texts) if text == last), default=len(texts))
    return any(
        not _is_longer(text, MAX_CUT_WORDS) and count_signs(SOLD_SIGNS, text)
        for text in texts[at + 1 : at + 1 + N_BELOW]
    )


SOLD_SIGNS = (WALL_SIGNS[0], WALL_SIGNS[3])
"""What is said of the one story; of the paper, or of what stands beside it, more is said."""


def count_signs(signs: Iterable[Sign], text: str) -> int:
    """Return how many of some signs a text shows."""
    return sum(_shown(signs, text))


def shows_all(signs: Sequence[Sign], text: str) -> bool:
    """Return whether a text shows each of some signs."""
    return all(_shown(signs, text))


def _shown(signs: Iterable[Sign], text: str) -> Iterator[bool]:
    folded = fold(text)
    return (sign.may_stand_in(folded) and sign.pattern.search(text) is not None for sign in signs)


def _is_longer(text: str, n_words: int) -> bool:
    return len(text.split(None, n_words)) > n_words


PROGRAM = re.compile(
    r"[^{};\n]{1,60}\{(?:[^{}:;=(]{0,200}[:;=(][^{}]{0,2000})?\}|\b(?:var|let|const|function|window|document|return)\b[^;{}\n]{0,300}[;{]|[\w.$]{1,60}\([^()\n]{0,200}\);|\}"
)
"""What styles and scripts are made of: a block behind what it is of, a statement."""
DATA = re.compile(r"\s*(?:\{\s*\"[^\"\n]{1,80}\"\s*:|\[\s*\{\s*\"[^\"\n]{1,80}\"\s*:)")
MIN_PROGRAM = 0.5
"""Share of the signs of a text; a story that shows some lines of a program stays far below."""


def is_program(text: str) -> bool:
    """Return whether a text is a style sheet, a script or data, as a scraper that took the wrong element left it.

    >>> is_program("a { color: red; } b { margin: 0; }"), is_program("The page said { nothing } all day.")
    (True, False)
    """
    if DATA.match(text):
        return text.rstrip()[-1] in "}]"
    head = text[:LONG]
    if head.count("{") + head.count(";") < MIN_SIGNS:
        return False
    return sum(map(len, PROGRAM.findall(head))) >= MIN_PROGRAM * len(head)


def is_filler(text: str) -> bool:
    """Return whether a text fills the place of one that was not written.

    >>> is_filler("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do."), is_filler("Text goes here.")
    (True, True)
    >>> is_filler('The page read "Lorem ipsum dolor sit amet" for a day, and nobody at the firm saw it.')
    False
    """
    head = text[:LONG]
    words = LETTERS.findall((TAG.sub(" ", head) if "<" in head else head).casefold())
    if sum(map(FILLER.__contains__, words)) >= MIN_FILLER * max(len(words), MIN_FILLED):
        return True
    if _is_longer(text, MAX_BLOCK_WORDS):
        return False
    # Figures count: a table of results says the same few words of each, and other figures.
    told = TOLD.findall(TAG.sub(" ", text).casefold())
    is_said_again = len(words) >= 2 * MIN_FILLED and len(set(told)) <= MIN_DISTINCT * len(told)
    return is_said_again or count_signs(SAMPLE_SIGNS, text) > 0


MIN_SIGNS = 2
"""Chosen: a rule of a style sheet has a brace and a semicolon; spares prose the search."""


LEGAL_TITLE = re.compile(
    r"(?i)(?:(?:our|website|site) )?(?:(?:privacy|cookies?|data protection) (?:policy|notice|statement)|terms (?:(?:and|&) conditions|of (?:use|service|sale))"
    r"|legal notice|datenschutz(?:erklärung|hinweise)?|nutzungsbedingungen|impressum|mentions légales|politique de confidentialité"
    r"|conditions (?:générales )?d['’]utilisation|política de (?:privacidade?|cookies)|aviso legal|informativa sulla privacy|privacy ?beleid|gizlilik politikası)"
    r"(?: [|–—-] .{1,60})?\W*"
)
LEGAL_SIGN = re.compile(
    r"(?i)\b(?:this|these|our) (?:\w+ ){0,2}(?:policy|notice|statement|terms|conditions|web ?site)\b|\bdiese\w* (?:web(?:site|seite)|datenschutz\w+|bedingungen|angebots?)\b"
    r"|\b(?:cette politique|ce site|notre site|est[ea] (?:política|sitio|aviso)|nuestr[oa] (?:sitio|web|política)|nosso site|questo sito|nostro sito|deze (?:web)?site)\b"
)
"""What a site says of itself under such a title; a story of one says "the policy", and whose."""


def is_legal_page(title: str | None, text: str) -> bool:
    """Return whether a site tells its readers what it does with their data, or on what terms it may be used.

    >>> is_legal_page("Privacy Policy | Sallow Post", "This policy explains what we collect when you visit us.")
    True
    >>> is_legal_page("Privacy policy of a toy maker", "This policy explains"), is_legal_page("Terms of use", "A play in three acts opened on Friday.")
    (False, False)
    """
    is_titled = LEGAL_TITLE.fullmatch(title or "") is not None
    return is_titled and LEGAL_SIGN.search(text[:HEAD]) is not None


def notice_in(title: str | None, text: str) -> str | None:
    """Return what stands in the place of a story, in words; None for a story.

    >>> notice_in("Gazette", "You need to enable JavaScript to run this app.")
    'a notice that scripts must run'
    """
    if is_program(text):
        return "a program or data"
    if is_filler(text):
        return "words that fill the place of a text"
    if told := lines_of(text):
        return told
    if is_legal_page(title, text):
        return "a site's own terms"
    whole = f"{title or ''}\n{text}"
    if shows_all(SEARCH_SIGNS, whole[:HEAD]):
        return "the results of a search"
    if _is_longer(text, MAX_BLOCK_WORDS):
        return None
    n_words = len(text.split())
    if n_words <= MAX_WALL_WORDS and (told := _short_notice(whole, text, n_words)):
        return told
    if SUM_SIGN.pattern.search(text) and count_signs(ORDER_SIGNS, whole) >= ORDER_NEEDED:
        return "a shop's letter about an order"
    if count_signs(CONSENT_SIGNS, QUOTED.sub("", text)) >= CONSENT_NEEDED:
        return "a request for consent"
    is_blocked = count_signs(BLOCK_SIGNS, whole) >= (1 if n_words <= SURE_WORDS else 2)
    return "a notice to a program that it is shut out" if is_blocked else None


def lines_of(text: str) -> str | None:
    """Return what the lines of a text are where they tell no story: a talk written down, an index of other pages; None for any other.

    >>> lines_of("\\n".join(f"{day}/03/24, 14:20 - {who}: Hi" for day in (4, 5) for who in ("Jo", "Ann")))
    'a talk of a messenger'
    >>> lines_of("\\n".join(f"Ferry {n} sails https://a.example/{n}" for n in range(4)))
    'an index of other pages'
    """
    who = TALK_LINE.findall(text)
    is_most = len(who) >= MIN_TALK and 2 * len(who) >= text.strip().count("\n")
    if is_most and 2 * len(set(who)) <= len(who):
        return "a talk of a messenger"
    n_addresses = text.count("://")
    if not max(MIN_INDEX, len(text) / MAX_ENTRY) <= n_addresses:
        return None
    n_sentences = len(SENTENCE_END.findall(text))
    is_index = n_addresses >= ADDRESSES_TO_SENTENCES * n_sentences
    return "an index of other pages" if is_index else None


def _short_notice(whole: str, text: str, n_words: int) -> str | None:
    """Return what stands in the place of a story where that has few words."""
    if n_words <= MAX_SCRIPT_WORDS and SCRIPT_SIGN.search(text):
        return "a notice that scripts must run"
    if shows_all(GONE_SIGNS, whole):
        return "a notice that the page is gone"
    if shows_all(FAULT_SIGNS, whole):
        return "a notice that the server failed"
    if shows_all(LOGIN_SIGNS, whole):
        return "a form to log in"
    is_wall = count_signs(WALL_SIGNS, text) >= (1 if n_words <= SURE_WORDS // 2 else 2)
    return "a notice that the story is sold" if is_wall else None
