# make        sets everything up, builds the graph and asks it a first question
# make test   sets everything up and passes every test
# make accept rewrites the stored answers and generated files after a change you meant
# make mutants plants mistakes of many kinds in the data and counts those that the checks find (minutes)

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin

.PHONY: all test lint accept bench mutants clean

all: $(ENV)/.ready
	$(BIN)/kgtools build
	@echo
	$(BIN)/kgtools query documents-signed --evidence

test: $(ENV)/.ready lint
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(ENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

accept: $(ENV)/.ready
	$(BIN)/python -m tests.accept

bench: $(ENV)/.ready
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/check.py

mutants: $(ENV)/.ready
	$(BIN)/python -m tests.mutation
	$(BIN)/python benchmarks/ask.py

$(ENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Tandem needs Python 3.11 or later; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(ENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(ENV) build dist
