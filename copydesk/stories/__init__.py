"""Which articles report the same happening: from what each is about and the day it came out, to stories."""
