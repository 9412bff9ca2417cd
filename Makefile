# Shorthands; the README's two commands need none of them.
PYTHON ?= .venv/bin/python

.PHONY: docs check sample audit

docs:  ## the dictionary, from the contracts
	$(PYTHON) -m copydesk.dictionary docs/dictionary

check:  ## what CI runs besides the README
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports
	$(PYTHON) -m pytest

sample:  ## data/raw and its expected answers, from the stories
	$(PYTHON) tests/golden/build_sample.py

audit:  ## known vulnerabilities of the dependencies; needs the network and pip-audit
	$(PYTHON) -m pip_audit
