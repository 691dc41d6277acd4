"""Every command under strace: which addresses, names and files it touches."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "connect,sendto,sendmsg,sendmmsg,bind,open,openat,openat2,creat,mkdir,mkdirat,rename,"
    "renameat,renameat2,symlink,symlinkat,link,linkat,mknod,mknodat"
)

_ADDRESS = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]+)')
_NEW_FILE = re.compile(
    r'^(?:openat?2?|creat)\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]+)", ([A-Z_|0-9x{}=a-z]+)'
)
_AT = r"(?:AT_FDCWD(?:<[^>]*>)?, )?"
_NEW_NAME = re.compile(
    r"^(?:mkdir|mkdirat|rename|renameat2?|symlinkat?|linkat?|mknodat?)\(.*?"
    rf'"([^"]+)"(?:, {_AT}"([^"]+)")?'
)

_LOOKUP = re.compile(
    r'"(/etc/resolv\.conf|/etc/hosts)"'  # what the C library reads before it asks a name server
    r'|^send\w*\(.*?"[^"]*(hosts)\\0'  # its request to a running nscd; "passwd" is a user's name
    r'|sun_path="([^"]*(?:systemd\.resolve|/resolve/|avahi)[^"]*)"'
)
"""A machine's name looked up. A connection to nscd alone is none: a shell asks it for a user."""

LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Touched:
    """What one process tree touched: ``addresses`` beyond loopback, ``lookups``, new files.

    ``lookups`` names each file or service by which a machine's name was looked up.
    """

    addresses: frozenset[str]
    lookups: frozenset[str]
    files: frozenset[str]
    status: int
    output: str


def trace(argv: Sequence[str], env: dict[str, str], cwd: Path, *, input: bytes = b"") -> Touched:  # noqa: A002
    """Run a command line of VoiceCoach under strace and return what it touched."""
    log = cwd / "strace.log"
    command = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "512", "-e", f"trace={CALLS}"]
    command += ["-o", str(log)]
    command += [sys.executable, "-m", "voicecoach", *argv]
    done = subprocess.run(
        command, env=env, cwd=cwd, input=input, capture_output=True, check=False, timeout=240
    )
    text = log.read_text("utf-8", "replace")
    log.unlink()
    output = (done.stdout + done.stderr).decode("utf-8", "replace")
    return read_trace(text, done.returncode, output, cwd)


def trace_together(lines: Sequence[Sequence[str]], env: dict[str, str], cwd: Path) -> Touched:
    """Run several command lines under one strace, each in a forked process; say what they touched.

    The interpreter starts once for all of them.
    """
    log = cwd / "strace.log"
    command = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "512", "-e", f"trace={CALLS}"]
    command += ["-o", str(log), sys.executable, "-c", _TOGETHER, json.dumps(list(map(list, lines)))]
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, check=False, timeout=240)
    text = log.read_text("utf-8", "replace")
    log.unlink()
    output = (done.stdout + done.stderr).decode("utf-8", "replace")
    return read_trace(text, done.returncode, output, cwd)


_TOGETHER = """
import json, os, sys
from voicecoach.cli.main import main
for argv in json.loads(sys.argv[1]):
    if not os.fork():
        sys.argv = ["voicecoach", *argv]
        main()
        os._exit(70)  # not reached
    os.wait()
"""


def read_trace(text: str, status: int, output: str, cwd: Path) -> Touched:
    """Return what a trace of strace shows."""
    addresses: set[str] = set()
    lookups: set[str] = set()
    files: set[str] = set()
    for line in text.splitlines():
        call = re.sub(r"^\d+\s+", "", line)
        for port, address in _ADDRESS.findall(call):
            if address not in LOOPBACK or port == "53":
                addresses.add(f"{address}:{port}")
        if found := _LOOKUP.search(call):
            lookups.add(next(name for name in found.groups() if name))
        if "= -1" in call:
            continue
        if (found := _NEW_FILE.match(call)) and re.search(r"O_CREAT|O_TRUNC|creat", found[2]):
            files.add(str((cwd / found[1]).resolve()))
        elif found := _NEW_NAME.match(call):
            files |= {str((cwd / name).absolute()) for name in found.groups() if name}
    return Touched(frozenset(addresses), frozenset(lookups), frozenset(files), status, output)
