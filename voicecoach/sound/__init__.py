"""Everything that touches sound: files, devices, the recorder and the speaker."""
