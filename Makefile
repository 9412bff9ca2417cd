# Shorthands; the README's two commands need none of them.
PYTHON ?= .venv/bin/python

.PHONY: docs site check coverage mutants held sample audit hostile fuzz judge

docs:  ## the dictionary, from the contracts
	$(PYTHON) -m copydesk.report.dictionary docs/dictionary

site:  ## the documents as a site in build/site, from the sample that `copydesk run` has curated; needs the extra `docs`
	$(PYTHON) docs/build_site.py

check:  ## what CI runs besides the README
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports
	$(PYTHON) -m pytest -n 3 --dist worksteal

coverage:  ## the tests again, counting lines; of copydesk, schemas and flows at least 85 % must be run (97 % are); takes half as long again
	$(PYTHON) -m pytest -n 3 --dist worksteal --cov=copydesk --cov=schemas --cov=flows --cov-report=term:skip-covered --cov-fail-under=85

sample:  ## data/raw and its expected answers, from the stories
	$(PYTHON) tests/golden/build_sample.py

mutants:  ## 300 small changes of rules, of which at most 15 % may go unnoticed; hours, answers are kept; needs cosmic-ray
	$(PYTHON) -m tests.mutants --n 300 --seed 1

held:  ## thirty changes that a test once noticed, each against that test: what CI asks; a minute or two
	$(PYTHON) -m tests.mutants --held 30

judge: build/judge/ready  ## what the sample's version and an export of it say of themselves, by the tools of others in a venv of their own; needs the network
	.venv/bin/copydesk export --to csv --out build/export
	build/judge/bin/python .ci/judge_outside.py data/curated/current build/export

build/judge/ready:
	python3.11 -m venv build/judge && build/judge/bin/pip install -q "frictionless==5.21.*" "mlcroissant[parquet]==1.1.*" "datacontract-cli==1.2.*"
	touch $@

hostile:  ## 5,000 broken and hostile files through all stages; half an hour
	$(PYTHON) -m tests.hostile.run --cases 5000 --seed 1

fuzz:  ## every fuzz target for a minute; needs atheris
	for target in csv json warc sgml parquet text html file encoding parse-html parse-text parse-fields; do \
	  $(PYTHON) -m tests.fuzz.run $$target -max_total_time=60 || exit 1; done

audit:  ## known vulnerabilities of the dependencies; needs the network and pip-audit
	$(PYTHON) -m pip_audit
