"""What a failed download means, in words: the cause, and what to do about it."""

from __future__ import annotations

import errno
import socket
import ssl
import urllib.error

from voicecoach.errors import NetworkError

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP statuses of failures that may pass, so that another try makes sense."""

AGAIN = "run the same command again: it goes on where it stopped."

WRONG_CONTENT = "corrupt-download"
"""Error code of bytes that are not the published ones; such a failure is never passed over."""


def is_lasting(error: Exception | None) -> bool:
    """Return whether trying once more is pointless."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code not in PASSING
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EACCES}


def explain(error: Exception | None, url: str) -> NetworkError:
    """Return what cut a download short as an error with its cause and what to do."""
    host = url.split("/")[2]
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(error, urllib.error.HTTPError):
        if error.code in {401, 403, 404}:  # the hub answers 401 for what does not exist
            return NetworkError(
                f"{_repository_in(url)} is not offered by {host} (HTTP {error.code}).",
                "`voicecoach models list` shows the other models.",
                code="not-offered",
            )
        return NetworkError(f"{host} answered with HTTP {error.code}.", f"Later, {AGAIN}")
    if isinstance(reason, socket.gaierror):
        return NetworkError(
            f"{host} cannot be found: there is no network, or no name service.",
            f"Connect to the network, then {AGAIN}",
            code="offline",
        )
    if isinstance(reason, ssl.SSLError):
        return NetworkError(
            f"{host} could not prove who it is: {reason.reason or reason}.",
            "Check the clock and the system's certificates (package ca-certificates).",
            code="untrusted",
        )
    if isinstance(reason, OSError) and reason.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NetworkError("the disk is full.", f"Free some space, then {AGAIN}", code="disk-full")
    why = getattr(reason, "strerror", None) or str(reason or "it sends nothing more")
    return NetworkError(f"{host} cannot be reached: {why}.", f"Check the network, then {AGAIN}")


def _repository_in(url: str) -> str:
    """Return the repository that an address asks for."""
    path = url.split("/", 3)[3].partition("?")[0]
    return path.removeprefix("api/models/").partition("/resolve/")[0]


def wrong_content(name: str) -> NetworkError:
    """Return the error for a file whose bytes are not the published ones."""
    return NetworkError(
        f"{name} did not arrive as it was published; it was deleted.",
        "Run the same command again; if it happens twice, something changes your downloads.",
        code=WRONG_CONTENT,
    )


def web_page(url: str) -> NetworkError:
    """Return the error for a web page in the place of a file."""
    return NetworkError(
        f"{url.split('/')[2]} answered with a web page where a file was asked for.",
        "It may be the sign-in page of the network: open a browser, sign in, then try again.",
        code="web-page",
    )
