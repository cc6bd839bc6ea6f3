"""Numbers written as words, in Swedish and English: one telling has "60 organisationer", the next "sextio aktörer"."""

__all__ = ["numeral"]

_ONES = (
    "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton".split(),
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split(),
)
_TENS = (
    "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split(),
    "twenty thirty forty fifty sixty seventy eighty ninety".split(),
)
_VALUES = {word: value for words in _ONES for value, word in enumerate(words, start=1)}
_VALUES |= {word: 10 * value for words in _TENS for value, word in enumerate(words, start=2)}
_VALUES |= {
    ten + one: 10 * tens + ones
    for tens, ten in enumerate(_TENS[0], start=2)
    for ones, one in enumerate(_ONES[0][:9], start=1)
}
_VALUES |= {"hundra": 100, "hundred": 100, "tusen": 1000, "thousand": 1000}


def numeral(word: str) -> int:
    """What a folded word counts; 0 for one that is no numeral."""
    return _VALUES.get(word, 0)
