"""Keys: which one does what, as shipped and as a reviewer has changed them."""

from collections.abc import Mapping
from typing import Any

from kkharvest import taxonomy

__all__ = ["ACTIONS", "keys_of", "theme_keys"]

ACTIONS = {
    "accept": ("g", "Godkänn"),
    "reject": ("x", "Avslå (sedan skälets siffra)"),
    "unsure": ("o", "Osäker"),
    "later": ("s", "Senare"),
    "undo": ("z", "Ångra senaste beslutet"),
    "next": ("j", "Nästa"),
    "previous": ("k", "Föregående"),
    "edit": ("r", "Redigera uppgifterna"),
    "note": ("n", "Skriv en anteckning"),
    "voice": ("v", "Visa nästa röst"),
    "merge": ("m", "Slå ihop eller dela"),
    "source": ("l", "Öppna källan"),
    "definitions": ("d", "Visa vad temana omfattar"),
    "search": ("/", "Sök i kön"),
    "help": ("?", "Visa tangenterna"),
}
_THEME_KEYS = "1234567890qwe"


def keys_of(preferences: Mapping[str, Any]) -> dict[str, str]:
    """The key of each action for somebody with these preferences."""
    own = preferences.get("keys", {})
    return {action: str(own.get(action, key)) for action, (key, _) in ACTIONS.items()} | theme_keys(preferences)


def theme_keys(preferences: Mapping[str, Any]) -> dict[str, str]:
    """The key of each theme, in published order, for somebody with these preferences."""
    own = preferences.get("keys", {})
    return {
        theme.slug: str(own.get(theme.slug, key))
        for theme, key in zip(taxonomy.predicted_themes(), _THEME_KEYS, strict=True)
    }
