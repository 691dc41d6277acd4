"""The secrets of one run of the site, all derived from the token in the printed link."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

ONE_TIME_S = 60.0
"""Lifetime of a link given to a browser on its command line, where other users of the machine can
read it. It also works only once. A browser needs a second or two."""

FORM_FIELD = "token"
FORM_HEADER = "x-form-token"


class SiteTokens:
    """Cookie, form token and one-time links of one run of the site.

    All are derived from the token, which cannot be computed back from any of them.

    Parameters
    ----------
    token
        The secret of the printed link.
    """

    def __init__(self, token: str) -> None:
        self.token = token
        self.cookie = self._derive("cookie")
        self.form = self._derive("form")
        self._used: set[str] = set()

    def make_one_time(self, now: float | None = None) -> str:
        """Return a token that opens the site once, within ``ONE_TIME_S``."""
        moment = int(time.time() if now is None else now)
        head = f"{moment}.{secrets.token_urlsafe(12)}"
        return f"{head}.{self._derive(head)}"

    def opens(self, given: str, now: float | None = None) -> bool:
        """Return whether a link with this token opens the site; a one-time token is used up."""
        if is_same(given, self.token):
            return True
        head, _, mac = given.rpartition(".")
        moment = head.partition(".")[0]
        if not is_same(mac, self._derive(head)) or not moment.isdecimal() or head in self._used:
            return False
        self._used.add(head)
        return abs((time.time() if now is None else now) - int(moment)) <= ONE_TIME_S

    def prove(self, challenge: str) -> str:
        """Return the answer to a challenge that only a site with this token can compute."""
        return self._derive(f"alive {challenge}")

    def _derive(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def new_token() -> str:
    """Return a secret for one run of the site: 256 random bits."""
    return secrets.token_urlsafe(32)


def is_same(given: str, expected: str) -> bool:
    """Compare two secrets in constant time, which reveals nothing about where they differ."""
    return secrets.compare_digest(
        given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass")
    )
