"""The domain of copydesk: pure functions from raw bytes to table rows. Knows no engine."""

__version__ = "0.1.0"
