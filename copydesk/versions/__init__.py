"""Published versions: placed whole, flipped to at one stroke, found by readers, described to others."""
