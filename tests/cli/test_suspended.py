"""Ctrl-Z and fg in a real bash: the take goes on, and the keys with it."""

from __future__ import annotations

import shutil
import sys
import termios

import pexpect
import pytest

from tests.waits import LIMIT_S, wait_until

pytestmark = [
    pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed"),
]

PROGRAM = """
import sys
from voicecoach.cli.keys import ENTER, SPACE, open_keys
with open_keys() as keys:
    print("reading", flush=True)
    while True:
        key = keys.read(60)
        print({SPACE: "space", ENTER: "enter"}.get(key, key), flush=True)
        if key == "q":
            break
"""


def test_keys_live_after_ctrl_z_and_fg(tmp_path):
    """Space and Enter are two keys, before and after; at the end the shell echoes again."""
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    shell = pexpect.spawn(
        "bash",
        ["--norc", "--noprofile"],
        encoding="utf-8",
        timeout=LIMIT_S,
        env={"PS1": "$ ", "PATH": "/usr/bin:/bin"},
    )
    shell.sendline(f"PYTHONPATH={':'.join(filter(None, sys.path))} {sys.executable} {script}")
    shell.expect("reading")
    shell.send(" ")
    shell.expect("space")
    for _ in range(2):
        shell.send("\x1a")
        shell.expect("Stopped")
        shell.expect(r"\$ ")
        shell.sendline("fg")
        shell.expect("program.py")  # bash names what it wakes, which then asks for single keys
        wait_until(lambda: not termios.tcgetattr(shell.fileno())[3] & termios.ICANON, "single keys")
        shell.send(" ")
        shell.expect("space")
        shell.send("\r")
        shell.expect("enter")
    shell.send("q")
    shell.expect(r"\$ ")
    shell.sendline("echo $((40 + 2))")
    shell.expect(r"echo \$\(\(40 \+ 2\)\)")  # typed letters are shown again
    shell.expect("42")
    shell.sendline("exit")
    shell.expect(pexpect.EOF)
