# One command per wish; `make help` lists them.
# A python3 built without optimizations (pyenv's default) gives way to the system's, with which the engine is a tenth faster.
CHOOSE := import os, subprocess, sys, sysconfig; system = "/usr/bin/python3"; \
	plain = "--enable-optimizations" not in (sysconfig.get_config_var("CONFIG_ARGS") or "") and sys.base_prefix != "/usr"; \
	able = [system, "-c", "import ensurepip, sqlite3, sys; sys.exit(sys.version_info < (3, 11))"]; \
	print(system if plain and os.path.exists(system) and not subprocess.call(able, stderr=subprocess.DEVNULL) else "python3")
PYTHON ?= $(or $(shell python3 -c '$(CHOOSE)' 2>/dev/null),python3)
PORT ?= 8000
API_PORT ?= 6443
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
export PORT API_PORT

.DEFAULT_GOAL := help
.PHONY: help run setup test lint format types imports check kubectl soak bench

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: .venv/.run ## start everything: make run PORT=8000 API_PORT=6443
	@exec $(BIN)/python manage.py up --stop-with-parent

setup: .venv/.run ## prepare .venv, and nothing else

test: .venv/.test ## the whole suite, with lint, types and import contracts
	@$(BIN)/python -m pytest -n 2 -m "not browser" $(ARGS) || [ $$? = 5 ]
	@$(BIN)/python -m pytest -m browser $(ARGS) || [ $$? = 5 ]

check: lint types imports ## what must hold before a commit, without the tests

lint: .venv/.test ## style and likely mistakes (make format mends what it can)
	@$(BIN)/ruff check .

format: .venv/.test ## mend what lint can mend
	@$(BIN)/ruff check --fix .

types: .venv/.test ## mypy, strict
	@$(BIN)/mypy

imports: .venv/.test ## the import contracts of docs/architecture.md
	@$(BIN)/lint-imports

kubectl: .venv/.test ## fetch kubectl 1.36; the tests then run with it too
	@$(BIN)/python -m tests.api.kubectl.fetch .venv

soak: .venv/.test ## kill -9 the processes 20 times, 20,000 drawn requests, informers for 10 minutes
	@$(BIN)/python manage.py bench kills --times 20
	@$(BIN)/python manage.py bench fuzz --requests 20000
	@$(BIN)/python manage.py bench informers --minutes 10

bench: .venv/.run ## measure what docs/performance.md reports: make bench ARGS="density --nodes 1000 --pods 30000"
	@$(BIN)/python manage.py bench $(or $(ARGS),idle)

# A stamp says which requirements are installed: a second start installs nothing.
.venv/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ClusterViz needs Python 3.11 or newer; this is %d.%d. Name another: make PYTHON=python3.12 run" % sys.version_info[:2])'
	@echo "Preparing .venv with $(PYTHON) (once)..." >&2
	@$(PYTHON) -m venv .venv
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt .venv/.run
	@echo "Preparing .venv for the tests (once)..." >&2
	@$(PIP) -r requirements-dev.txt
	@touch $@
