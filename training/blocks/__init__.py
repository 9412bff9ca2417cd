"""Trains what tells the story's blocks on a page, and whether a page is an article."""
