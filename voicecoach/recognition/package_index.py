"""Packages of the Python index that carry a model's files, fetched by pip with the user's settings.

Whoever may reach nothing but a company's mirror has told pip so; pip therefore runs as a program
of its own, reads its own settings, and is asked for the bare packages.  Nothing of them is ever
installed or imported: they are archives to read files from.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from voicecoach.errors import NetworkError
from voicecoach.safe_files import measure_folder

POLL_S = 0.2
"""Between two looks at how much has come."""

RESUME_RETRIES = "5"
"""How often pip (25.1 and later) goes on with a package that was cut off; its own default is 0
in some versions."""

OPTIONS = (
    "download",
    "--no-deps",
    "--only-binary=:all:",
    "--no-cache-dir",
    "--disable-pip-version-check",
    "--no-input",
    "--progress-bar=off",
)

OFFLINE = re.compile(
    r"name resolution|name or service not known|nodename nor servname|getaddrinfo|"
    r"Failed to establish a new connection|NewConnectionError|ConnectTimeout|timed out|"
    r"Connection refused|Network is unreachable|Cannot connect to proxy|ProxyError",
    re.IGNORECASE,
)
UNTRUSTED = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError")
FULL = re.compile(r"No space left on device|Disk quota exceeded")
NOT_OFFERED = re.compile(r"No matching distribution|Could not find a version")


def find_pip() -> list[str]:
    """Return the command that runs pip: this environment's, Python's own copy, or the system's.

    Raises
    ------
    NetworkError
        If there is none.
    """
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    # an environment without pip (uv makes such): the copy that comes with Python runs from its zip
    bundled = importlib.util.find_spec("ensurepip")
    for place in bundled.submodule_search_locations or () if bundled else ():
        for wheel in sorted(Path(place, "_bundled").glob("pip-*.whl"), reverse=True):
            return [sys.executable, str(wheel / "pip")]
    program = shutil.which("pip") or shutil.which("pip3")
    if program:
        return [program]
    raise NetworkError(
        "The package index cannot be asked: there is no pip here.",
        f"`{sys.executable} -m ensurepip` installs it.",
        code="no-pip",
    )


def download_wheels(
    requirements: Sequence[str], folder: Path, on_bytes: Callable[[int], None]
) -> None:
    """Bring packages into ``folder``, as they are; those that are there already stay.

    Parameters
    ----------
    requirements
        ``name==version``, one a package.
    folder
        Where the wheels are put; made if it does not exist.
    on_bytes
        Called now and then with how many bytes have come.

    Raises
    ------
    NetworkError
        If pip cannot bring one of them; the others stay for the next try.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / ".pip", ignore_errors=True)  # of a run that was killed
    for requirement in requirements:
        if find_wheel(requirement, folder) is None:
            _run_pip(requirement, folder, lambda: on_bytes(measure_folder(folder)))
    shutil.rmtree(folder / ".pip", ignore_errors=True)


def find_wheel(requirement: str, folder: Path) -> Path | None:
    """Return the file that holds a package, if it lies in ``folder``."""
    name, _, version = requirement.partition("==")
    found = sorted(folder.glob(f"{re.sub(r'[-_.]+', '_', name)}-{version}-*.whl"))
    return found[0] if found else None


def _run_pip(requirement: str, folder: Path, on_tick: Callable[[], None]) -> None:
    """Let pip fetch one package; its temporary files lie where progress can be seen."""
    waiting = folder / ".pip"
    waiting.mkdir(exist_ok=True)
    environ = {**os.environ, "TMPDIR": str(waiting)}
    environ.setdefault("PIP_RESUME_RETRIES", RESUME_RETRIES)
    command = [*find_pip(), *OPTIONS, "--dest", str(folder), requirement]
    with (waiting / "said.txt").open("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environ
        )
        try:
            while process.poll() is None:
                on_tick()
                time.sleep(POLL_S)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        said.seek(0)
        text = said.read()
    if process.returncode or find_wheel(requirement, folder) is None:
        raise explain(requirement, text)
    on_tick()


def explain(requirement: str, text: str) -> NetworkError:
    """Return one sentence for what pip printed when it failed."""
    name = requirement.partition("==")[0]
    if FULL.search(text):
        return NetworkError(
            "the disk is full.",
            "Free some space, then run the same command again.",
            code="disk-full",
        )
    if UNTRUSTED.search(text):
        return NetworkError(
            "the package index could not prove who it is.",
            "Check the clock and the system's certificates, or pip's setting `cert`.",
            code="untrusted",
        )
    if OFFLINE.search(text):
        return NetworkError(
            "the package index cannot be reached.",
            "Check the network and pip's settings (`pip config list`), then run it again.",
            code="offline",
        )
    if NOT_OFFERED.search(text):
        return NetworkError(
            f"the package index does not offer {requirement}.",
            "Your mirror may lack it: `--from FOLDER` takes files brought from elsewhere.",
            code="not-offered",
        )
    last = next((line for line in reversed(text.splitlines()) if "ERROR" in line), "")
    why = last.removeprefix("ERROR:").strip()[:160] or "it gives no reason"
    return NetworkError(
        f"pip could not fetch {name}: {why.rstrip('.')}.",
        "Check pip's settings (`pip config list`), then run the same command again.",
        code="pip-failed",
    )
