"""The recipe of the shipped language model: from open corpora to weights. Not part of the installed package."""
