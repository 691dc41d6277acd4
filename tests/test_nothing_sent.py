"""Every command under a tracer: no address, no name asked, no file outside what is ours."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import random_whisper
from tests.waits import LIMIT_S
from tools.attack.traced import Touched, read_trace, trace, trace_together
from voicecoach.cli.main import COMMANDS
from voicecoach.recognition.telemetry import find_telemetry

ANSWER = Path(__file__).parent.parent / "voicecoach" / "demo" / "answers" / "slow-page-2.flac"
TEXT = Path(__file__).parent / "answers" / "01-alarm-at-four.txt"
ADVERT = Path(__file__).parent / "adverts" / "backend.md"

SOUND_SYSTEM = re.compile(
    r"/(dev/shm/(jack|sem\.|pulse)|run/user/\d+/(pulse|pipewire)|var/run/pulse|tmp/pulse-)"
    r"|/\.config(/pulse(/.*)?)?$"
)
"""PortAudio asks the sound servers of this machine, and their libraries share memory."""


@pytest.fixture
def can_trace(tmp_path):
    """Skip where no process may be traced, but never in CI."""
    done = None
    if shutil.which("strace"):
        command = ["strace", "-f", "-o", str(tmp_path / "probe"), "true"]
        done = subprocess.run(command, capture_output=True, check=False)
    if done is None or done.returncode:
        message = "strace cannot trace here; `make setup-dev` installs it"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)


@pytest.fixture
def env(tmp_path):
    """Return the environment of somebody whose home is all in one place."""
    for name in ("home", "tmp", "cache"):
        (tmp_path / name).mkdir()
    kept = {
        name: value
        for name, value in os.environ.items()
        # no SHELL, as in a container: a shell then looks up its user, which is no machine
        if not name.startswith(("VOICECOACH_", "ORT_", "HF_")) and name != "SHELL"
    }
    return {
        **kept,
        "HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "VOICECOACH_HOME": str(tmp_path / "home" / "voicecoach"),
        "TMPDIR": str(tmp_path / "tmp"),
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def strays(found: Touched, *places: Path) -> list[str]:
    """Return the files that lie neither in ``places`` nor with the sound system."""
    own = tuple(str(place.resolve()) + "/" for place in places)
    return sorted(
        file
        for file in found.files
        if not (file + "/").startswith(own)
        and not SOUND_SYSTEM.search(file)
        and file != "/dev/null"
    )


def check(found: Touched, tmp_path: Path) -> None:
    """Assert that nothing was sent, asked or written outside."""
    assert "Traceback" not in found.output, found.output
    assert not found.addresses
    assert not found.lookups
    assert not strays(found, tmp_path / "home" / "voicecoach", tmp_path / "tmp", tmp_path / "work")
    assert not any((tmp_path / "cache").iterdir())


def heavy(model: Path) -> tuple[tuple[str, ...], ...]:
    """Return the commands that record, recognise or fetch: each gets a process of its own."""
    return (
        ("setup",),  # nobody to agree: status 2, and nothing is fetched
        ("demo",),
        ("practice", "--no-voice", "--no-check"),  # without microphone: status 4
        ("mock", "--no-voice", "--no-check"),
        ("analyze", str(ANSWER), "--model", str(model)),
    )


QUICK: tuple[tuple[str, ...], ...] = (
    ("analyze", str(TEXT)),
    ("add", str(TEXT)),
    ("show",),
    ("history",),
    ("export", "--format", "md"),
    ("questions", "list"),
    ("stories",),
    ("plan",),
    ("prepare", str(ADVERT)),
    ("voices", "list"),
    ("models", "list"),
    ("doctor",),
    ("devices",),
    ("config", "list"),
    ("data", "status"),
    ("completion", "bash"),
)
"""The others: they share an interpreter, which starts once."""


@pytest.mark.traced
def test_every_command_sends_nothing(can_trace, env, tmp_path):
    """No address beyond loopback, no name looked up, no file but in home and temporary folder."""
    (tmp_path / "work").mkdir()
    model = random_whisper.build(tmp_path / "work" / "random")
    alone = heavy(model)
    assert {line[0] for line in (*alone, *QUICK)} | {"review", "open"} == set(COMMANDS)
    for line in alone:
        found = trace(line, env, tmp_path / "work")
        try:
            check(found, tmp_path)
        except AssertionError as error:
            raise AssertionError(f"{line}: {error}") from error
    check(trace_together(QUICK, env, tmp_path / "work"), tmp_path)
    assert find_telemetry(env) is None


@pytest.mark.traced
def test_the_site_sends_nothing(can_trace, env, tmp_path):
    """The site listens on loopback alone, and ends without having asked anybody."""
    (tmp_path / "work").mkdir()
    log = tmp_path / "work" / "log"
    command = ["strace", "-f", "-qq", "-s", "512", "-e", "trace=network,file", "-o", str(log)]
    command += [sys.executable, "-m", "voicecoach", "review", "--no-browser", "--port", "0"]
    site = subprocess.Popen(
        command, env=env, cwd=tmp_path / "work", stdout=subprocess.PIPE, text=True
    )
    assert site.stdout is not None
    link = site.stdout.readline()
    assert link.startswith("http://127.0.0.1:")
    subprocess.run(["pkill", "-INT", "-P", str(site.pid)], check=True)
    site.wait(LIMIT_S)
    text = log.read_text("utf-8", "replace")
    check(read_trace(text, 0, "", tmp_path / "work"), tmp_path)
    bound = re.findall(r'bind\(.*inet_addr\("([^"]+)"', text)
    assert set(bound) == {"127.0.0.1"}


@pytest.mark.traced
def test_a_tracer_sees_what_is_sent(can_trace, env, tmp_path):
    """The proof of the proof: with its switches off, ONNX Runtime is caught at it."""
    code = (
        "import os; import voicecoach; os.environ['ORT_DISABLE_TELEMETRY'] = '0'\n"
        "import onnxruntime, socket\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 53))\n"
        "open(os.environ['HOME'] + '/stray', 'w')\n"
    )
    (tmp_path / "work").mkdir()
    log = tmp_path / "work" / "log"
    command = ["strace", "-f", "-qq", "-s", "512", "-o", str(log), sys.executable, "-c", code]
    subprocess.run(command, env=env, check=True, capture_output=True)
    found = read_trace(log.read_text("utf-8", "replace"), 0, "", tmp_path / "work")
    assert "192.0.2.1:53" in found.addresses
    assert str(tmp_path / "home" / "stray") in strays(found, tmp_path / "tmp", tmp_path / "work")


@pytest.mark.traced
def test_a_tracer_sees_a_machine_s_name_and_no_user_s(can_trace, env, tmp_path):
    """A name that was looked up is caught; the user's own name, asked for by a shell, is not."""
    log = tmp_path / "log"
    for code, names in (
        ("import socket; socket.getaddrinfo('nowhere.invalid', 80)", True),
        ("import pwd; pwd.getpwuid(0)", False),
    ):
        command = ["strace", "-f", "-qq", "-s", "512", "-o", str(log), sys.executable, "-c", code]
        subprocess.run(command, env=env, check=False, capture_output=True)
        assert bool(read_trace(log.read_text("utf-8"), 0, "", tmp_path).lookups) is names


