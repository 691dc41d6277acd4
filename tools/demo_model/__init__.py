"""The demo's recognition model: synthetic speech, training, conversion, measurement."""
