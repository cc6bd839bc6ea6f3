"""Sentences without personal data, made of what is easily taken for it."""

# ruff: noqa: E501 - a sentence a line
import random

# ruff: noqa: E501 - a sentence a line
import re

# ruff: noqa: E501 - a sentence a line
from collections.abc import Callable

# ruff: noqa: E501 - a sentence a line
from dataclasses import dataclass

__all__ = ["CLEAN", "Clean"]

_TOWNS = "Lund Malmö Kalmar Örebro Mark Bjuv Ale Mora Nora Eda Habo Umeå Växjö Kristianstad Sala Vara Tibro Åre".split()


def _organisation_number(rng: random.Random) -> str:
    return f"{rng.choice(['212000', '556' + str(rng.randint(100, 999)), '802' + str(rng.randint(400, 499)), '202100'])}-{rng.randint(1000, 9999)}"


_SLOTS: dict[str, Callable[[random.Random], str]] = {
    "town": lambda r: r.choice(_TOWNS),
    "year": lambda r: str(r.randint(1990, 2045)),
    "number": lambda r: f"{r.randint(1, 900)} {r.randint(100, 999)}",
    "money": lambda r: f"{r.randint(1, 99)} {r.randint(100, 999)} 000 kronor",
    "date": lambda r: f"{r.randint(2015, 2030)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}",
    "org": _organisation_number,
    "case": lambda r: r.choice(
        [
            f"KS {r.randint(2015, 2026)}/{r.randint(1, 9999):05d}",
            f"dnr {r.randint(2015, 2026)}-{r.randint(100, 99999)}",
            f"MN-{r.randint(2019, 2026)}-{r.randint(100, 9999)}",
        ]
    ),
    "kod": lambda r: f"{r.randint(1, 25):02d}{r.randint(1, 99):02d}",
    "digits": lambda r: str(r.randint(2, 99)),
}


@dataclass(frozen=True, slots=True)
class Clean:
    """The clean sentences of one split."""

    sentences: list[str]

    def fill(self, rng: random.Random, sentence: str) -> str:
        """The sentence with its slots filled."""
        return re.sub(r"\{(\w+)\}", lambda match: _SLOTS[match[1]](rng), sentence)


