"""Makes pages from templates; all share one layout."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from voicecoach import __version__
from voicecoach.errors import VoiceCoachError
from voicecoach.report import html_page
from voicecoach.report.answer_view import title_of
from voicecoach.report.wording import count, size_text, times
from voicecoach.web.static_files import static_address

HERE = Path(__file__).parent


@cache
def templates() -> Environment:
    """Return the site's templates, which may include the report's."""
    environment = html_page.environment().overlay(
        loader=ChoiceLoader(
            [
                FileSystemLoader(HERE / "templates"),
                FileSystemLoader(html_page.HERE / "templates"),
            ]
        )
    )
    shared = {"version": __version__, "static": static_address()}
    environment.globals = {**environment.globals, **shared}
    environment.filters = {
        **environment.filters,
        "count": count,
        "size": size_text,
        "times": times,
        "title_of": title_of,
    }
    return environment


def render(
    request: Request, name: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HTMLResponse:
    """Return a page made from a template.

    Templates get ``form_token`` (each form needs it, see ``macros.html.j2``), ``path`` (of
    this page) and ``context``.
    """
    shared = {"form_token": request.state.form_token, "path": request.url.path}
    text = templates().get_template(name).render(shared | dict(context or {}))
    # a file's name can hold bytes that are no text; the page shows the rest of it
    return HTMLResponse(text.encode("utf-8", "replace"), status)


def download_headers(name: str) -> dict[str, str]:
    """Return the header by which a browser keeps an answer as a file, whatever its name holds."""
    quoted = quote(name, safe="", errors="replace")
    plain = f'filename="{name}"' if quoted == name else f"filename*=utf-8''{quoted}"
    return {"Content-Disposition": f"attachment; {plain}"}


def local_path(wanted: str) -> str:
    """Return ``wanted`` if it is a path of this site, otherwise the path of the first page."""
    home = not wanted.startswith("/") or wanted.startswith(("//", "/\\"))
    odd = any(ord(character) < 33 or ord(character) > 126 for character in wanted)
    return "/" if home or odd or "\\" in wanted or len(wanted) > 2000 else wanted


STATUSES = {
    "not-found": 404, "not-analysed": 404, "no-pack": 404, "no-question": 404,
    "no-stage": 404, "advert": 400, "usage": 400,
    "cannot-write": 507, "too-large": 413,
}  # fmt: skip


def status_of(error: VoiceCoachError) -> int:
    """Return the HTTP status of an expected error, by its code; 409 where none is better."""
    return STATUSES.get(error.code, 409)


def render_problem(
    request: Request, status: int, title: str, message: str, remedy: str = ""
) -> HTMLResponse:
    """Return a page with one sentence on what is wrong and one on what to do."""
    context = {"title": title, "message": message, "remedy": remedy}
    return render(request, "problem.html.j2", context, status=status)
