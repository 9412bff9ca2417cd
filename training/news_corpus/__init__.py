"""Real news labelled with events, whole stories at a time: what is drawn, how it is written down, what is checked."""
