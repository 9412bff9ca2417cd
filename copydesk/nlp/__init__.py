"""From text to sentences, tokens and name spans: the adapters to model libraries, and which model serves a language.

Importing this package imports no model library.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copydesk.text.language import LanguageModel


@functools.lru_cache(maxsize=4)
def load_model(name: str = "copydesk-en") -> LanguageModel:
    """Return the model of that name, ready to analyse; raise SettingsError when it isn't installed."""
    if name == "copydesk-en":
        from copydesk.nlp.shipped_model import load_shipped

        return load_shipped()
    from copydesk.nlp.spacy_model import load_installed

    return load_installed(name)
