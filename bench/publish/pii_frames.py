"""Sentences that hold {x}, the planted piece; {name} is another person, {role} what somebody is."""

# ruff: noqa: E501 - a sentence a line
from dataclasses import dataclass

__all__ = ["FRAMES", "GIVEN", "SURNAMES", "Frames"]

GIVEN = "Anna Erik Maria Lars Karin Johan Eva Anders Sara Mikael Fatima Ahmed Leyla Zoran Agnieszka Jukka Nguyen Ingrid Gösta Ylva".split()
SURNAMES = "Lind Andersson Berg Ek Nyström Öberg Hassan Demir Kovač Nowak Virtanen Lindqvist Sjögren Holmgren Åkerblom Svensson Dahl".split()


@dataclass(frozen=True, slots=True)
class Frames:
    """The material of one split."""

    sentences: dict[str, list[str]]
    around: list[tuple[str, str]]
    roles: list[str]
    streets: list[str]
    details: list[str]
    signatures: list[str]


FRAMES = {
    "tune": Frames(
        sentences={
            "personnummer": [
                "Sökandens personnummer är {x}.",
                "Anmälan gjordes av {name}, {x}, i våras.",
                "Pnr {x} finns i registret.",
                "Ange {x} vid inloggning.",
            ],
            "samordningsnummer": [
                "Samordningsnummer: {x}.",
                "Gästforskaren har samordningsnumret {x}.",
                "Hon fick nummer {x} av Skatteverket.",
            ],
            "email": [
                "Kontakta {role} på {x}.",
                "Frågor besvaras av {name}, {x}.",
                "E-post: {x}",
                "Mejla {x} så får du veta mer.",
            ],
            "phone": [
                "Ring {role}n på {x}.",
                "{name} nås på {x}.",
                "Tel: {x}",
                "Mobil {x}.",
                "Projektledaren {name}, {x}, svarar på frågor.",
            ],
            "name": [
                "– Det här betyder mycket för staden, säger {x}.",
                "{x}, {role} på kommunen, leder arbetet.",
                "Kontakt: {x}",
                "Enligt {role} {x} är intresset stort.",
                "Text: {x}",
                "Här bor {x}, 43 år, med sin familj.",
            ],
            "home_address": ["{name} bor på {x}.", "Hemadress: {x}", "Paketet skickas hem till {name}, {x}."],
            "vehicle_registration": [
                "Hans bil med registreringsnummer {x} stod parkerad.",
                "Elbilen {x} laddades här.",
                "Regnr {x}.",
            ],
            "bank_account": ["Sätt in ersättningen på konto {x}.", "Bankkonto: {x}.", "{name} har kontonummer {x}."],
            "iban": ["IBAN {x}.", "Betala till {name}, {x}."],
            "swish": ["Swisha {x} för fikat.", "Swish: {x}"],
            "ip_address": ["Inlägget skrevs från IP-adressen {x}.", "Loggen visar {x} klockan nio."],
            "date_of_birth": ["{name}, född {x}, startade bolaget.", "Födelsedatum: {x}."],
            "social_media": ["Följ {name} på {x}.", "Se {x} för bilder."],
            "sensitive": ["{name} {x}.", "Kollegan {name} {x}."],
            "signature_block": ["Tack för visat intresse.\n\n{x}\n\n", "Välkommen med frågor!\n{x}\n\n"],
        },
        around=[
            ("", ""),
            ("Kommunen och näringslivet samarbetar om klimatet. ", ""),
            ("", " Arbetet fortsätter under 2025."),
            ("Utsläppen minskade med 12 procent. ", " Läs mer på webben."),
        ],
        roles=["projektledare", "näringslivschef", "miljöstrateg", "kommunalråd"],
        streets=["Storgatan", "Kungsvägen", "Ekbacken", "Lilla Torget", "Björkstigen"],
        details=["är sjukskriven för utmattning", "har diabetes", "är medlem i Kommunal", "är gravid"],
        signatures=["Med vänlig hälsning\n{name}\nMiljöstrateg\n{phone}", "Mvh\n{name}\n{email}"],
    ),
    "tune-more": Frames(
        sentences={
            "personnummer": [
                "I bilagan står {x} som sökande.",
                "Fullmakten avser {name} ({x}) och gäller till årsskiftet.",
                "Legitimera dig med BankID, {x}, innan du skickar in underlaget.",
                "Lantbrukaren uppgav {x} i ansökan om klimatstöd.",
                "personnr: {x}",
            ],
            "samordningsnummer": [
                "Praktikanten är registrerad under {x} tills vidare.",
                "Utbetalning till {x} enligt beslut.",
                "Den inresta montören, samordningsnr {x}, arbetade på solparken.",
            ],
            "email": [
                "Den som vill gå med i nätverket skickar ett mejl till {x} före den 15 mars.",
                "Projektledare: {name} ({x})",
                "Underlaget finns hos {role}, {x}.",
                "Har du synpunkter? Skriv till {x}!",
                "Mer information lämnas av {name}, e-post {x}, eller på webbplatsen.",
            ],
            "phone": [
                "Hör av dig till {name} på {x} om du vill delta.",
                "Du når vår {role} direkt på {x} under arbetstid.",
                "{name}\n{role}\n{x}",
                "Presskontakt: {name}, telefon {x}.",
                "Vill du veta mer? Slå en signal till {role}n, {x}.",
                "For more information call {name}, {x}.",
            ],
            "name": [
                "– Vi har halverat utsläppen på fem år, berättar {x} när vi ses på fabriken.",
                "Arbetsgruppen leds av {role} {x} och träffas varje månad.",
                "Ansvarig {role} är {x}.",
                "För frågor om klimatavtalet, kontakta {x} på näringslivsenheten.",
                "Kontaktperson: {x}",
                "Foto: {x}",
                "Av {x}\nPublicerad 12 mars 2024",
                "{x} ({role}) presenterade resultaten på mässan.",
                "Tillsammans med kollegan {x} startade hon återbruksgallerian.",
                "Villaägaren {x} har satt upp solceller på taket.",
                "– Jag hade aldrig trott att det skulle gå så fort, menar {x}, som driver ett bageri i stadsdelen.",
                "Vid pennan: {x}",
                "Hyresgästen {x} är nöjd med den nya värmepumpen.",
                "Klimatpriset delades ut till {x} för hennes arbete i byalaget.",
            ],
            "home_address": [
                "Familjen är bosatt på {x}, en kvart från stationen.",
                "Solcellerna sitter hemma hos {name} på {x}.",
                "Den sökande, {name}, {x}, har fått bidrag.",
                "Han är folkbokförd på {x}.",
                "Flyttbilen gick till {name}s nya lägenhet på {x}.",
            ],
            "vehicle_registration": [
                "Parkeringsboten gällde {x}, en vit Volvo.",
                "Hon kör en laddhybrid, {x}, till jobbet.",
                "Fordon: {x}. Ägare: {name}.",
                "Föraren av skåpbilen med skylten {x} deltog i försöket.",
            ],
            "bank_account": [
                "Lönen går in på clearing {x} den 25:e.",
                "Skicka reseersättningen till mitt konto: {x}.",
                "{name} angav bankkontonummer {x} i blanketten.",
            ],
            "iban": [
                "Föreläsarens arvode betalas till {x}.",
                "Överför beloppet till {name} med IBAN: {x}.",
                "Kontot i utlandet är {x} (privat).",
            ],
            "swish": [
                "Det går bra att swisha bidraget till {name} på {x}.",
                "Betala med Swish till {x} senast fredag.",
                "Swishnummer {x}, märk med namn.",
            ],
            "ip_address": [
                "Enkätsvaret kom från {x} den 3 maj.",
                "Användaren loggade in från adressen {x} två gånger.",
                "Besökarens IP: {x}",
            ],
            "date_of_birth": [
                "Grundaren {name} är född den {x} och uppvuxen i trakten.",
                "Deltagare: {name} (f. {x}).",
                "Barnet föddes {x} i Örebro.",
                "Uppge födelsedatum, till exempel {x}, i formuläret.",
            ],
            "social_media": [
                "{name} skriver om cirkulär ekonomi på {x} varje vecka.",
                "Bilden delades av {x} på Instagram.",
                "Hon finns på LinkedIn: {x}",
                "Kommentaren från {x} fick hundratals gillningar.",
            ],
            "sensitive": [
                "Enligt artikeln {x} har mött kommunen flera gånger.".replace(
                    "{x} har mött kommunen flera gånger", "har {role}n {name} slutat eftersom hon {x}"
                ),
                "{name}, som {x}, deltog på distans.",
                "Hennes man {name} {x}.",
                "{name} berättar öppet att han {x}.",
            ],
            "signature_block": [
                "Vi ser fram emot samarbetet.\n\n{x}\n\nLäs mer om projektet på webben.",
                "Anmäl dig senast fredag.\n\n{x}\n\nVälkommen!",
            ],
        },
        around=[
            ("", ""),
            ("Tjugo företag i kommunen har skrivit under klimatkontraktet och följer upp sina mål varje år.\n", ""),
            ("Satsningen pågår till 2030 och kostar 14 miljoner kronor. ", " Fler kommuner visar intresse."),
            ("", "\nProjektet finansieras av Viable Cities och Energimyndigheten."),
        ],
        roles=[
            "hållbarhetschef",
            "verksamhetsutvecklare",
            "upphandlare",
            "stadsarkitekt",
            "energirådgivare",
            "etableringsansvarig",
            "enhetschef",
            "kommunikatör",
            "platschef",
        ],
        streets=[
            "Kastanjevägen",
            "Norra Kyrkogatan",
            "Skolgatan",
            "Tallstigen",
            "Mellangränden",
            "Karl Johans gata",
            "Lingonbacken",
            "Östra Allén",
            "Vintergatan",
            "Fredsgatan",
        ],
        details=[
            "lider av kronisk migrän",
            "är långtidssjukskriven efter en stroke",
            "lever med multipel skleros",
            "är facklig förtroendevald i Unionen",
            "behandlas för bröstcancer",
            "är muslim",
            "har försörjningsstöd",
            "dömdes för rattfylleri",
            "är homosexuell",
            "har fått diagnosen ADHD",
            "är skyddsombud för IF Metall",
            "gick in i väggen och blev utbränd",
        ],
        signatures=[
            "Vänliga hälsningar\n{name}\nHållbarhetsstrateg, Växjö kommun\nTelefon: {phone}\n{email}",
            "{name}\nProjektledare Klimatkontrakt\nTel {phone}\nE-post {email}",
            "Bästa hälsningar,\n\n{name}\nEnhetschef näringsliv\nMobil: {phone}",
            "Hälsningar {name}\n{email}\n{phone}",
            "Kind regards\n{name}\nSenior Advisor\n{phone}",
        ],
    ),
    "measure": Frames(
        sentences={
            "personnummer": [
                "Kommunens kopia av avtalet visade av misstag {x} i sidfoten.",
                "Bidragsmottagare: {name}, {x}.",
                "Ansökan inkom från {x} och har registrerats.",
                "(pers.nr {x})",
            ],
            "samordningsnummer": [
                "Den utländska konsulten har {x} som samordningsnummer.",
                "Id-uppgift: {x}.",
                "Registrerad arbetstagare: {name}, {x}",
            ],
            "email": [
                "Hör av er till {x} så bokar vi ett studiebesök.",
                "Kontakt\n{name}\n{x}\n",
                "Anmälan görs till {name} via {x} senast den 1 juni.",
                "Skicka offerten till vår {role} ({x}).",
            ],
            "phone": [
                "Välkommen att kontakta {name}, tfn {x}.",
                "Jag finns på {x} hela veckan.",
                "Kontaktperson för företag är {name}, {x}.",
                "Vid frågor om laddplatserna: {role} {name}, {x}",
                "Hennes mobilnummer är {x}.",
            ],
            "name": [
                "I projektgruppen ingår bland andra {x} från energibolaget.",
                "– Först var jag skeptisk, erkänner {x} och pekar mot taket.",
                "Idén kom från {x}, {role} i ett medelstort teknikföretag.",
                "{x} har arbetat som {role} sedan 2019.",
                "Vid invigningen talade kommunens {role} {x}.",
                "Kontakta {role} {x} för mer information.",
                "Text och foto: {x}\n",
                "Intervju med {x}, {role}.",
                "”Det lönar sig”, konstaterar {x}.",
                "Grannen {x} var först i kvarteret med bergvärme.",
                "Protokollet justerades av {x} och godkändes.",
                "Lärlingen {x} fick fast jobb efter utbildningen.",
            ],
            "home_address": [
                "{name} är skriven på {x} sedan i fjol.",
                "Pilotkunden bor i ett radhus på {x}.",
                "Laddboxen monterades hemma på {x} hos familjen.",
                "Mottagare: {name}, {x}.",
                "Hennes adress är {x}.",
            ],
            "vehicle_registration": [
                "Den delade bilen ({x}) bokas av {name}.",
                "Regnumret {x} fångades av kameran.",
                "En Tesla med skylt {x} stod vid laddstolpen.",
                "{name}s lastbil {x} körde provturen.",
            ],
            "bank_account": [
                "Mitt kontonummer är {x}.",
                "Arvodet betalas till {name}, clearingnummer {x}.",
                "Sparkonto {x} tillhör {name}.",
            ],
            "iban": [
                "Hyran ska till {x} före månadsskiftet.",
                "{name}s IBAN är {x}.",
                "Vänligen betala ersättningen till privatkontot {x}.",
            ],
            "swish": [
                "Swisha 50 kronor till {x}.",
                "Bidrag tas emot via Swish, {x} ({name}).",
                "Betalningen görs till {name}s Swish {x}.",
            ],
            "ip_address": [
                "Servern noterade {x} som avsändare av kommentaren.",
                "Tipset skickades från {x} i måndags.",
                "Klient-IP {x} loggades.",
            ],
            "date_of_birth": [
                "Stipendiaten {name}, född {x}, studerar energiteknik.",
                "Hon är född {x}.",
                "Deltagarens födelsedatum ({x}) behövs för försäkringen.",
                "{name} fyller 50 år den {x}.",
            ],
            "social_media": [
                "Tack till {x} för bilden!",
                "{name} (Twitter: {x}) modererar samtalet.",
                "Kontakta mig gärna via {x} eller på mässan.",
                "Följ resan på hans Instagram {x}.",
            ],
            "sensitive": [
                "{name} {x} sedan i våras.",
                "Vår {role} {name}, som {x}, går ner i tid.",
                "– Han {x}, säger en kollega om {name}.",
                "Medarbetaren {x} och ersätts tills vidare.",
            ],
            "signature_block": [
                "Tack för ert engagemang under året!\n\n{x}\n\nNästa möte är i mars.",
                "Frågor besvaras gärna.\n\n{x}\n",
            ],
        },
        around=[
            ("", ""),
            ("Kommunen har tecknat klimatavtal med fyrtio lokala företag. ", ""),
            (
                "Under 2023 sparade fastighetsbolagen 4 200 MWh.\n\n",
                "\n\nLäs mer i rapporten från Region Västerbotten.",
            ),
            ("", " Insatsen är en del av Klimatneutrala städer 2030."),
        ],
        roles=[
            "näringslivsutvecklare",
            "klimatsamordnare",
            "avdelningschef",
            "biolog",
            "logistikansvarig",
            "centrumledare",
            "trafikplanerare",
            "energistrateg",
            "förvaltningschef",
            "ordförande",
        ],
        streets=[
            "Rönnvägen",
            "Fabriksgatan",
            "Åsgränd",
            "Södra Storgatan",
            "Hantverkargatan",
            "Stallbacken",
            "Anders Personsgatan",
            "Violstigen",
            "Nya Boulevarden",
            "Sjöviksvägen",
        ],
        details=[
            "är sjukskriven på heltid för depression",
            "har epilepsi",
            "drabbades av en hjärtinfarkt",
            "är medlem i Sveriges Ingenjörer",
            "är föräldraledig och gravid i sjunde månaden",
            "lever på sjukersättning",
            "har opererats för prostatacancer",
            "är aktiv i Vänsterpartiet",
            "sitter i rullstol efter en olycka",
            "är fackligt ombud för Vision",
            "genomgår cellgiftsbehandling",
            "har ett alkoholberoende",
        ],
        signatures=[
            "Med vänliga hälsningar,\n{name}\nKlimatsamordnare\nSala kommun\n{phone}",
            "Vänligen\n{name}\nEnergistrateg\n{email}",
            "/{name}\nFöreningens ordförande\n{phone}",
            "Allt gott,\n{name}\n{email}\n{phone}",
        ],
    ),
}
