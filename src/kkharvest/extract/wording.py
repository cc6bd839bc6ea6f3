"""Wordings of public-sector pages, Swedish and English: one home for what a line of furniture looks like."""

import re
from functools import lru_cache

__all__ = [
    "ADVERTISEMENT",
    "BYLINE",
    "CAPTION",
    "CLOSING_HEADING",
    "COLON_TITLE",
    "DATE_LINE",
    "GENERIC_HEADING",
    "NOT_FOUND",
    "NO_HITS",
    "PAGING",
    "READ_MORE",
    "TAG_LINE",
    "TEASER_CUT",
    "UTILITY",
    "is_date_line",
    "is_furniture",
    "is_paging",
    "is_read_more",
    "is_tag_line",
    "says_no_hits",
    "without_furniture",
]

_FLAGS = re.IGNORECASE

READ_MORE = re.compile(
    r"(?:[»›→>]\s*)?(?:(?:du kan )?läs(?:a)? (?:hela |gärna )?(?:mer|vidare|artikeln|nyheten"
    r"|pressmeddelandet)\b.{0,90}|mer om\b.{0,60}"
    r"|till (?:projektet|sidan|webbplatsen|exemplet|artikeln)\b.{0,40}|visa (?:mer|hela)\b.{0,40}"
    r"|(?:read|learn|find out|see|view) (?:more|full|the full|all)\b.{0,90}|continue reading.{0,60}|more about\b.{0,60}"
    r"|(?:gå|öppna|följ länken|besök) (?:till|vidare)?\b.{0,60}(?:webbplats|sida|hemsida)\w*)\s*[.»›→>…]*",
    _FLAGS,
)
PAGING = re.compile(
    r"(?:[«‹←<]\s*)?(?:ladda fler\w*|ladda in fler|visa fler\w*|fler (?:nyheter|exempel|artiklar"
    r"|resultat)|inget mer att visa|load more|show more"
    r"|nästa(?: sida)?|föregående(?: sida)?|next(?: page)?|previous(?: page)?|sida \d+(?: av \d+)?"
    r"|page \d+(?: of \d+)?|\d+|\d+ av \d+"
    r"|första|sista|visar \d+.{0,40}|\d+ (?:träffar|resultat|results)"
    r"|sortera(?: (?:efter|på)\b.{0,40}|:.{0,40})?|filtrera.{0,60}"
    r"|rensa(?: filter)?)(?:\s*[»›→>…])?",
    _FLAGS,
)
_DATE_WORD = (
    r"publicera[dt](?: den| av)?|publiceringsdatum|publicerades|senast (?:uppdatera[dt]|ändra[dt]"
    r"|granska[dt])|uppdatera[dt](?: den)?|ändra[dt]|granska[dt]"
    r"|sidan (?:uppdaterades|är|senast|publicerades|granskades|ändrades).{0,30}|sidinformation|datum"
    r"|skapad|inlagd|faktagranska[dt]"
    r"|(?:last )?(?:updated|modified|reviewed)(?: on)?|published(?: on)?|posted(?: on)?|date"
    r"|pressmeddelanden?|nyhet(?:er)?|artikel|webbsid(?:a|or)|reportage|debattartikel|blogg(?:inlägg)?"
)
_MONTH = (
    r"jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:s|ch)?|apr(?:il)?|ma[jy]|june?i?|jul[iy]?|aug(?:usti"
    r"|ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = (
    rf"(?:(?:mån|tis|ons|tor|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)\w*,?\s+)?(?:\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}\s+(?:{_MONTH})\.?,?\s+\d{{4}}"
    rf"|(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})(?:(?:[t,]|\s+[-–])?\s*(?:kl(?:ockan"
    rf"|\.)?\s*)?\d{{1,2}}[.:]\d\d(?::\d\d)?)?(?:\s*(?:ces?t|utc))?"
)
DATE_LINE = re.compile(
    rf"(?:(?:https?://|www\.)\S+\s+)?(?:(?:{_DATE_WORD})\s*[:|•·–-]?\s*)*{_DAY}(?:\s*[|,•·–/]?\s*(?:(?:{_DATE_WORD})\s*[:"
    rf"|–-]?\s*)*(?:{_DAY})?)*(?:\s*(?:av|by)\s+.{{2,50}})?\s*\.?"
    rf"|(?:av|by)\s+.{{2,50}}?\s+{_DAY}"
    rf"|(?:publicera[dt]|senast (?:uppdatera[dt]|ändra[dt]|granska[dt])|sidan (?:uppdaterades|ändrades"
    rf"|granskades)|last updated|updated|published)\b.{{0,80}}"
    rf"|\d+ (?:min(?:uters?)?|minutes?) (?:läsning|läsning|read|lästid)|lästid:?.{{0,20}}",
    _FLAGS,
)
TAG_LINE = re.compile(
    r"(?:taggar|etiketter|nyckelord|ämnen|ämnesord|kategori(?:er)?|tema(?:n)?|tags?|keywords?"
    r"|categor(?:y|ies)|filed under|topics?|posted in)\s*:.{0,200}",
    _FLAGS,
)
CAPTION = re.compile(
    r"(?:foto(?:graf)?|bild(?:text)?|illustration|photo(?: credit| by)?|image(?: credit)?|picture"
    r"|källa)\s*(?::|/|av\b|by\b).{0,160}|.{3,120}[.!?)]\s*\(?(?:foto(?:graf)?|photo)\s*[:/]\s*.{2,60}",
    _FLAGS,
)
BYLINE = re.compile(
    r"(?i:av|by|text|skribent|text (?:och|&) foto|skriven av|written by|redaktör|författare|avsändare"
    r"|sidansvarig|ansvarig(?: för sidan)?|publicerad av|redaktionen)"
    r"\s*:?\s+(?:[A-ZÅÄÖÉ][\w.-]+(?:\s+|$)){1,4}",
)
UTILITY = re.compile(
    r"(?:#[\w-]+[\s,]*)+|[a-z]+(?:_[a-z]+)+|(?:https?://|www\.)\S+"
    r"|sidan uppdatera.{0,60}|dela|dela (?:sidan|artikeln|på|nyheten|via)\b.{0,60}|skriv ut.{0,20}"
    r"|lyssna.{0,30}|tipsa.{0,30}|kopiera länk.{0,20}|facebook|twitter|linkedin|x|e-?post|mejla"
    r"|share(?: this)?(?: \w+)?|print(?: this)?(?: page)?|tweet|email|copy link|till (?:sidans"
    r" )?topp(?:en)?(?: av sidan)?|(?:[«‹←<]\s*)?tillbaka.{0,40}|back(?: to .{0,30})?|upp"
    r"|hoppa till.{0,30}|skip to.{0,30}|stäng|close|öppna|meny|menu|sök|search|hem|home"
    r"|start(?:sida)?|(?:du är här|you are here)\b.{0,200}|(?:start(?:sidan?)?|hem|home)"
    r"\s*[>»›/]\s.{0,200}"
    r"|(?:[a-zåäö]{3,9}\.? \d{1,2}|\d{1,2} [a-zåäö]{3,9}\.?)?\s*(?:skrivet|skriven|written|posted)"
    r" (?:av|by) .{2,60}"
    r"|innehåll på (?:denna"
    r" )?sida\w*"
    r"|öppnas i nytt fönster\.?|länk till annan webbplats.{0,30}|extern länk.{0,20}|visa alla.{0,30}"
    r"|alla nyheter|fäll ut.{0,30}|expandera.{0,20}|föregående.{0,5}|nästa.{0,5}"
    r"|(?:hade|fick|hittade) du (?:nytta|hjälp|det|vad|svar)\b.{0,60}\?"
    r"|(?:var|hjälpte) (?:den här |informationen |sidan ).{0,80}|was this (?:page|article).{0,40}|ja"
    r"|pressmeddelande|pressrelease|press release|nyhetsartikel"
    r"|(?:dnr|diarienr|diarienummer|ärendenr)[.:]?\s.{0,20}\d.{0,12}"
    r"|.{0,60}sida \d+ ?(?:\(\d+\)|av \d+)|sidans referens(?:nummer|nr)\b.{0,30}"
    r"|(?:e-?post:?\s*)?[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|nej|yes|no|skicka|submit|ladda ner(?: bild\w*| som pdf)?|prenumerera.{0,60}",
    _FLAGS,
)
ADVERTISEMENT = re.compile(
    r"annons(?:er)?:?|reklam|sponsrat(?: innehåll)?|advertisements?|sponsored(?: content)?", _FLAGS
)
# A sender as a line of its own: "Från Karlstads kommun".
_SENDER = re.compile(r"(?i:från) [A-ZÅÄÖ][^.!?]{2,60}")
TEASER_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&hellip;\])\s*[»›→>]?\s*$")

