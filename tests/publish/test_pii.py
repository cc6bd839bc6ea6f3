import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.publish.pii import KINDS, find_personal_data


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Nummer 811228-9874 i Lund.", "personnummer", "811228-9874"),
        ("Nummer 19811228-9874.", "personnummer", "19811228-9874"),
        ("Nummer 8112289874 utan streck.", "personnummer", "8112289874"),
        ("Nummer 19811228 9874.", "personnummer", "19811228 9874"),
        ("Nummer 811228–9874.", "personnummer", "811228–9874"),
        ("Samordningsnummer 701063-2391.", "samordningsnummer", "701063-2391"),
        ("Skriv till anna.lind@lund.se i dag.", "email", "anna.lind@lund.se"),
        ("Mejla anna.lind (at) lund punkt se.", "email", "anna.lind (at) lund punkt se"),
        ("Mejla anna.lind[snabel-a]lund.se.", "email", "anna.lind[snabel-a]lund.se"),
        ("Skriv till solgubben@gmail.com.", "email", "solgubben@gmail.com"),
        ("Ring 046-359 50 12 till projektledaren.", "phone", "046-359 50 12"),
        ("Mobil 070-123 45 67.", "phone", "070-123 45 67"),
        ("Telefon +46 70 123 45 67.", "phone", "+46 70 123 45 67"),
        ("Telefon +46 (0)70-123 45 67.", "phone", "+46 (0)70-123 45 67"),
        ("Call +45 12 34 56 78 for details.", "phone", "+45 12 34 56 78"),
        ("Växel 046-359 50 00, direktnummer 046-359 59 21.", "phone", "046-359 59 21"),
        ("– Det lönar sig, säger Maja Ekdahl.", "name", "Maja Ekdahl"),
        ("Kommunalrådet Peter Svensson (M) öppnade mötet.", "name", "Peter Svensson"),
        ("Kontakt: Zahra Qadirova", "name", "Zahra Qadirova"),
        ("Text: Ture Malmros\n", "name", "Ture Malmros"),
        ("Hyresgästen Milko Ruzak är nöjd.", "name", "Milko Ruzak"),
        ("Ring Anna så berättar hon mer.", "name", "Anna"),
        ("Hon är bosatt på Storgatan 5 B, 222 22 Lund.", "home_address", "Storgatan 5 B, 222 22 Lund"),
        ("Bilen med registreringsnummer ABC 123 stod där.", "vehicle_registration", "ABC 123"),
        ("Den delade bilen DEF45G kördes hem.", "vehicle_registration", "DEF45G"),
        ("Mitt kontonummer är 8327-9, 123 456 789-0.", "bank_account", "8327-9, 123 456 789-0"),
        ("Betala till SE45 5000 0000 0583 9825 7466.", "iban", "SE45 5000 0000 0583 9825 7466"),
        ("Swisha 50 kronor till 070-123 45 67.", "swish", "070-123 45 67"),
        ("Svaret kom från 83.250.14.7 i går.", "ip_address", "83.250.14.7"),
        ("Svaret kom från 2001:db8:85a3::8a2e:370:7334.", "ip_address", "2001:db8:85a3::8a2e:370:7334"),
        ("Hon är född den 28 december 1981.", "date_of_birth", "28 december 1981"),
        ("Födelsedatum: 1981-12-28.", "date_of_birth", "1981-12-28"),
        ("Bilden togs av @majaekdahl i går.", "social_media", "@majaekdahl"),
        ("Se linkedin.com/in/maja-ekdahl för mer.", "social_media", "linkedin.com/in/maja-ekdahl"),
        ("Hon är sjukskriven för utmattning.", "sensitive", "är sjukskriven för utmattning"),
        ("Medarbetaren är medlem i Kommunal.", "sensitive", "är medlem i Kommunal"),
        ("Hon bor på gården Ekeby 104.", "home_address", "Ekeby 104"),
        ("Änkan på Tallmovägen 2 fick hjälp.", "home_address", "Tallmovägen 2"),
        ("Villan på Björkvägen 3 lgh 1102.", "home_address", "Björkvägen 3 lgh 1102"),
        ("En grön Golf, KRT 482, stod där.", "vehicle_registration", "KRT 482"),
        ("Regnr: krt 482", "vehicle_registration", "krt 482"),
        ("Hon föddes den sjätte juni nittonhundrasextiofyra.", "date_of_birth", "sjätte juni nittonhundrasextiofyra"),
        ("Kvinnan föddes 1939 i Lund.", "date_of_birth", "1939"),
        ("Hon går på dialys.", "sensitive", "går på dialys"),
        ("Hon har en dom för misshandel.", "sensitive", "har en dom för misshandel"),
        ("Hon bär slöja.", "sensitive", "bär slöja"),
        ("Han tillhör den romska minoriteten.", "sensitive", "tillhör den romska minoriteten"),
    ],
)
def test_found(text: str, kind: str, found: str) -> None:
    (item,) = find_personal_data(text)
    assert (item.kind, item.text) == (kind, found)
    assert text[item.start : item.end] == found


