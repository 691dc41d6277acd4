"""The candidate's notes, written in Markdown, as HTML that can neither run nor load anything."""

from __future__ import annotations

from functools import cache

import nh3
from markdown_it import MarkdownIt

TEXT_TAGS = {"a", "blockquote", "br", "code", "del", "em", "hr", "p", "pre", "s", "strong"}
SHAPE_TAGS = {"h2", "h3", "h4", "h5", "h6", "li", "ol", "ul"}
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
TAGS = TEXT_TAGS | SHAPE_TAGS | TABLE_TAGS
"""HTML that notes may contain: formatted text.  No image (it would be fetched), no id or style."""


def render_markdown(text: str) -> str:
    """Turn notes into HTML that can neither run nor load anything.

    The renderer drops raw HTML, and an allow-list cleans what it produces.  Headings start one
    level below those of the page.
    """
    html = _markdown().render(text)
    for level in (5, 4, 3, 2, 1):  # h1 becomes h2 and so on: only the page's title is h1
        deeper = f"h{level + 1}>"
        html = html.replace(f"<h{level}>", f"<{deeper}").replace(f"</h{level}>", f"</{deeper}")
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(
        ["table", "strikethrough"]
    )