# "Kommun: Titel".
COLON_TITLE = re.compile(r"[A-ZÅÄÖÉ][\w .&/-]{1,40}\s?[:–|-]\s+\S")

# Headings of boxes that stand around the content: they and what follows in their box are left out.
CLOSING_HEADING = re.compile(
    r"(?:vill (?:du|ni) (?:veta|lägga till|vara med|bidra|tipsa)|har (?:du|ni) (?:ett|en (?:idé|fråga)|fler|frågor"
    r"|förslag|tips)|bidra|tipsa|skicka in|beställ|bli medlem|träffa oss)\b.{0,60}"
    r"|kontakt(?:a oss|a|er|uppgifter|person(?:er)?|information)?(?:"
    r" (?:för|med|oss|till)\b.{0,50})?|(?:för )?(?:mer|ytterligare) information(?:,? kontakta)?(?:"
    r" och kontakt)?(?: kontakta\b.{0,40})?"
    r"|(?:press|media)kontakt(?:er)?|presskontakt|frågor\?|har du frågor\?.{0,40}|kontakta (?:oss|mig"
    r"|kommunen)\b.{0,40}"
    r"|relatera(?:d|t|de)\b.{0,40}|liknande\b.{0,40}|(?:läs|se) (?:också|även|mer|vidare)(?:"
    r" om\b.{0,60})?|mer (?:om|på)\b.{0,60}|mer läsning|lästips"
    r"|länkar|(?:relaterade |externa |användbara )?länkar(?: och dokument)?|dokument(?: och länkar)?"
    r"|(?:bifogade )?filer|bilagor|ladda ner"
    r"|(?:senaste|fler|andra|aktuella) (?:nytt|nyheter(?:na)?|artiklar|pressmeddelanden"
    r"|exempel)(?:na)?\b.{0,40}|aktuellt|nyheter|tipsa oss|på gång(?: .{0,20})?|kommande evenemang|kalender(?:ium)?"
    r"|dela(?: \w+){0,3}|följ oss.{0,40}|sociala medier|(?:hjälpte|hittade du|var) (?:informationen"
    r"|den här|det du|sidan)\b.{0,60}|lämna (?:synpunkt|en kommentar)\w*.{0,30}|synpunkter.{0,40}"
    r"|feedback"
    r"|taggar|ämnen|kategorier|om (?:skribenten|författaren)|prenumerera.{0,50}|nyhetsbrev.{0,40}"
    r"|snabblänkar|genvägar|hitta snabbt|populärt|mest lästa|mest besökta"
    r"|for (?:more|further) information\b.{0,40}"
    r"|contact(?: us| information| person)?|related\b.{0,40}|see also|read (?:more|also"
    r"|next)\b.{0,40}|further reading|more (?:from|news|stories|like this)\b.{0,40}|latest (?:news"
    r"|posts|articles)|links|share(?: this)?\b.{0,20}"
    r"|subscribe\b.{0,40}|newsletter\b.{0,30}|tags|categories|about the author|you (?:may|might) also"
    r" like|comments|follow us.{0,20}|quick ?links",
    _FLAGS,
)