def test_a_signature_block_holds_what_stands_in_it() -> None:
    block = "Med vänlig hälsning\nKarin Ek\nMiljöstrateg, Lunds kommun\n046-123 45 67"
    found = find_personal_data(f"Välkomna!\n\n{block}\n\nNästa stycke.")
    assert [(item.kind, item.text) for item in found] == [
        ("signature_block", block),
        ("name", "Karin Ek"),
        ("phone", "046-123 45 67"),
    ]


def test_a_statement_is_tied_to_its_person() -> None:
    found = find_personal_data("Projektledaren Siv Lund, som behandlas för bröstcancer, deltog på distans.")
    assert [(item.kind, item.text) for item in found] == [
        ("name", "Siv Lund"),
        ("sensitive", "behandlas för bröstcancer"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Mejla kommun@lund.se, registrator@lund.se, info (at) lund.se eller naringsliv@kommun.orebro.se.",
        "Växel: 046-359 50 00.",
        "Ring kundservice, 0480-45 12 34.",
        "Kontaktcenter nås på 0771-10 10 10.",
        "Organisationsnummer 212000-1132.",
        "Diarienummer KS 2024/00123, 811228-9875 är fel kontrollsiffra.",
        "Ärende 811228-9874 avslutades.",
        "Utsläppen sjönk från 2019 till 2024 med 1 200 000 kronor.",
        "Projektet pågår 2021-2024 och 2025-06-30.",
        "Öppet 08.00–16.30 och 12:30:45.",
        "Kommunkod 1281, 0117 och 0120.",
        "Certifierade enligt ISO 14001, ISO 500 och EN 206.",
        "Näringslivschefen säger att kommunalrådet är nöjt.",
        "Spårvägen går längs Sven Hultins gata och Karl Johansgatan till Selma Lagerlöfs torg.",
        "Nils Hansson Logistics AB och Åkeriet Sven Olsson & Söner vann upphandlingen.",
        "Knut och Alice Wallenbergs Stiftelse, Stiftelsen Carl Jönsson och Raoul Wallenberg-skolan.",
        "Projekt Elsa och projektet Greta Ek handlar om laddning.",
        "Besöksadress: Stortorget 7, 222 23 Lund. Stadshuset ligger på Kungsgatan 10.",
        "Lunds kommun, Box 41, 221 00 Lund.",
        "Sjukfrånvaron i kommunen sjönk och många har astma.",
        "Fackförbunden Kommunal och Vision stöder avtalet.",
        "Följ @lundskommun och linkedin.com/company/viable-cities.",
        "Kommunens IBAN SE45 5000 0000 0583 9825 7466 och bankgiro 5050-1055.",
        "Version 2.4.1.3 av verktyget.",
        "Nätmasken 255.255.255.0 i nätet 192.168.1.0 och programvara 10.4.2.1.",
        "Mejla procurement@example.org, sustainability@example.org eller inkop@example.se.",
        "Fartyget Erik Segersäll och rummet Karin Alm bokas; loket är döpt till Elsa Brandt.",
        "Ica Kvantum och Anton Ek Trädgårdsplantor levererar.",
        "Idén föddes 2018 och projektet föddes den 3 maj 2019.",
        "Invånare födda 1990 eller senare cyklar mer.",
        "Du som är född 2008 och bor i Växjö kan söka ett sommarjobb.",
        "Huset på Storgatan 5 renoverades av bostadsbolaget.",
        "Motorn heter EQB 250 och linje KLM 420 läggs ned.",
        "Bolaget dömdes för miljöbrott och har en driftstörning.",
        "Kontakt: Näringslivsenheten, Kalmar kommun.",
        "Viable Cities och Fossilfritt Sverige skriver att Region Skåne deltar.",
        "",
    ],
)
def test_not_personal(text: str) -> None:
    assert find_personal_data(text) == []


PIECES = st.sampled_from(
    [
        "Anna Lind",
        "säger ",
        "070-123 45 67",
        "\n",
        "Mvh\n",
        ", ",
        "811228-9874",
        " är sjukskriven",
        "a@b.se",
        "Hon",
        ". ",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=12).map("".join)))
def test_finds_are_verbatim_and_apart_or_nested(text: str) -> None:
    found = find_personal_data(text)
    assert all(text[item.start : item.end] == item.text and item.kind in KINDS for item in found)
    for left, right in itertools.combinations(found, 2):
        assert left.start <= right.start
        assert left.end <= right.start or (right.end <= left.end and left.kind in {"sensitive", "signature_block"})


def test_long_runs_of_one_sign_are_read_to_their_end() -> None:
    for text in ("0" * 20_000, "A" * 20_000, "Ab " * 7_000, "1 " * 10_000, "a.a." * 5_000, "@a." * 6_000):
        assert isinstance(find_personal_data(text), list)
