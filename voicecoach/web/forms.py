"""Reads the body of a POST: a form or JSON.  The guard has already checked its size and sender."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

FORM_TYPE = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"
FILE_TYPE = "application/octet-stream"
MAX_FIELDS = 200
"""Fields of a form that are read; the site's largest form has fewer than twenty."""


def media_type(request: Request) -> str:
    """Return the body's type without its parameters; empty where none or several are named."""
    named = request.headers.getlist("content-type")
    return named[0].partition(";")[0].strip().lower() if len(named) == 1 else ""


def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form; of several fields with one name the first is taken.

    Raises
    ------
    HTTPException
        400 where the body is not a form in valid UTF-8.
    """
    if media_type(request) != FORM_TYPE:
        raise HTTPException(415, "Send a form.")
    try:
        return _fields(request.state.body)
    except ValueError as error:
        raise HTTPException(400, "The form cannot be read.") from error


def json_of(request: Request) -> Any:
    """Return the value that a JSON body holds.

    Raises
    ------
    HTTPException
        400 where the body is not valid JSON, 415 where its type is another one.
    """
    if media_type(request) != JSON_TYPE:
        raise HTTPException(415, "Send JSON.")
    try:
        return json.loads(request.state.body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The JSON cannot be read.") from error


def wants_json(request: Request) -> bool:
    """Return whether the site's script sent the request: it expects JSON, a form a page."""
    return JSON_TYPE in request.headers.get("accept", "")


def wants_page(request: Request) -> bool:
    """Return whether somebody will look at the answer: a browser opens the address itself."""
    return "text/html" in request.headers.get("accept", "")


def first_field(body: bytes, name: str) -> str:
    """Return one field of a form's body; empty where it is missing."""
    try:
        return _fields(body).get(name, "")
    except ValueError:
        return ""


def _fields(body: bytes) -> dict[str, str]:
    pairs = parse_qsl(
        body.decode("ascii"),
        keep_blank_values=True,
        errors="strict",
        max_num_fields=MAX_FIELDS,
    )
    fields: dict[str, str] = {}
    for key, value in pairs:
        fields.setdefault(key, value)
    return fields