# Headings that divide one text rather than name an example of their own.
GENERIC_HEADING = re.compile(
    r"(?:om|kort om|fakta(?: om)?|kort fakta|fakta:?)\b.{0,60}|bakgrund\w*|syfte(?:t)?(?: och mål)?"
    r"|mål(?:et|en|sättning\w*|bild\w*)?(?: och .{0,30})?|resultat(?:et|en)?(?: och .{0,30})?"
    r"|effekter(?:na)?|metod(?:en)?|process(?:en)?|genomförande(?:t)?|arbetssätt(?:et)?"
    r"|utmaning(?:en|ar|arna)?|lösning(?:en)?|problem(?:et)?|behov(?:et)?|nytt?a?(?:n)?|nytt mål"
    r"|nästa steg|vägen framåt|framtid(?:en)?|framåt|fortsättning(?:en)?|slutsats(?:er)?"
    r"|sammanfattning|inledning|introduktion|översikt"
    r"|lärdomar(?:na)?|erfarenheter(?:na)?|tidplan(?:en)?|tidsplan(?:en)?|budget(?:en)?"
    r"|kostnad(?:er)?|ekonomi|finansiering(?:en)?|finansiärer|partner(?:s|na)?|parter(?:na)?"
    r"|deltagare|deltagande .{0,40}|medverkande|organisation(?:en)?|uppföljning(?:en)?"
    r"|utvärdering(?:en)?"
    r"|(?:så|hur|varför|vad|vem|vilka|vilken|när|var|vart|kan|får|måste|ska|behöver|vill|är|har|finns"
    r"|därför|detta|det här|här|nu|the|how|why|what|who|when|where)\b.{2,}"
    r"|ansök\w*.{0,40}|anmäl\w*.{0,40}|villkor\w*|krav(?:en)?|regler(?:na)?|avgift(?:er)?|priser?"
    r"|handläggning\w*|tillstånd\w*|öppettider\w*|adress|steg \d.*|\d+[.)]?\s.*|(?:19|20)\d\d|del \d.*"
    r"|background|purpose|aims?|goals?|results?|outcomes?|impact|method(?:s|ology)?|process"
    r"|implementation|challenges?|solutions?|next steps?|conclusions?|summary|introduction|overview"
    r"|lessons(?: learned)?|timeline|budget|funding|costs?|partners?|participants|about\b.{0,40}"
    r"|fact(?:s| box)?|read more",
    _FLAGS,
)
NOT_FOUND = re.compile(
    r"(?:sidan|artikeln|innehållet|dokumentet|vi) (?:kunde inte|kan inte|hittades inte|finns inte"
    r"|hittar inte|existerar inte)\b.{0,60}|(?:sidan|artikeln) (?:är borttagen|har (?:flyttats|tagits"
    r" bort))\b.{0,60}"
    r"|(?:fel )?404\b.{0,60}|ett fel (?:har )?(?:uppstod|inträffa(?:t|de))\b.{0,40}|page (?:not found"
    r"|cannot be found|doesn.t exist)\b.{0,40}|not found|ingen sida hittades.{0,30}|hoppsan.{0,60}"
    r"|oj(?:då)?[!,.].{0,60}|sidan saknas.{0,30}",
    _FLAGS,
)

