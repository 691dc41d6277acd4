"""Write a sample of each voice that asks, for docs/voices.md.

Usage: python -m tools.make_voice_samples [FOLDER]

Says one question with the system's voice and with each natural voice that is fetched here, and
writes docs/samples/VOICE.mp3 (or into FOLDER).  A natural voice needs the program piper on the
path; one that is missing is named and left out.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import soundfile

from voicecoach.coaching.natural_voices import NATURAL_VOICES, SYSTEM, natural_voice
from voicecoach.config import Paths
from voicecoach.errors import SpeakerError
from voicecoach.sound.encoding import encode_mp3
from voicecoach.sound.piper import PiperSynthesiser
from voicecoach.sound.prepared_speaker import PreparedSpeaker
from voicecoach.sound.speaker import Pyttsx3Speaker, Synthesiser
from voicecoach.sound.spoken_text import spoken_text

SAMPLES = Path(__file__).parents[1] / "docs" / "samples"
QUESTION = "Tell me about a time you made a gRPC API faster: what was the p99, and what is it now?"


def write_sample(voice: str, folder: Path) -> Path:
    """Say the question with a voice and return the file.

    Raises
    ------
    SpeakerError
        If the voice or its program is not here.
    """
    natural = natural_voice(voice)
    alone: Synthesiser = (  # a voice that is missing must not be replaced by the system's
        PiperSynthesiser(natural.folder(Paths()) / f"{natural.name}.onnx")
        if natural
        else Pyttsx3Speaker()
    )
    samples, rate = PreparedSpeaker([alone]).synthesise(spoken_text(QUESTION, thanks=True))
    with tempfile.TemporaryDirectory() as temporary:
        spoken = Path(temporary) / "spoken.wav"
        soundfile.write(spoken, samples, rate)
        target = folder / f"{voice}.mp3"
        target.write_bytes(encode_mp3(spoken))
    return target


def main() -> int:
    """Write a sample of each voice; return 1 if one is missing."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    folder.mkdir(parents=True, exist_ok=True)
    missing = 0
    for voice in (SYSTEM, *(one.name for one in NATURAL_VOICES)):
        try:
            file = write_sample(voice, folder)
        except SpeakerError as error:
            print(f"{voice}: {error}", file=sys.stderr)
            missing += 1
        else:
            print(f"{file} ({file.stat().st_size} bytes)")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
