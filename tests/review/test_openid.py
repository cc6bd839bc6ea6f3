"""Signing in through an identity provider, with a stub of one in place of the network."""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from starlette.testclient import TestClient

from kkharvest.core.errors import InputError
from kkharvest.core.settings import ReviewSettings, Settings
from kkharvest.review.accounts import Role, accounts, change_account, invite
from kkharvest.review.openid import OpenId
from kkharvest.review.web import create_app, open_house
from kkharvest.store import Store
from tests.review.conftest import Person

ISSUER = "https://id.example"
WRONG = ECKey.generate_key("P-256", {"kid": "k1"}, private=True)


class Provider:
    """A stub of an identity provider: vouches for `claims`, remembers what it was asked."""

    def __init__(self) -> None:
        self.key: Any = ECKey.generate_key("P-256", {"kid": "k1"}, private=True)
        self.signer: Any = self.key
        self.algorithm = "ES256"
        self.claims: dict[str, Any] = {"sub": "person-1", "name": "Eva Ek", "email": "eva@id.example"}
        self.nonce = ""
        self.challenge = ""
        self.forms: list[dict[str, list[str]]] = []
        self.about = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json=self.about)
        if request.url.path == "/keys":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        self.forms.append(parse_qs(request.content.decode()))
        now = int(time.time())
        usual = {"iss": ISSUER, "aud": "granskning", "iat": now, "exp": now + 300, "nonce": self.nonce}
        token = jwt.encode({"alg": self.algorithm, "kid": "k1"}, usual | self.claims, self.signer, [self.algorithm])
        return httpx.Response(200, json={"id_token": token})


Begin = Callable[..., TestClient]


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def browser(settings: Settings, store: Store, provider: Provider, person: Person) -> Begin:
    """A browser at an application that knows the provider; one administrator is there."""
    person("chef", Role.ADMINISTRATOR)

    def make(**options: Any) -> TestClient:
        chosen = ReviewSettings(
            openid_issuer=ISSUER, openid_client_id="granskning", openid_address="http://testserver", **options
        )
        house = open_house(settings.model_copy(update={"review": chosen}), store)
        house.openid = OpenId(chosen, httpx.MockTransport(provider))
        return TestClient(create_app(house), base_url="http://testserver", follow_redirects=False)

    return make


def enter(browser: TestClient, provider: Provider, query: str = "", **changed: str) -> Any:
    """Goes to the provider and back; the answer to what it brings."""
    asked = parse_qs(urlsplit(browser.get(f"/logga-in/openid{query}").headers["location"]).query)
    provider.nonce = changed.get("nonce", asked["nonce"][0])
    provider.challenge = asked["code_challenge"][0]
    state = changed.get("state", asked["state"][0])
    return browser.get("/logga-in/openid/svar", params={"state": state, "code": "c"})


def test_an_invitation_makes_the_account_with_its_role(store: Store, browser: Begin, provider: Provider) -> None:
    eva = browser()
    token = invite(store, Role.EDITOR, ReviewSettings(), by=None)
    answer = enter(eva, provider, f"?inbjudan={token}")
    assert answer.status_code == 303
    assert "kk_session" in answer.headers["set-cookie"]
    (account,) = [one for one in accounts(store) if one.name == "Eva Ek"]
    assert account.role is Role.EDITOR
    assert eva.get("/ko").status_code == 200
    # Next time the provider's word is enough; the invitation is spent.
    assert enter(browser(), provider).status_code == 303
    assert enter(browser(), provider, f"?inbjudan={token}").status_code == 303
    assert len(accounts(store)) == 2
    assert "person-1" not in json.dumps(store.rows("SELECT * FROM accounts"))


def test_nobody_gets_an_account_unasked(store: Store, browser: Begin, provider: Provider) -> None:
    answer = enter(browser(), provider)
    assert answer.status_code == 400
    assert "Be administratören om en inbjudan" in answer.text
    assert len(accounts(store)) == 1
    assert enter(browser(openid_makes_readers=True), provider).status_code == 303
    assert [one.role for one in accounts(store) if one.name == "Eva Ek"] == [Role.READER]


def test_a_closed_account_stays_closed(store: Store, browser: Begin, provider: Provider) -> None:
    token = invite(store, Role.REVIEWER, ReviewSettings(), by=None)
    enter(browser(), provider, f"?inbjudan={token}")
    chef, eva = (next(one for one in accounts(store) if one.name == name) for name in ("Chef", "Eva Ek"))
    change_account(store, eva.id, role=eva.role, is_active=False, by=chef)
    assert enter(browser(openid_makes_readers=True), provider).status_code == 400


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://annan.example"},
        {"aud": "annan"},
        {"aud": ["granskning", "annan"]},
        {"exp": 1},
        {"exp": None},
        {"nonce": "annan"},
        {"nonce": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_now_is_refused(browser: Begin, provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims |= claims
    assert enter(browser(openid_makes_readers=True), provider).status_code == 400


def test_signatures_of_others_and_of_none_are_refused(browser: Begin, provider: Provider) -> None:
    provider.signer = WRONG
    assert enter(browser(openid_makes_readers=True), provider).status_code == 400
    # The provider's public key taken for a shared secret: the algorithm is not ours to accept.
    provider.signer, provider.algorithm = OctKey.import_key("x" * 64), "HS256"
    assert enter(browser(openid_makes_readers=True), provider).status_code == 400


def test_an_answer_counts_once_and_in_the_browser_that_asked(browser: Begin, provider: Provider) -> None:
    eva = browser(openid_makes_readers=True)
    other = TestClient(eva.app, base_url="http://testserver", follow_redirects=False)
    assert enter(eva, provider, state="annan").status_code == 400
    asked = parse_qs(urlsplit(eva.get("/logga-in/openid").headers["location"]).query)
    provider.nonce = asked["nonce"][0]
    back = {"state": asked["state"][0], "code": "c"}
    assert other.get("/logga-in/openid/svar", params=back).status_code == 400
    # Whoever stole the answer has spent it.
    assert eva.get("/logga-in/openid/svar", params=back).status_code == 400


def test_the_verifier_fits_the_challenge(browser: Begin, provider: Provider) -> None:
    import base64
    import hashlib

    enter(browser(openid_makes_readers=True, openid_secret="hemligt"), provider)
    (form,) = provider.forms
    digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == provider.challenge
    assert form["client_secret"] == ["hemligt"]
    assert form["redirect_uri"] == ["http://testserver/logga-in/openid/svar"]


@pytest.mark.parametrize("field", ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_provider_that_names_another_or_has_no_tls_is_refused(browser: Begin, provider: Provider, field: str) -> None:
    provider.about[field] = "http://annan.example"
    assert browser().get("/logga-in/openid").status_code == 422


def test_where_it_leads_stays_at_home(browser: Begin, provider: Provider) -> None:
    answer = enter(browser(openid_makes_readers=True), provider, "?vidare=//annan.example")
    assert answer.headers["location"] == "/"


def test_settings_that_lack_something_are_told() -> None:
    with pytest.raises(InputError, match="openid_address"):
        OpenId(ReviewSettings(openid_issuer=ISSUER))


def test_without_settings_there_is_no_such_door(settings: Settings, store: Store) -> None:
    browser = TestClient(create_app(open_house(settings, store)), base_url="http://testserver")
    assert browser.get("/logga-in/openid").status_code == 404
    assert browser.get("/logga-in/openid/svar?state=a&code=b").status_code == 404
