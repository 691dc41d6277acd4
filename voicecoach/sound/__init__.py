"""Sound: reading and writing files, devices, the recorder and the speaker."""
