"""The part of a word that inflection leaves alone, for Swedish and English, and words that carry no subject.

Light on purpose: genitive, plural, definite form and the commonest verb endings. `skyfallskartan`,
`skyfallskartans` and `skyfallskartor` meet; derived words (`kartläggning`) stay apart.
"""

__all__ = ["is_stop_word", "language_of", "stem"]

_ENDINGS = tuple(
    sorted(
        """heterna heten heter ningarna ningens ningen ningar arnas ernas ornas arna erna orna ades ande
        ade are ast ans ens ets ars ers ors ies ing an en et ar er or as es ed at a e t n s y""".split(),
        key=len,
        reverse=True,
    )
)
_KEEP = 4
_SHORTEST = 2

_STOP = frozenset(
    """och att i en ett det som på är av för med till den har de inte om vi kan så från eller man nu men ska sig var där
    vid också här hur sin sina sitt mer när efter bli blir vara varit detta dessa denna får under mellan alla ut in upp
    över genom då finns även än mot utan bara ha hade skulle kommer få må många flera fler båda vad vilka vilken vilket
    sedan redan ännu samt både hos år året åren du ni er ert era din ditt jag han hon hans hennes deras dess dem oss vår
    vårt våra ju nya ny nytt olika första andra två tre fyra fem idag gör göra går ge ger tar ta se ser säger
    the of and to in is for with on that are as by be at from this an it its has have will can which more their they
    we our you not or was were been also how who what when than into about between all new one two other us says
    läs mer om kommun kommunen kommunens kommuner stad staden stadens city municipality municipal""".split()
)

_SWEDISH = frozenset(
    "och att en ett det som på av är för med till den har de inte om vi från men ska vid också".split()
)
_ENGLISH = frozenset("the and of to is with on that are by be from this an it has have will which more at".split())


def is_stop_word(word: str) -> bool:
    """Whether this folded word says nothing of a text's subject."""
    return word in _STOP or (len(word) < _SHORTEST and not word.isdecimal())


def language_of(word: str) -> int:
    """1 for a function word of Swedish, 2 for one of English, else 0."""
    return 1 if word in _SWEDISH else 2 if word in _ENGLISH else 0


def stem(word: str) -> str:
    """What is compared of a folded word; at least four letters stay."""
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        if len(word) - len(ending) >= _KEEP and word.endswith(ending):
            word = word[: -len(ending)]
            break
    return word
