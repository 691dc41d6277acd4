"""How long the review site takes for a page of a large library, at the server.

Usage: python -m benchmarks.review [ANSWERS] [FOLDER]

Makes a library of 10,000 answers (or ANSWERS) in FOLDER, or uses the one that is there, serves
it and asks for each page over a socket.  Prints the median and the worst of the requests in
milliseconds, and the worst as a ratio to the 200 ms that a page may take.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from benchmarks.library import fill
from voicecoach.cli.library_views import view_of
from voicecoach.library import Library
from voicecoach.questions import load_packs
from voicecoach.web.instance import Running, cookie_name
from voicecoach.web.server import prepare
from voicecoach.web.site import Site
from voicecoach.web.tokens import Keys

TARGET_MS = 200.0
REQUESTS = 40

PAGES = {
    "home": "/",
    "home, last page": "/?page=400",
    "search: two words": "/?q=payment+queue",
    "search: a phrase": f"/?q={quote(chr(34) + 'payment queue' + chr(34))}",
    "search: in every answer": "/?q=the",
    "search: nothing found": "/?q=zebra",
    "search and three filters": "/?q=cache&kind=star&pack=behavioural-core&since=2024-02-01",
    "filter by star": "/?starred=1",
    "trends": "/trends",
    "practised": "/practised",
    "trash and storage": "/trash",
}


def main() -> None:
    """Print a line for each page."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary) / "recordings"
        library = Library(root) if root.exists() else fill(root, n)
        (root / "index.db").unlink(missing_ok=True)
        began = time.perf_counter()
        n = len(library.entries())
        print(
            f"{n:,} answers; the index built from the files in {time.perf_counter() - began:.1f} s"
        )
        served = prepare(Site(library, view_of, lambda: load_packs(())), port=0)
        threading.Thread(target=served.run, args=(list,), daemon=True).start()
        print(f"{'page':<26}{'median':>10}{'worst':>10}{'of 200 ms':>12}{'size':>10}")
        for name, path in PAGES.items():
            measure(name, lambda path=path: ask(served.running, path))  # type: ignore[misc]
        entry = library.entries()[0]

        def mark_and_look() -> int:
            library.save_star(entry, starred=not library.take(entry.ref).starred)  # type: ignore[union-attr]
            return ask(served.running, "/")

        measure("home after a change", mark_and_look)


def measure(name: str, request: Callable[[], int]) -> None:
    """Print how long a request takes, again and again over more than one look beside."""
    request()
    times = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        size = request()
        times.append(1000 * (time.perf_counter() - began))
        time.sleep(0.05)
    worst = max(times)
    print(
        f"{name:<26}{statistics.median(times):>7.0f} ms{worst:>7.0f} ms{worst / TARGET_MS:>12.2f}"
        f"{size / 1000:>7.0f} kB"
    )


def ask(running: Running, path: str) -> int:
    """Ask for a page as a browser that has opened the link, and return its size in bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    cookie = f"{cookie_name(running.port)}={Keys(running.token).cookie}"
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        sys.exit(f"{path}: status {answer.status}")
    return len(body)


if __name__ == "__main__":
    main()
