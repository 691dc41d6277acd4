"""VoiceCoach: rehearse interview answers aloud, on your own machine."""

import os

__version__ = "0.1.0"

SPINS = "3000"
"""Number of times that a thread of the recogniser checks for work before it sleeps. GNU OpenMP's
default of 300,000 keeps a core busy with checking: with 3,000, three demos at once on two cores
took 16 s instead of 26 to 56 s, and one alone the same 6 s (measured 2026-11-27)."""

# set here because more than one module loads the recogniser's library, which reads it once
os.environ.setdefault("GOMP_SPINCOUNT", SPINS)

# ONNX Runtime (the voice-activity network) would write a device id into the user's cache and send
# what it counts to its maker; read when it is loaded, so before anything imports it
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # the model hub's library, the same
