"""Pages that stand without the site: for a browser without the key, a defect, and the end.

Nothing more can be asked for then, so each carries its style and leads nowhere by itself.
"""

from __future__ import annotations

from functools import cache

from markupsafe import Markup
from starlette.responses import HTMLResponse

from voicecoach.report.html_page import policy_hash
from voicecoach.web.pages import templates
from voicecoach.web.static_files import static_files


def bare_page(
    title: str, message: str, remedy: str = "", *, status: int = 200, leads_home: bool = False
) -> HTMLResponse:
    """Return a page with one sentence on what is and one on what to do.

    Parameters
    ----------
    title, message, remedy
        Text; what stands between backquotes is shown as a command.
    leads_home
        Whether a link leads to the first page: only where the site runs and would show it.
    """
    style = _style()
    page = templates().get_template("bare.html.j2")
    text = page.render(
        title=title,
        message=message,
        remedy=remedy,
        leads_home=leads_home,
        style=Markup(style),  # noqa: S704 - our own file
    )
    policy = (
        f"default-src 'none'; style-src '{policy_hash(style)}'; img-src data:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    return HTMLResponse(text, status, headers={"Content-Security-Policy": policy})


@cache
def _style() -> str:
    return static_files()["site.css"].decode("utf-8")
