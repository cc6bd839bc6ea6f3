"""Language of a text, ISO 639-1: Swedish, English, Norwegian, Danish, Finnish and German told apart.

Counts of function words and of letters that only some of the languages use; robust from about four words on. The
page's own declaration decides when the text is too short to tell.
"""

import re
from itertools import islice

__all__ = ["detect_language"]

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 4000
# The beginning of a longer text decides where one language is this far ahead in it, in score and in share of it.
_GLANCE = 800
_CLEAR, _CLEARLY = 8.0, 0.4

_FUNCTION_WORDS = {
    "sv": """och att det som för är på med av till inte den ett om har jag men vi från ska kan eller när hur vid efter
        också mot där alla mer vad under sin sina deras våra många får blir var nu inom genom samt mellan detta denna
        dessa utan över bara hos oss ni du er ditt din dina måste så här året år kommun kommunen kommuner nya ny goda
        exempel företag tillsammans hela första vara vill finns gör göra läs mycket""",
    "en": """the and of to in is that for it with as was on are be this by from at have or an not which you we they
        their our your has been will can more about new how what when all its into who also other than these his her
        read city together local""",
    "no": """og i å det som er på for med av til ikke den et om har jeg men vi fra skal kan eller når hvordan ved etter
        også mot der alle mer hva under sin sine deres våre mange får blir var nå innen gjennom samt mellom dette denne
        disse uten over bare hos oss dere du din ditt må så her året år kommune kommunen nye ny vært være ble sammen
        bedrifter hvor noe fordi""",
    "da": """og i at det som er på for med af til ikke den et om har jeg men vi fra skal kan eller når hvordan ved efter
        også mod der alle mere hvad under sin sine deres vores mange får bliver var nu inden gennem samt mellem dette
        denne disse uden over kun hos os jer du din dit skal så her året år kommune kommunen nye ny været være blev
        sammen virksomheder hvor noget fordi af""",
    "fi": """ja on ei se että oli ovat myös kun mutta tai sekä joka jotka hän he me te kuin niin voi ole mukaan vuoden
        vuonna kaupunki kaupungin kunta kunnan yritykset yritysten tämä nämä kanssa ilman kaikki uusi uuden sen sitä
        siitä olla lisää nyt vielä ennen jälkeen""",
    "de": """und der die das ist nicht mit für von den dem des ein eine einen einer im zu auf als auch sich wird werden
        sind bei nach aus wie oder aber über durch wir sie ihr ich es an um so nur noch mehr kann haben hat war stadt
        gemeinde unternehmen gemeinsam""",
}
_LETTERS = {"å": "sv no da", "ä": "sv fi de", "ö": "sv fi de", "æ": "no da", "ø": "no da", "ü": "de", "ß": "de"}
_LETTER_WEIGHT = 0.8
_MOST_LETTERS = 4
_PATTERNS = {
    "sv": re.compile(
        r"ck\b|\w(?:tion|sjuk|skap|ning|arna|erna|orna)\b|\b(?:sj|skj|stj)\w|\bbl\.a\.|ligt\b|ande\b|het(?:en)?\b"
    ),
    "no": re.compile(r"\w(?:sjon|skap|ene)\b|øy|\bhv\w|\bkj\w|gj\w|nn|eid|tt\b|bedrift|\bav\b"),
    "da": re.compile(r"\w(?:skab|erne|hed)\b|\baf\b|\bhv\w|øj|ejd|virksomhed|\w[aeiouy]d\b"),
    "fi": re.compile(r"\w(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|een|iin|ien|jen|uus|yys|nen|kaa|kää)\b|aa|ii|uu|yy|ää|kk"),
    "de": re.compile(r"\w(?:ung|ungen|keit|heit|lich|isch|schaft|ieren)\b|sch|ei|ie|z"),
    "en": re.compile(r"\w(?:ing|tion|ness|ment|ly|ed|ity)\b|th|wh|ou|ow|\bw"),
}
_PATTERN_WEIGHT = 0.15
_MOST_PATTERNS = 20
_NEEDED = 0.1
_FEW_WORDS = 6


def _weights() -> dict[str, dict[str, float]]:
    shared: dict[str, int] = {}
    split = {lang: set(text.split()) for lang, text in _FUNCTION_WORDS.items()}
    for vocabulary in split.values():
        for word in vocabulary:
            shared[word] = shared.get(word, 0) + 1
    table: dict[str, dict[str, float]] = {}
    for lang, vocabulary in split.items():
        for word in vocabulary:
            table.setdefault(word, {})[lang] = 1.0 / shared[word]
    return table


_TABLE = _weights()


def detect_language(text: str, declared: str | None = None) -> str:
    """ISO 639-1 code of `text`; what is `declared` counts when the text is short or undecided."""
    if len(text) > _GLANCE:
        glance = _counted(text[:_GLANCE].casefold())
        next_score, score = sorted(glance.values())[-2:]
        if score >= _CLEAR and score - next_score >= _CLEARLY * score:
            return max(glance, key=lambda lang: glance[lang])
    text = text[:_SAMPLE]
    scores = _scores(text)
    stated = _normalised(declared)
    if stated and len(list(islice(_WORD.finditer(text), _FEW_WORDS))) < _FEW_WORDS:
        return stated
    ranked = sorted(scores, key=lambda lang: scores[lang], reverse=True)
    best, second = ranked[0], ranked[1]
    if scores[best] >= 1.0 and scores[best] - scores[second] >= _NEEDED * scores[best]:
        return best
    if stated:
        return stated
    return best if scores[best] > 0 else "sv"


def _counted(folded: str) -> dict[str, float]:
    """Score of each language by its function words and letters."""
    scores = dict.fromkeys(_FUNCTION_WORDS, 0.0)
    for weights in filter(None, map(_TABLE.get, _WORD.findall(folded))):
        for lang, weight in weights.items():
            scores[lang] += weight
    for letter, langs in _LETTERS.items():
        count = folded.count(letter)
        if count:
            for lang in langs.split():
                scores[lang] += _LETTER_WEIGHT * min(count, _MOST_LETTERS)
    return scores


def _scores(text: str) -> dict[str, float]:
    """Score of each language by words, letters and, where those leave it open, spelling."""
    folded = text.casefold()
    scores = _counted(folded)
    second, best = sorted(scores.values())[-2:]
    if best - second - _PATTERN_WEIGHT * _MOST_PATTERNS >= _NEEDED * best:
        return scores  # however the patterns count, the same language wins as clearly as it must
    for lang, pattern in _PATTERNS.items():
        scores[lang] += _PATTERN_WEIGHT * min(len(pattern.findall(folded[:1000])), _MOST_PATTERNS)
    return scores


def _normalised(declared: str | None) -> str | None:
    code = re.split(r"[-_\s,;]", (declared or "").strip().lower())[0]
    code = {"nb": "no", "nn": "no"}.get(code, code)
    return code if re.fullmatch(r"[a-z]{2}", code) else None