CLEAN = {
    "tune": Clean(
        [
            "{town}s kommun har organisationsnummer {org}.",
            "Ärendet har diarienummer {case}.",
            "Ring växeln på 046-359 50 00.",
            "Mejla registrator@kommun.se eller info@kommun.se.",
            "Byggföretaget Nils Hansson AB renoverade huset.",
            "Spårvägen går längs Sven Hultins gata.",
            "Budgeten är {money} och {number} ton.",
            "Kommunkod {kod} och länskod 12.",
            "Stiftelsen Carl Jönsson delar ut medel.",
            "Besöksadress: Stortorget 7, 222 23 Lund.",
            "Certifierade enligt ISO 14001 och ISO 9001:2015.",
            "Näringslivschefen och kommunalrådet invigde parken den {date}.",
        ]
    ),
    "tune-more": Clean(
        [
            "Kontakta {town}s kommun via kontaktcenter, 0771-{digits} 10 10, eller kommun@{kod}.se.",
            "Avtalet mellan {town}s kommun ({org}) och Energibolaget AB ({org}) gäller till {date}.",
            "Kommunstyrelsen beslutade i ärende {case} att avsätta {money}.",
            "Nybyggnationen ligger vid Astrid Lindgrens väg, intill Karin Boyes plats.",
            "Knut och Alice Wallenbergs Stiftelse bidrar med {money}.",
            "Bengt Dahlgren AB och Sven Persson Bygg AB deltar i pilotprojektet.",
            "Projekt Elsa handlar om laddning av tunga fordon på väg 40 och E6.",
            "Kundservice svarar på 020-{digits} 20 20 vardagar 08:00–16:30.",
            "Under {year}–2030 ska utsläppen minska med {digits} procent, från {number} till {number} ton.",
            "Näringslivschefen säger att dialogen med företagen har varit avgörande.",
            "Skicka fakturan till Box 1234, 581 11 Linköping, med referens {digits}4711.",
            "Rådhuset ligger på Drottninggatan 1, 252 21 Helsingborg.",
            "Ledningssystemet följer ISO 14001:2015, SS-EN 15978 och BBR 29.",
            "{town} har kommunkod {kod} och ingår i länet med kod {digits}.",
            "Frågor om stödet besvaras via hallbarhet@{kod}kommun.se eller naringsliv@kommunen.se.",
            "Solparken ger {number} kWh och kostade {money} enligt upphandling {case}.",
            "Selma Lagerlöfs torg i Göteborg byggs om med återbrukat tegel.",
            "Raoul Wallenberg-skolan blev först med klimatsmart mat.",
            "Energi- och klimatrådgivningen nås på 08-29 11 29 och via telefon till växeln 08-508 00 000.",
            "Region Skåne, Länsstyrelsen i {town} och Lunds universitet deltar tillsammans med Volvo Cars och IKEA.",
            "Viable Cities och Fossilfritt Sverige skriver att {digits} städer är med.",
            "Vd:n för det kommunala bolaget berättar att anläggningen tar emot {number} ton matavfall om året.",
            "Läs mer om Science Park Jönköping och Business Region Göteborg på webben.",
            "Bilderna: Mostphotos och Malmö stad.",
            "Per invånare är minskningen {digits} procent sedan {year}.",
            "Fordonsflottan bytte {digits} dieselbilar mot elbilar i juni {year}.",
            "Version 2.4.1 av verktyget finns på plattformen sedan {date}.",
            "Bankgiro 5050-1055 används för avgiften på {digits} kronor.",
            "Personalen bjöds in till workshop om stress; sjukfrånvaron i kommunen sjönk till {digits} procent.",
            "Fackförbunden Kommunal, Vision och Unionen stöder omställningen.",
            "Thomas Betong levererade klimatförbättrad betong till kvarteret Gustav Adolf.",
            "Carl Bennet AB och Familjen Kamprads stiftelse finansierar professuren.",
            "Följ @{kod}kommun och @viablecities i sociala medier.",
            "Almedalen, Stora torget och Norra Hamnen är platser för evenemang; 15 000 besökare kom {year}.",
            "Linnéuniversitetet och Mälardalens universitet utbildar {digits} ingenjörer.",
            "Dag Hammarskjölds allé stängs av för bilar den {date}.",
            "Energikontoret Norr, Mark Energi och Ale Kraft delar på elcentralen.",
            "Prisbasbeloppet är 58 800 kronor och referensnumret 2024-0123-456.",
            "Kontakt: Näringslivsenheten, Kalmar kommun, Box 611, 391 26 Kalmar.",
            "Klimatrådet leds av landshövdingen och kommunens hållbarhetschef.",
            "Vattnet håller 07 grader och flödet är 0,5 m3/s vid 12:30:45.",
            "Anmälan sker på www.kommun.se/klimat senast den {date}; deltagandet är gratis.",
            "Vinnova beviljade {money} för etapp 2 (2023-01-15–2025-12-31).",
            "Karl XI:s väg och Nils Ericsonsgatan blir cykelgator.",
        ]
    ),
    "measure": Clean(
        [
            "Huset på Ernst Ahlgrens väg 3 värms med spillvärme från Höganäs AB.",
            "{town}s kommun, {org}, Stadshuset, Kungsgatan 10, 123 45 {town}. Växel: 0480-45 00 00.",
            "Företagslotsen tar emot frågor på foretagslots@kommunen.se och 0500-49 80 00.",
            "Advokatfirman Lindahl och Åkeriet Sven Olsson & Söner AB har anslutit sig.",
            "Beslutet har beteckningen {case} och vann laga kraft {date}.",
            "Parken är uppkallad efter Elin Wägner och ligger bredvid Gustav Vasas torg.",
            "Priset, Nils Holgersson-plaketten, delades ut till Länsförsäkringar Kronoberg.",
            "Erling-Perssons stiftelse och Ragnar Söderbergs stiftelse gav {money}.",
            "Turbinen ger {number} MWh, med {digits} procents verkningsgrad vid 6,5 m/s.",
            "Klimatkontraktet undertecknades av kommunstyrelsens ordförande och landshövdingen.",
            "Enligt projektledaren räcker vätgasen till {digits} bussar.",
            "Felanmälan till va-jouren: 013-20 80 80, dygnet runt.",
            "Fakturafrågor: ekonomi@bolaget.se, telefon 0771-{digits} 22 33.",
            "I tabell 3.2.1.4 redovisas utsläpp för scope 1, 2 och 3 från {year} till {year}.",
            "Cementa Slite, Stena Recycling och Ragn-Sells Sverige levererar materialet.",
            "Sankt Eriks Betong och Gunnar Karlsen Sverige AB byggde skolan.",
            "Koordinaterna är 55.7047, 13.1910 och fastigheten heter {town} 1:{digits}.",
            "Standarden SS-EN ISO 50001, EN 15804+A2 och PAS 2080 följs.",
            "Plusgiro 12 34 56-7 tillhör föreningen.",
            "Utlysningen har nummer {digits}45-0{digits}876 och budgeten {money}.",
            "Karl Johansskolan och Hedvig Eleonora församling installerade värmepumpar.",
            "Business Arena Umeå, North Sweden Cleantech och Green Building Council deltar.",
            "På Ingvar Kamprads allé provas självkörande bussar.",
            "Biblioteket nås på 0431-{digits} 70 00; turistbyrån har samma växel.",
            "Kommunens officiella konto @{town}kommun på Instagram har {number} följare.",
            "Se linkedin.com/company/viable-cities och facebook.com/klimatkommunerna.",
            "{town} toppar rankningen {year} med {digits} procent förnybart, före Åre och Sala.",
            "Vd, hållbarhetschef och platschef medverkade vid lanseringen {date}.",
            "Antalet långtidssjukskrivna i regionen minskade och många har astma på grund av dålig luft.",
            "Facket är positivt och skyddsombuden deltog i planeringen.",
            "Hotell Anna Carlotta och restaurang Lilla Karin serverar klimatsmart mat.",
            "Forskare vid Linnéuniversitetet samarbetar med Södra Skogsägarna.",
            "I maj {year} gick tåget från {town} till Göteborg på {digits} minuter.",
            "Lag (2006:412), förordning 2022:{digits}1 och EU-direktiv 2018/2001 styr.",
            "Årsredovisningen visar {number} tkr i resultat och {number} tkr i omsättning.",
            "Artikelnummer 7350012345678 och ISBN 978-91-7000-123-4.",
            "Ombyggnaden av Bengt Färjares gata, kvarteret Sten Sture och Oscarsparken kostar {money}.",
            "Förskolan Pippi och äldreboendet Selma fick nya fönster.",
            "Kommunalförbundet Avfall Nord och Energi Syd AB delar laboratorium.",
            "Telefon till projektet: växeln 0910-73 50 00, e-post: klimatkontrakt@{kod}.example.se.",
            "Öppettider: mån–tors 08.00–16.30, fre 08.00–15.00.",
            "Kommunkod {kod}, länskod {digits}, valkrets {digits}, postnummer 981 31.",
        ]
    ),
}