NO_HITS = re.compile(
    r"\b(?:gav|fick|hittade(?:s)?|ger|finns) (?:inga|0) (?:sök)?(?:träffar|resultat)\b"
    r"|^(?:inga|0) (?:sök)?(?:träffar|resultat)\b|\bno (?:search )?results\b"
    r"|\b(?:returned|found) (?:no|0) (?:results|matches|hits)\b",
    _FLAGS,
)

_LONGEST = 220
# One expression for all that do not mind the case, written in lower case and tried once on a line in lower case: that
# takes half the time of trying them in either case.
_FURNITURE = re.compile("|".join(each.pattern for each in (READ_MORE, PAGING, DATE_LINE, TAG_LINE, CAPTION, UTILITY)))
_NAMED = re.compile(f"{BYLINE.pattern}|{_SENDER.pattern}")
# How all of these begin, by three letters or two, or what they hold: most lines have none of it and are not tried.
_STARTS = frozenset(
    """all ans apr art aug avs bac bes bil blo cat clo con cop dat deb dec del dia dnr e-p ema epo eti exp ext
    fac fak feb fic fil fin fle fot fre frå fäl föl för fri gra had hem hit hjä hom hop htt ill ima ing inl
    inn jan jul jun kat key kop käl lad las lea lin loa lys län läs lör maj mar may mej men mer mod mon mor
    mån nej nex nov nyc nyh näs oct okt ons pag pho pic pos pre pri pub rea red ren rep rev sat sea see sen
    sep sha sho sid sis ska ski skr sor sta stä sub sun sön sök tag tem tex thu til tip tis top tor tue twe
    twi upd upp var vie vis was web wed wri www yes you änd ämn äre öpp
    """.split()
)
_SHORT_STARTS = frozenset(("av", "by", "du", "gå", "ja", "no", "x"))
_MARKS = frozenset("#«‹←<»›→>")
_PAGING_STARTS = frozenset("fil fle för ing lad loa nex näs pag pre ren sho sid sis sor vis".split())
_WITHIN = ("_", "@", "oto", "sida ", "skrive", "written", "posted")


