"""Make the pictures of the review site's pages of many answers, in light, dark and narrow.

Usage: python tools/make_site_pictures.py   (needs Chromium and espeak-ng: `make setup-dev`)
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.web.browser import NARROW, WIDE, address, chromium, visiting
from tests.web.practice_of_weeks import build
from tests.web.site import serving

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
PAGES = {"home": "/", "trends": "/trends", "practised": "/practised", "stories": "/stories"}
LOOKS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
}


def main() -> None:
    """Write a PNG for each page and look."""
    with tempfile.TemporaryDirectory() as folder:
        weeks = build(Path(folder) / "recordings")
        with serving(weeks.library) as running, chromium() as browser:
            for look, options in LOOKS.items():
                with visiting(browser, running, **options) as page:
                    for name, path in PAGES.items():
                        page.goto(address(running, path))
                        file = PICTURES / f"{name}-{look}.png"
                        page.screenshot(path=file)
                        print(f"wrote {file.name}, {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
