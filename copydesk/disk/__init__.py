"""Bytes on disk and in memory: files that are whole or not there, sealed, in order, within what memory holds."""
