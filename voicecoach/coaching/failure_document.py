"""The JSON document that stands in place of an analysis where an input failed."""

from __future__ import annotations

import json

from voicecoach.errors import VoiceCoachError
from voicecoach.json_files import plain_unicode
from voicecoach.types import FORMAT_VERSION


def failure_document(item: str, error: VoiceCoachError) -> str:
    """Return the document of an input that failed, as one line of JSON."""
    document = {
        "format_version": FORMAT_VERSION,
        "input": plain_unicode(item),
        "error": {"code": error.code, "message": error.message},
    }
    return json.dumps(document, ensure_ascii=False)
