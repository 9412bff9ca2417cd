"""Calls within limits: what is stuck or crashes a library costs its record or its file, never the run."""