def without_furniture(text: str) -> str:
    """`text` of a block without those of its lines that are furniture; one-line blocks are left as they are."""
    if "\n" not in text:
        return text
    return "\n".join(line for line in text.split("\n") if not is_furniture(" ".join(line.split())))


@lru_cache(maxsize=20_000)
def is_date_line(text: str) -> bool:
    """Whether a whole line is a date, with or without words that say of what."""
    return is_furniture(text) and bool(DATE_LINE.fullmatch(text))


@lru_cache(maxsize=20_000)
def is_read_more(text: str) -> bool:
    """Whether a whole line is a link such as "Läs mer"."""
    return is_furniture(text) and bool(READ_MORE.fullmatch(text))


def is_tag_line(text: str) -> bool:
    """Whether a whole line names the subjects of what it stands beside."""
    return is_furniture(text) and bool(TAG_LINE.fullmatch(text))


def says_no_hits(text: str) -> bool:
    """Whether a line says that a search found nothing."""
    folded = text.lower()
    may_say = "träff" in folded or "result" in folded or "match" in folded or "hits" in folded
    return may_say and bool(NO_HITS.search(text))


def is_paging(text: str) -> bool:
    """Whether a whole line leads to the other pages of a list; a number alone need not."""
    begins = text[:3].lower() in _PAGING_STARTS or text[:1] in _MARKS or text[:1].isdigit()
    return begins and not text.isdigit() and bool(PAGING.fullmatch(text))


@lru_cache(maxsize=20_000)
def is_furniture(text: str) -> bool:
    """Whether a whole line is a date, a tag line, a byline, a caption credit, sharing or a "read more" link."""
    if not 0 < len(text) <= _LONGEST:
        return False
    folded = text.lower()
    return _may_be_furniture(folded) and bool(_FURNITURE.fullmatch(folded) or _NAMED.fullmatch(text))


def _may_be_furniture(folded: str) -> bool:
    if folded[:3] in _STARTS or folded[:2] in _SHORT_STARTS or folded[0] in _MARKS or folded[0].isdigit():
        return True
    for words in _WITHIN:
        if words in folded:
            return True
    return folded[0].isspace()
