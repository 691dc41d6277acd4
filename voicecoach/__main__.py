"""The program's entrance: from its first line on Ctrl-C ends it with 130 and without a trace."""

from __future__ import annotations

import os

INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process."""
    try:
        from voicecoach.cli.main import main as run_command_line

        run_command_line()
    except KeyboardInterrupt:  # while something was still being loaded
        os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