MODULES = {
    "faster-whisper": "faster_whisper",
    "markdown-it-py": "markdown_it",
}


@pytest.mark.traced
def test_no_dependency_opens_a_socket_at_import(can_trace, env, tmp_path):
    """Importing each of our dependencies connects to nobody and writes nothing."""
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    names = [re.split(r"[<>=\[ ;]", line)[0] for line in project["project"]["dependencies"]]
    modules = [MODULES.get(name, name.replace("-", "_")) for name in names]
    code = f"import voicecoach, {', '.join(modules)}, onnxruntime"
    (tmp_path / "work").mkdir()
    log = tmp_path / "work" / "log"
    command = ["strace", "-f", "-qq", "-s", "512", "-o", str(log), sys.executable, "-c", code]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    check(read_trace(log.read_text("utf-8", "replace"), 0, "", tmp_path / "work"), tmp_path)


def test_doctor_removes_what_an_earlier_version_left(run_cli, tmp_path, monkeypatch):
    """The event store is named, and gone after the command that doctor names."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "reports anything" in run_cli("doctor").stdout
    left = tmp_path / "cache" / "Microsoft" / "DeveloperTools" / ".onnxruntime"
    left.mkdir(parents=True)
    (left / "deviceid").write_text("1")
    assert find_telemetry() == left
    assert "doctor --remove-telemetry" in run_cli("doctor").stdout
    assert run_cli("doctor", "--remove-telemetry").status == 0
    assert find_telemetry() is None
    assert not (tmp_path / "cache" / "Microsoft").exists()
    assert run_cli("doctor", "--remove-telemetry").stderr == "There is nothing to remove.\n"
