# VoiceCoach: `make demo` shows it, `make test-fast` checks it, `make` alone lists the rest.
VENV := .venv
BIN := $(VENV)/bin
# many tests wait for sound and pages in real time: with fewer workers two cores are idle in between
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast setup setup-dev check format gold docs attack bench wheel release clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## install what is missing, fetch a recognition model and see everything once
	@$(BIN)/voicecoach setup --yes || echo "Going on without a model: the demo shows what needs no words."
	@$(BIN)/voicecoach demo

# the others compute all the time: one worker a core, and no more than there is work for
FAST_WORKERS ?= logical --maxprocesses 8

# worksteal: a worker that has nothing left takes tests from the other's end
PYTEST := $(BIN)/pytest --dist worksteal

test: setup-dev ## install everything the tests need, then run them all
	@$(PYTEST) -n $(WORKERS)

test-fast: setup-dev ## only what needs no sound card, browser, voice or model: a minute and a half on two cores
	@$(PYTEST) -n $(FAST_WORKERS) -m "not (soundcard or browser or voice or model or attack or cluster or traced)"

setup: ## the virtual environment and the system libraries, nothing more
	@sh tools/setup.sh run

setup-dev: ## the same with everything for development
	@sh tools/setup.sh dev

check: setup-dev ## format, lint, types, import layers, order of the house, spelling, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_house.py
	$(BIN)/codespell
	$(BIN)/python tools/write_schemas.py --check
	$(BIN)/python tools/write_docs.py --check

format: setup-dev ## put every file into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

gold: setup-dev ## rewrite the golden reports; read the diff before you commit it
	UPDATE_GOLD=1 $(BIN)/pytest -q tests/report -p no:randomly

docs: setup-dev ## rewrite the generated pages and schemas
	$(BIN)/python tools/write_schemas.py
	$(BIN)/python tools/write_docs.py

attack: setup-dev ## kill, damage and crowd it for an hour, from where it was stopped; writes docs/lab/attack.md
	$(BIN)/python -m tools.attack --keep build/attack --write docs/lab/attack.md

bench: setup-dev ## the benchmarks that need no data of yours
	$(BIN)/python -m benchmarks.start_up
	$(BIN)/python -m benchmarks.activity

wheel: setup-dev ## build the wheel into dist/
	$(BIN)/python -m build --wheel

release: setup-dev ## write wheel, sdist and manual page into dist/, the same bytes each time, with digests
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m build
	$(BIN)/python -m tools.write_man dist/voicecoach.1
	cd dist && sha256sum * >SHA256SUMS && cat SHA256SUMS

clean: ## remove the environment and what was built; never a recording
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
