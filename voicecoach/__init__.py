"""VoiceCoach: rehearse interview answers aloud, on your own machine."""

import os

__version__ = "0.1.0"

SPINS = "3000"
"""How often a thread of the recogniser looks for work before it sleeps; GNU OpenMP's own 300,000
keep a core busy with looking.  Three demos at once on two cores took 16 s instead of 26 to 56 s,
one alone the same 6 s (2026-11-27)."""

# read when the recogniser's library is loaded, which more than one module does
os.environ.setdefault("GOMP_SPINCOUNT", SPINS)

# ONNX Runtime (the voice-activity network) would write a device id into the user's cache and send
# what it counts to its maker; read when it is loaded, so before anything imports it
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # the model hub's library, the same
