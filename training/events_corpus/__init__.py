"""Sentences of our own writing with their events labelled: what the coder may be trained on and is held to."""
