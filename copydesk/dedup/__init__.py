"""Copies: which records tell the same story in the same words, and which of them stands for the others.

`fingerprint` says what a text is compared by, `fold.group_copies` which texts are copies, `steps` what may run anywhere.
Nothing is imported here: a stage depends on what it asks for, and no more.
"""
