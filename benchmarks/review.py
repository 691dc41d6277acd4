"""How long the site takes for each page of a large library, at the server.

Usage: python -m benchmarks.review [ANSWERS] [FOLDER]

Makes a library of 10,000 answers (or ANSWERS) in FOLDER, or uses the one that is there, serves
it and asks for each page over a socket.  Prints for each page the processor time of a request
(site and client together, median), the median and the worst wait in milliseconds, and the worst
as a ratio to the 200 ms that a page may take.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from benchmarks.library import fill
from tests.web.site import get, serving
from voicecoach.coaching.make_practice import practice_from
from voicecoach.coaching.session_host import SessionHost
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import Library

TARGET_MS = 200.0
REQUESTS = 20
PACK = "amazon-backend-developer"


def pages_of(library: Library) -> dict[str, str]:
    """Return the address of each page by a name; those of one answer show the newest."""
    entry = library.entries()[0]
    return {
        "home": "/",
        "home, last page": "/?page=400",
        "search: two words": "/?q=payment+queue",
        "search: a phrase": f"/?q={quote(chr(34) + 'payment queue' + chr(34))}",
        "search: in every answer": "/?q=the",
        "search: nothing found": "/?q=zebra",
        "search and three filters": "/?q=cache&kind=star&pack=behavioural-core&since=2024-02-01",
        "filter by star": "/?starred=1",
        "questions": f"/questions?pack={PACK}",
        "guide": f"/guide/{PACK}",
        "practise": f"/practice/push-back?pack={PACK}",
        "plan": "/plan",
        "mock": f"/mock?pack={PACK}",
        "answer": f"/answer/{entry.ref}",
        "report after practising": f"/answer/{entry.ref}/practised",
        "comparison": f"/compare?first={entry.ref}&second={library.entries()[-1].ref}",
        "sitting": f"/session/{entry.session}",
        "stories": f"/stories?pack={PACK}",
        "sketch": "/stories/sketch",
        "trends": "/trends",
        "practised": f"/practised?pack={PACK}",
        "trash and storage": "/trash",
        "add": f"/add?pack={PACK}",
        "own packs": "/packs",
        "get ready": "/start",
    }


def open_library(n_answers: int, root: Path) -> Library:
    """Return the library at ``root``, made where there is none, with its index built anew."""
    library = Library(root) if root.exists() else fill(root, n_answers)
    (root / "index.db").unlink(missing_ok=True)
    began = time.perf_counter()
    n = len(library.entries())
    seconds = time.perf_counter() - began
    print(f"{n:,} answers; the index built from the files in {seconds:.1f} s")
    return library


def practising() -> SessionHost:
    """Return what the whole coach practises with; no benchmark begins a session."""
    return SessionHost(practice_from(Workspace.load))


def main() -> None:
    """Print a line for each page."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["VOICECOACH_HOME"] = f"{temporary}/home"
        library = open_library(
            n, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary) / "recordings"
        )
        heads = f"{'processor':>12}{'median':>10}{'worst':>10}{'of 200 ms':>12}{'size':>10}"
        print(f"{'page':<26}{heads}")
        with serving(library, with_jobs=True, host=practising()) as running:

            def ask(path: str) -> int:
                status, text = get(running, path)
                if status != 200:
                    sys.exit(f"{path}: status {status}")
                return len(text)

            for name, path in pages_of(library).items():
                measure(name, lambda path=path: ask(path))  # type: ignore[misc]
            entry = library.entries()[0]

            def mark_and_look() -> int:
                library.save_star(entry, starred=not library.find(entry.ref).starred)
                return ask("/")

            measure("home after a change", mark_and_look)


def measure(name: str, request: Callable[[], int]) -> None:
    """Print how long a request takes, again and again over more than one look beside."""
    request()
    waits, work = [], []
    for _ in range(REQUESTS):
        began, busy = time.perf_counter(), time.process_time()
        size = request()
        waits.append(1000 * (time.perf_counter() - began))
        work.append(1000 * (time.process_time() - busy))
        time.sleep(0.05)
    worst = max(waits)
    print(
        f"{name:<26}{statistics.median(work):>9.0f} ms{statistics.median(waits):>7.0f} ms"
        f"{worst:>7.0f} ms{worst / TARGET_MS:>12.2f}{size / 1000:>7.0f} kB",
        flush=True,
    )


if __name__ == "__main__":
    main()
