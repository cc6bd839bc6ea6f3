"""What RFC 9309 asks of a robots.txt reader, case by case.

Covers every situation of the open robots.txt specification test collection (google/robotstxt-spec-test), except its
rule that `index.html` stands for its folder, which is one search engine's own and grants more than the site wrote.
"""

from typing import NamedTuple

__all__ = ["CASES", "Case"]


class Case(NamedTuple):
    """A robots.txt and, by agent, which paths it allows (`yes`) and which not (`no`)."""

    about: str
    text: str
    agent: str
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


_FISK = "user-agent: alfa\ndisallow: /\nallow: {}\n"
_GROUPS = """allow: /utan/grupp/

user-agent: alfa
disallow: /
allow: /hav/
user-agent: beta
disallow: /
allow: /skog/


allow: /berg/
user-agent: gamma

user-agent: alfa
allow: /vidd/
disallow: /
"""
_SPACED = "{}: {}\nallow: /hav/\ndisallow: /\n"
_LINES = ("user-agent: alfa", "allow: /hav/sida", "user-agent: beta", "", "", "disallow: /")

_LONG = "/hav/" + "a" * (2083 * 8 - 1 - len("disallow: ") - len("/hav//"))

CASES = [
    # lines
    Case("a rule is a name, a colon and a value", "user-agent: alfa\ndisallow: /\n", "alfa", no=("/hav/sida",)),
    Case("names that are no rules' say nothing", "foo: alfa\nbar: /\n", "alfa", ("/hav/sida",)),
    Case("a forgotten colon is understood", "user-agent alfa\ndisallow /\n", "alfa", no=("/hav/sida",)),
    *(
        Case(f"line ends {ends!r}", ends.join(_LINES) + tail, "beta", no=("/sida",))
        for ends in ("\n", "\r\n", "\r")
        for tail in (ends, "")
    ),
    Case(
        "line ends of all kinds",
        "user-agent: alfa\nallow: /hav\r\nuser-agent: beta\n\r\n\ndisallow: /",
        "beta",
        no=("/",),
    ),
    *(
        Case("names of rules in any case", text, "alfa", ("/hav/sida",), ("/skog/sida",))
        for text in (
            "USER-AGENT: alfa\nALLOW: /hav/\nDISALLOW: /\n",
            "user-agent: alfa\nallow: /hav/\ndisallow: /\n",
            "uSeR-aGeNt: alfa\nAlLoW: /hav/\ndIsAlLoW: /\n",
        )
    ),
    *(
        Case(f"a misspelt {name}", f"user-agent: alfa\n{name}: /hav\n", "alfa", ("/skog",), ("/hav",))
        for name in ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")
    ),
    Case("a misspelt user-agent", "useragent: alfa\ndisallow: /\n", "alfa", no=("/",)),
    Case("user agent in two words", "user agent: alfa\ndisallow: /\n", "alfa", no=("/",)),
    # byte order mark
    Case("a byte order mark is passed over", "\ufeffuser-agent: alfa\ndisallow: /hav\n", "alfa", no=("/hav",)),
    Case("a mark read as Latin-1", "ï»¿user-agent: alfa\ndisallow: /hav\n", "alfa", no=("/hav",)),
    Case("two bytes of a mark", "ï»user-agent: alfa\ndisallow: /hav\n", "alfa", no=("/hav",)),
    Case("one byte of a mark", "ïuser-agent: alfa\ndisallow: /hav\n", "alfa", no=("/hav",)),
    Case("part of a mark, undecodable", "\ufffduser-agent: alfa\ndisallow: /hav\n", "alfa", no=("/hav",)),
    Case("a broken mark spoils its line alone", "ï\x11¿user-agent: alfa\ndisallow: /hav\n", "alfa", ("/hav",)),
    Case("a broken mark, undecodable", "\ufffd\x11\ufffduser-agent: alfa\ndisallow: /hav\n", "alfa", ("/hav",)),
    Case("a mark in the middle spoils its line", "user-agent: alfa\n\ufeffdisallow: /hav\n", "alfa", ("/hav",)),
    # groups
    Case("groups of one agent are joined", _GROUPS, "alfa", ("/hav/b", "/vidd/d"), ("/skog/c", "/utan/grupp/")),
    Case("blank lines end no group", _GROUPS, "beta", ("/skog/c", "/berg/a"), ("/vidd/d", "/utan/grupp/")),
    Case("neighbouring agents share a group", _GROUPS, "gamma", ("/vidd/d",), ("/utan/grupp/",)),
    *(
        Case(
            "a sitemap between agents ends no group",
            "user-agent: beta\nsitemap: https://x/s\nuser-agent: *\ndisallow: /\n",
            agent,
            no=("/",),
        )
        for agent in ("alfa", "beta")
    ),
    *(
        Case(
            "an unknown line between agents ends no group",
            "user-agent: alfa\nokänd: rad\nuser-agent: *\ndisallow: /\n",
            agent,
            no=("/",),
        )
        for agent in ("alfa", "beta")
    ),
    # agents
    Case("no file, no rule", "", "alfa", ("/hav/sida",)),
    Case(
        "the group of the agent, not that of all",
        "user-agent: *\ndisallow: /hav\nuser-agent: alfa\nallow: /hav/sida\n",
        "alfa",
        ("/hav/sida",),
    ),
    Case(
        "the group of all for everybody else",
        "user-agent: *\ndisallow: /hav\nuser-agent: alfa\nallow: /hav/sida\n",
        "beta",
        no=("/hav/sida",),
    ),
    Case("all may, one may not", "user-agent: *\nallow: /\nuser-agent: alfa\ndisallow: /\n", "alfa", no=("/hav/sida",)),
    Case("all may, and others too", "user-agent: *\nallow: /\nuser-agent: alfa\ndisallow: /\n", "beta", ("/hav/sida",)),
    Case(
        "an agent that nobody speaks to",
        "user-agent: alfa\nallow: /\nuser-agent: beta\ndisallow: /\nuser-agent: gamma\ndisallow: /\n",
        "delta",
        ("/hav/sida",),
    ),
    Case(
        "one's own group lifts that of all",
        "user-agent: *\ndisallow: /hav/\nuser-agent: alfa\ndisallow: /skog/\n",
        "alfa",
        ("/hav/sida",),
        ("/skog/sida",),
    ),
    *(
        Case(
            "a product token ends at a space, in any case",
            _SPACED.format("user-agent", value),
            agent,
            ("/hav/sida",),
            ("/skog/sida",),
        )
        for value in ("ALFA BETA", "alfa beta", "AlFa bEtA")
        for agent in ("Alfa", "alfa")
    ),
    Case(
        "the token before a space",
        "user-agent: *\ndisallow: /\nuser-agent: alfa beta\nallow: /hav/\ndisallow: /\n",
        "alfa",
        ("/hav/sida",),
    ),
    Case(
        "a name with a space is no token",
        "user-agent: *\ndisallow: /\nuser-agent: alfa beta\nallow: /hav/\ndisallow: /\n",
        "alfa beta",
        no=("/hav/sida",),
    ),
    Case("a version is no part of the token", "user-agent: alfa/2.1\ndisallow: /\n", "alfa", no=("/hav/sida",)),
    Case("nor is it in our own name", "user-agent: alfa\ndisallow: /\n", "alfa/1.0", no=("/hav/sida",)),
    Case("a longer token is another one", "user-agent: alfabet\ndisallow: /\n", "alfa", ("/hav/sida",)),
    Case("a shorter token is another one", "user-agent: alf\ndisallow: /\n", "alfa", ("/hav/sida",)),
    Case("nobody's name", "user-agent: alfa\ndisallow: /\n", "", ("/",)),
    # empty values
    Case("no file and no path", "", "alfa", ("",)),
    Case("no path is the root", "user-agent: alfa\ndisallow: /\n", "alfa", no=("",)),
    Case("empty rules say nothing", "user-agent: alfa\ndisallow: \nallow: \n", "alfa", ("/hav/sida.html",)),
    Case(
        "an empty group of one's own lifts that of all",
        "user-agent: *\ndisallow: /\nuser-agent: alfa\ndisallow:\n",
        "alfa",
        ("/hav",),
    ),
    # case of paths
    Case("paths keep their case: other", "user-agent: alfa\ndisallow: /HAV/\n", "alfa", ("/hav/sida",)),
    Case("paths keep their case: same", "user-agent: alfa\ndisallow: /hav/\n", "alfa", no=("/hav/sida",)),
    # a line counts as far as 8 times the longest address of common browsers
    Case(
        "a long disallow is cut off", f"user-agent: alfa\ndisallow: {_LONG}/slut\n", "alfa", ("/hav",), (f"{_LONG}/x",)
    ),
    Case(
        "a long allow is cut off", f"user-agent: alfa\ndisallow: /\nallow:    {_LONG}/slut\n", "alfa", (f"{_LONG}/x",)
    ),
    # the longest match
    Case(
        "the longer disallow",
        "user-agent: alfa\ndisallow: /hav/sida.html\nallow: /hav/\n",
        "alfa",
        no=("/hav/sida.html",),
    ),
    Case(
        "the longer allow",
        "user-agent: alfa\nallow: /hav/sida.html\ndisallow: /hav/\n",
        "alfa",
        ("/hav/sida.html",),
        ("/hav/",),
    ),
    Case("allow wins a draw at the root", "user-agent: alfa\ndisallow: /\nallow: /\n", "alfa", ("/hav/sida.html",)),
    Case("a slash more", "user-agent: alfa\ndisallow: /hav\nallow: /hav/\n", "alfa", ("/hav/",), ("/hav",)),
    Case(
        "allow wins a draw",
        "user-agent: alfa\ndisallow: /hav/sida.html\nallow: /hav/sida.html\n",
        "alfa",
        ("/hav/sida.html",),
    ),
    Case(
        "wildcards count as written",
        "user-agent: alfa\nallow: /sida\ndisallow: /*.html\n",
        "alfa",
        ("/sida",),
        ("/sida.html",),
    ),
    Case(
        "the longer of two kinds",
        "user-agent: alfa\nallow: /hav/sida.\ndisallow: /*.html\n",
        "alfa",
        ("/hav/sida.html",),
        ("/hav/y.html",),
    ),
    Case("allow before disallow", "user-agent: alfa\nallow: /s\ndisallow: /\n", "alfa", ("/sida",)),
    Case("a draw of folders", "user-agent: alfa\nallow: /mapp\ndisallow: /mapp\n", "alfa", ("/mapp/sida",)),
    Case("a draw that is none", "user-agent: alfa\nallow: /sida\ndisallow: /*.htm\n", "alfa", no=("/sida.htm",)),
    Case("the root alone", "user-agent: alfa\nallow: /$\ndisallow: /\n", "alfa", ("/",), ("/sida.html",)),
    # paths and wildcards
    Case(
        "a path is a prefix",
        _FISK.format("/fisk"),
        "alfa",
        ("/fisk", "/fisk.html", "/fisk/lax.html", "/fiskar", "/fiskar/gott.html", "/fisk.html?id=vad"),
        ("/bar", "/Fisk.asp", "/torskfisk", "/?id=fisk"),
    ),
    Case(
        "a star at the end adds nothing",
        _FISK.format("/fisk*"),
        "alfa",
        ("/fisk", "/fisk.html", "/fisk/lax.html", "/fiskar", "/fiskar/gott.html", "/fisk.html?id=vad"),
        ("/bar", "/Fisk.bar", "/torskfisk", "/?id=fisk"),
    ),
    Case(
        "a slash at the end means the folder",
        _FISK.format("/fisk/"),
        "alfa",
        ("/fisk/", "/fisk/lax", "/fisk/?lax", "/fisk/lax.html", "/fisk/?id=vad"),
        ("/bar", "/fisk", "/fisk.html", "/Fisk/Lax.html"),
    ),
    Case(
        "a star is any run",
        _FISK.format("/*.php"),
        "alfa",
        ("/namn.php", "/mapp/namn.php", "/mapp/namn.php?fält", "//mapp/n.php.x.html", "/namn.php/", "/s?f=namn.php/"),
        ("/bar", "/php/", "/s?php", "/fönster.PHP"),
    ),
    Case(
        "a dollar is the end",
        _FISK.format("/*.php$"),
        "alfa",
        ("/namn.php", "/mapp/namn.php"),
        ("/bar", "/namn.php?fält", "/namn.php/", "/namn.php5", "/php/", "/namn?php", "/aaaphpaaa", "//fönster.PHP"),
    ),
    Case(
        "a star inside",
        _FISK.format("/fisk*.php"),
        "alfa",
        ("/fisk.php", "/fiskar/lax.php?fält"),
        ("/bar", "/Fisk.PHP"),
    ),
    Case(
        "a star for a folder",
        "user-agent: alfa\ndisallow: /a/b/kust\nallow: /a/*/vik\n",
        "alfa",
        ("/a/kust", "/a//kust", "/a/x/kust"),
        ("/a/b/kust",),
    ),
    Case(
        "an end of a folder's name",
        "user-agent: alfa\ndisallow: /a/b$\nallow: /a/b/vik\n",
        "alfa",
        ("/a/b/vik", "/a/b/", "/a/b/baz"),
        ("/a/b",),
    ),
    Case(
        "a hash starts a comment",
        "user-agent: alfa\n# disallow: /\ndisallow: /a/kust#vik\nallow: /\n",
        "alfa",
        ("/a/b",),
        ("/a/kust",),
    ),
    # encoding
    Case(
        "reserved characters stay",
        "user-agent: alfa\ndisallow: /\nallow: /a/b?x=y&z=http://q.r?s&t\n",
        "alfa",
        ("/a/b?x=y&z=http://q.r?s&t",),
    ),
    Case(
        "characters outside ASCII are escaped",
        "user-agent: alfa\ndisallow: /\nallow: /a/b/ツ\n",
        "alfa",
        ("/a/b/%E3%83%84",),
    ),
    Case(
        "escapes are compared as they are",
        "user-agent: alfa\ndisallow: /\nallow: /a/b/%E3%83%84\n",
        "alfa",
        ("/a/b/%E3%83%84",),
    ),
    *(
        Case(
            "an address that is not escaped earns no permission",
            f"user-agent: alfa\ndisallow: /\nallow: /a/b/{path}\n",
            "alfa",
            no=("/a/b/ツ",),
        )
        for path in ("ツ", "%E3%83%84")
    ),
    Case(
        "an address that is not escaped escapes no ban",
        "user-agent: alfa\ndisallow: /a/b/%E3%83%84\n",
        "alfa",
        no=("/a/b/ツ",),
    ),
    Case(
        "needless escapes earn no permission",
        "user-agent: alfa\ndisallow: /\nallow: /a/%62%61\n",
        "alfa",
        ("/a/%62%61",),
        ("/a/ba",),
    ),
    Case("needless escapes lift no ban", "user-agent: alfa\ndisallow: /a/%62%61\n", "alfa", no=("/a/%62%61", "/a/ba")),
    Case(
        "needless escapes in the address lift no ban",
        "user-agent: alfa\ndisallow: /a/ba\n",
        "alfa",
        no=("/a/%62%61", "/a/ba"),
    ),
    Case(
        "digits of escapes in any case",
        "user-agent: alfa\ndisallow: /a/%c3%a5\n",
        "alfa",
        no=("/a/%C3%A5", "/a/%c3%a5", "/a/å"),
    ),
    # robots.txt itself
    Case(
        "robots.txt may always be read", "user-agent: *\ndisallow: /\n", "alfa", ("/robots.txt",), ("/robots.txt.bak",)
    ),
]
