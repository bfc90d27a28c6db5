# Everything that one does with this project. `make` alone lists it; each target installs what it needs first.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/installed
AXE    := tests/browser/node_modules/.package-lock.json
PYTEST := $(BIN)/python -m pytest
LOCK   := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# Two workers on one PostgreSQL; what counts time or kills processes comes after them, alone (tests/two_workers.py)
WORKERS := -n 2 --dist loadscope --no-loadscope-reorder --durations=20
PURE   := -p tests.shape.pure_core -p tests.examples -p pytest_asyncio.plugin -p _hypothesis_pytestplugin -p xdist.plugin

# Every process of a test would compile the whole suite anew where an environment forbids to keep what is compiled
export PYTHONDONTWRITEBYTECODE :=

# Arguments for pytest, e.g. `make test ARGS="-k calendar -x"`
ARGS   ?=
UPGRADE ?=

.DEFAULT_GOAL := help
.PHONY: help install run demo tour up down kafka test test-unit test-service test-contract test-suite test-browser \
        test-chaos bench check fix lock docs pictures doctor

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  %-16s %s\n", $$1, $$2 }'

# --- install ---------------------------------------------------------------------------------------------------------

install: $(STAMP) ## The project and its locked dependencies into .venv (the other targets do this by themselves)

$(STAMP): requirements/dev.txt pyproject.toml shared/gongkai_dev/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { sh deploy/local/doctor.sh; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { sh deploy/local/doctor.sh; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . -e shared/gongkai_dev
	@touch $@

doctor: ## What this machine lacks, and the line that installs it
	@sh deploy/local/doctor.sh

# --- run -------------------------------------------------------------------------------------------------------------

run: $(STAMP) ## The whole suite in one process on http://127.0.0.1:8000, with demo people and the notice loaded
	GONGKAI_DEMO=1 $(BIN)/gongkai run

demo: $(STAMP) ## Like run, on fresh data that are thrown away when it ends
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && GONGKAI_DEMO=1 GONGKAI_FOLDER=$$folder $(BIN)/gongkai run

tour: $(STAMP) ## The main job on real input, told call by call (two minutes; needs nothing running)
	$(BIN)/gongkai tour

up: $(STAMP) ## Four processes, each with its own database, on PostgreSQL and Kafka, behind one address (needs java, mvn)
	GONGKAI_DEMO=1 $(BIN)/gongkai up

down: $(STAMP) ## Stop what `make up` started
	$(BIN)/gongkai down

kafka: $(STAMP) ## Only the local Kafka broker (needs java, mvn)
	$(BIN)/gongkai kafka

# --- prove -----------------------------------------------------------------------------------------------------------

test: $(STAMP) $(AXE) ## All tests; Kafka's and the browser's run where java, mvn, npm and chromium are there
	$(PYTEST) $(WORKERS) $(ARGS)

test-unit: $(STAMP) ## The pure rules only, in seconds (few examples each), where database and HTTP cannot be imported
	EXAMPLES=few PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(PYTEST) $(PURE) -n 2 --dist worksteal --confcutdir=tests/unit tests/unit $(ARGS)

test-service: $(STAMP) ## One service over HTTP on a real PostgreSQL
	$(PYTEST) tests/service $(ARGS)

test-contract: $(STAMP) ## The promises between services: bus, events, OpenAPI
	$(PYTEST) tests/contract $(ARGS)

test-suite: $(STAMP) $(AXE) ## Journeys through all four services
	$(PYTEST) tests/suite $(ARGS)

test-browser: $(STAMP) $(AXE) ## The pages in chromium
	$(PYTEST) tests/browser $(ARGS)

test-chaos: $(STAMP) ## Killed processes, a broker away for two minutes, a soak with all faults (SOAK_ORDERS=20000)
	CHAOS=long OUTAGE_SECONDS=120 $(PYTEST) tests/chaos tests/suite/test_tour.py $(ARGS)

$(AXE): tests/browser/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix $(<D) --ignore-scripts --no-audit --no-fund --silent && touch $@; \
	else echo "npm is missing, the browser tests will be skipped (make doctor)"; fi

bench: $(STAMP) ## Figures with their floors, for docs/performance.md
	$(BIN)/python -m tests.bench

check: $(STAMP) ## Lint, format, types and the import contracts
	$(BIN)/ruff check --no-cache
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

# --- keep ------------------------------------------------------------------------------------------------------------

fix: $(STAMP) ## Let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(STAMP) ## Write again what is made from the code: README tables, events, AsyncAPI, OpenAPI, coverage
	$(BIN)/python -m gongkai_dev.docs

pictures: $(STAMP) ## Take the README's pictures again: a suite of its own, fixed day and data (needs chromium)
	$(BIN)/python -m tests.browser.pictures

lock: $(STAMP) ## Pin what pyproject.toml asks for (hashes, no addresses); `make lock UPGRADE=--upgrade` for newer versions
	$(LOCK) $(UPGRADE) pyproject.toml --extra embedded -o requirements/runtime.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra embedded --extra dev -c requirements/runtime.txt -o requirements/dev.txt
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		| $(LOCK) - -c requirements/dev.txt -o requirements/build.txt
