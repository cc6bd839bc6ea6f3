"""Address identity: what makes two addresses the same page.

Two functions, one for asking and one for comparing. `normalise` gives the address to request: absolute, without
fragment, tracking and session parameters. `address_key` gives what is compared and hashed into page ids: it also
forgets the scheme, a leading `www.`, a trailing slash and index files, and knows that Sitevision serves one page
under every path that ends in the same number (`/nyheter/avtal.4.1a2b3c4d.html` is `/4.1a2b3c4d.html`).

A change here changes page ids: it is a breaking change and needs a migration that records redirects.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

__all__ = ["AddressError", "address_key", "host_of", "normalise"]

# The pages of a site share most of their links.
_CACHE = 32_768
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_PLAIN_BASE = re.compile(r"https?://[^/?#]+/", re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|mc_[ce]id|fbclid|gclid|gclsrc|dclid|msclkid|yclid|igshid|_ga|_gl|_hsenc|_hsmi"
    r"|mkt_tok|cmpid|ref_src|phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|sid|cfid|cftoken|_sv_p_id)",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default|start)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_SITEVISION = re.compile(r"/(?:[^/]*\.)?4\.([0-9a-f]{6,40})\.html$", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_DEFAULT_PORT = {"http": 80, "https": 443}
_SAFE_PATH = "/-._~!$&'()*+,;=:@"
_SAFE_QUERY = "-._~!$'()*,;:@/?"


class AddressError(ValueError):
    """This text is no http or https address."""


def normalise(url: str, base: str | None = None) -> str:
    """The address to request for `url`, seen from the page `base`.

    Raises `AddressError` for other schemes, missing hosts, credentials and broken ports.
    """
    url = url.strip()
    if base is None or _ABSOLUTE.match(url):
        return _normalised(url)
    try:
        return _normalised(_joined(url, base))
    except ValueError as error:
        raise AddressError(f"not an address: {url[:200]!r} ({error})") from None


def _joined(url: str, base: str) -> str:
    if url.startswith("/") and not url.startswith("//"):
        # By far the most links of a page; the same as urljoin, which takes ten times as long.
        return base[: base.find("/", base.find("//") + 2)] + url if _PLAIN_BASE.match(base) else urljoin(base, url)
    return urljoin(base, url)


@lru_cache(maxsize=_CACHE)
def _normalised(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressError(f"not an address: {url[:200]!r} ({error})") from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORT:
        raise AddressError(f"not an http or https address: {url[:200]!r}")
    if parts.username is not None or parts.password is not None:
        raise AddressError(f"address with credentials: {url[:200]!r}")
    host = _ascii_host(parts.hostname or "", url)
    netloc = host if port in (None, _DEFAULT_PORT[scheme]) else f"{host}:{port}"
    path = _clean_path(_SESSION_IN_PATH.sub("", parts.path)) or "/"
    return urlunsplit((scheme, netloc, path, _clean_query(parts.query), ""))


@lru_cache(maxsize=_CACHE)
def address_key(url: str) -> str:
    """What `url` is compared by: equal keys mean the same page."""
    parts = urlsplit(normalise(url))
    netloc = parts.netloc.removeprefix("www.")
    numbered = _SITEVISION.search(parts.path)
    if numbered:
        return f"{netloc}/4.{numbered.group(1).lower()}.html" + (f"?{parts.query}" if parts.query else "")
    path = _INDEX.sub("/", parts.path).rstrip("/")
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{netloc}{path or '/'}" + (f"?{query}" if query else "")


def host_of(url: str) -> str:
    """Host name of `url`, lower case, without port; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _ascii_host(host: str, url: str) -> str:
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    try:
        ascii_host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        ascii_host = ""
    if not _HOST.fullmatch(ascii_host) or ".." in ascii_host:
        raise AddressError(f"no host in address: {url[:200]!r}")
    return ascii_host


def _clean_path(path: str) -> str:
    segments: list[str] = []
    parts = path.split("/")
    for segment in parts[1:] if path.startswith("/") else parts:
        if segment == "..":
            if segments:
                segments.pop()
        elif segment != ".":
            segments.append(quote(unquote_to_bytes(segment.encode("utf-8", "replace")), safe=_SAFE_PATH[1:]))
    if parts[-1] in {".", ".."}:
        segments.append("")
    return "/" + "/".join(segments)


def _clean_query(query: str) -> str:
    # Latin-1 keeps every percent-encoded byte as it is, whatever encoding the site meant.
    ascii_query = quote(query.encode("utf-8", "replace"), safe=_SAFE_QUERY + "&=+%")
    pairs = parse_qsl(ascii_query, keep_blank_values=True, encoding="latin-1")
    kept = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
    return "&".join(
        quote(name, safe=_SAFE_QUERY, encoding="latin-1")
        + ("=" + quote(value, safe=_SAFE_QUERY, encoding="latin-1") if value else "")
        for name, value in kept
    )
