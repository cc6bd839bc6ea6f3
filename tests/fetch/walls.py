"""Pages that stand in the way of content, as the usual systems serve them with status 200; and pages about such things.

Written after what challenge services, page systems and frameworks send, in words of our own where they are long.
"""

__all__ = ["CONTENT", "WALLS"]


def _html(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


_MENU = "".join(f'<a href="/{n}">Meny {n}</a> ' for n in range(12))
_FOOT = "<footer>Kommunen, Torget 1. Växel 0123-45 67 89. Om webbplatsen. Tillgänglighet.</footer>"

WALLS: dict[str, list[str]] = {
    "challenge": [
        _html("Just a moment...", "<h1>www.kommun.se</h1><p>Verifying you are human. This may take a few seconds.</p>"),
        _html(
            "Access Denied",
            '<h1>Access Denied</h1>You don\'t have permission to access "http://www.kommun.se/" on this server.'
            "<p>Reference #18.2d351ab8.1557333295.a4e16ab</p>",
        ),
        _html(
            "kommun.se",
            '<p id="cmsg">Please enable JS and disable any ad blocker</p>'
            "<script>var dd={'rt':'c','cid':'AHrlqAAAAAMA','host':'geo.captcha-delivery.com'}</script>"
            '<script src="https://ct.captcha-delivery.com/c.js"></script>',
        ),
        _html(
            "",
            '<iframe src="/_Incapsula_Resource?CWUDNSAI=9" width="100%" height="100%">'
            "Request unsuccessful. Incapsula incident ID: 443000270061913201-250</iframe>",
            '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3"></script>',
        ),
        _html(
            "Request Rejected",
            "The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: 1234567890",
        ),
        _html(
            "Human Verification",
            "<noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you're not a robot."
            '</noscript><div id="challenge-container"></div>',
            '<script src="https://x.token.awswaf.com/x/challenge.js"></script>',
        ),
    ],
    "soft_404": [
        _html("Hoppsan! - Kommunen", f"{_MENU}<h1>Hoppsan!</h1><p>Sidan du letade efter kunde inte hittas.</p>{_FOOT}"),
        _html(
            "Page not found - Science Park",
            f"{_MENU}<h1>Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location.</p>",
        ),
        _html("Kommunen", f"{_MENU}<h1>Sidan är borttagen eller flyttad</h1><p>Prova att söka i stället.</p>{_FOOT}"),
        _html("Fel 404", f"{_MENU}<h1>Tyvärr</h1><p>Vi hittade inte det du sökte. Kontrollera adressen.</p>{_FOOT}"),
        _html(
            "Sidan finns inte längre | Region",
            f"{_MENU}<h1>Den här sidan finns inte längre</h1><p>Använd sökrutan eller menyn.</p>{_FOOT}",
        ),
        _html("Oj då", f"{_MENU}<h1>Vi kan tyvärr inte hitta sidan</h1><p>Länken kan vara gammal.</p>{_FOOT}"),
    ],
    "login": [
        _html(
            "Logga in - Insidan",
            '<h1>Logga in</h1><form><input name="user"><input type="password"><button>Logga in</button></form>',
        ),
        _html(
            "Sign in to your account",
            '<div>Sign in</div><form action="/common/login"><input type="email" name="loginfmt" '
            'placeholder="Email, phone, or Skype"><input type="submit" value="Next"></form>',
        ),
        _html(
            "Välj inloggningsmetod",
            "<h1>Välj hur du vill logga in</h1><ul><li><a href='/bankid'>BankID</a></li><li><a href='/freja'>Freja</a>"
            "</li><li><a href='/siths'>SITHS-kort</a></li></ul><p>Du måste logga in för att se sidan.</p>",
        ),
        _html(
            "Intranätet ‹ Logga in — WordPress",
            '<form id="loginform"><label>Användarnamn eller e-postadress</label><input name="log">'
            '<label>Lösenord</label><input type="password" name="pwd"></form>',
        ),
        _html(
            "Medlemssidor",
            '<h1>Endast för medlemmar</h1><p>Du behöver vara inloggad för att läsa.</p><form><input name="u">'
            '<input type="password"><button>Logga in</button></form>',
        ),
        _html(
            "Prenumerera för att läsa vidare",
            "<h1>Samverkan om återbruk</h1><p>Du måste vara prenumerant för att läsa hela artikeln.</p>"
            "<a href='/login'>Logga in</a> <a href='/kop'>Bli prenumerant</a>",
        ),
    ],
    "cookie_wall": [
        _html(
            "Vi använder cookies",
            "<h1>Vi använder cookies</h1><p>Godkänn alla eller välj själv.</p><button>Godkänn alla</button>",
        ),
        _html(
            "Innan du fortsätter",
            "<h1>Innan du fortsätter</h1><p>Vi använder kakor och annan data. Godkänn alla eller avvisa alla.</p>"
            "<button>Godkänn alla</button><button>Avvisa alla</button>",
        ),
        _html(
            "Tidningen",
            "<h2>Vi värnar om din integritet</h2><p>Vi och våra 842 partner lagrar cookies på din enhet. Ge ditt "
            "samtycke för att fortsätta.</p><button>Acceptera och stäng</button><a href='/partner'>Partner</a>",
        ),
        _html(
            "Consent",
            "<h1>Before you continue</h1><p>We use cookies. Accept all or manage your consent choices.</p>"
            "<button>Accept all</button>",
        ),
        _html(
            "Samtycke krävs",
            "<h1>Samtycke till kakor</h1><p>För att visa webbplatsen behöver vi ditt samtycke. Acceptera kakor.</p>",
        ),
        _html(
            "Trafiknytt",
            "<h1>Din integritet är viktig för oss</h1><p>För att läsa gratis godkänner du cookies, eller betalar.</p>"
            "<button>Godkänn och läs</button>",
        ),
    ],
    "shell": [
        _html(
            "React App",
            '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>'
            '<script src="/static/js/main.3f2a.js"></script>',
        ),
        _html(
            "Portalen",
            "<noscript><strong>We're sorry but portalen doesn't work properly without JavaScript enabled. Please "
            'enable it to continue.</strong></noscript><div id="app"></div><script src="/js/app.js"></script>',
        ),
        _html("Evenemang", '<app-root>Laddar…</app-root><script src="main.js" type="module"></script>'),
        _html("Klimatportalen", '<div id="__next"></div><script src="/_next/static/chunks/main.js" defer></script>'),
        _html(
            "Kartan",
            "<p>Den här sidan kräver JavaScript. Slå på det och ladda om sidan.</p><div id='map'></div>",
        ),
        _html(
            "Power Apps",
            '<div id="root"><div class="spinner">Loading...</div></div><script type="module" src="a.js"></script>',
        ),
    ],
}

_TEXT = (
    "<p>Kommunen och elva företag samverkar om återbruk, laddning och fjärrvärme i hamnen. Arbetet leds av en grupp "
)
_TEXT += "där alla parter sitter, och resultaten delas öppet med andra städer varje halvår.</p>"

CONTENT: list[str] = [
    _html("Kommunen bygger 404 klimatneutrala bostäder", f"{_MENU}<h1>404 nya bostäder</h1>{_TEXT * 6}"),
    _html("Så loggar företag in i energitjänsten", f"{_MENU}<h1>Så loggar du in med BankID</h1>{_TEXT * 6}"),
    _html(
        "Kakor i centrum", f"{_MENU}<h1>Bageriet som säljer kakor av svinn</h1>{_TEXT * 2}<p>Samtycke och godkänn.</p>"
    ),
    _html("Samtycke till laddstolpar", f"{_MENU}<h1>Grannarna gav sitt samtycke</h1>{_TEXT * 3}"),
    _html("Robotar sorterar textil", f"{_MENU}<h1>Är du en robot? Textilkretsloppet svarar</h1>{_TEXT * 8}"),
    _html("Klimatavtalet", f'{_MENU}<h1>Klimatavtalet</h1>{_TEXT}<form><input type="password"></form>'),
    _html("Öppna data", f"{_MENU}<h1>Kartan kräver mod, säger kommunen</h1>{_TEXT * 3}<script src='a.js'></script>"),
    _html("Access denied no more", f"{_MENU}<h1>Access for all: how the city opened its data</h1>{_TEXT * 5}"),
    _html("Hamnen", f"{_MENU}<h1>Sidan av hamnen som ingen hittade</h1>{_TEXT * 4}"),
    _html("Kort nyhet", f"{_MENU}<h1>Tolv skrev under</h1><p>Tolv företag skrev i dag under klimatavtalet.</p>"),
]
