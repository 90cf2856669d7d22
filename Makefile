# make        sets everything up, builds the graph and shows a page of it
# make test   sets everything up and passes every test
# make fuzz   tries what is tested on made-up examples on new ones, in rounds: make fuzz ROUNDS=100 (minutes)
# make accept rewrites the stored answers and generated files after a change you meant
# make mutants plants mistakes of many kinds in the data and counts those that the checks find (minutes)
# make bench  measures what checks, questions, networks, starts and publishing cost (minutes)
# make bench-scale  measures how commands grow with the data, for docs/performance.md: make bench-scale SIZES=1,10,100

# A distribution's Python is built with optimizations that one built by hand often lacks: tests take a fifth less time.
FITS := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell /usr/bin/python3 -c '$(FITS)' 2>/dev/null && echo /usr/bin/python3 || echo python3)
ENV := .venv
BIN := $(ENV)/bin
ROUNDS ?= 20
SIZES ?= 1,10

# Most of the wait for the libraries is for the processor that unpacks them. uv takes a fifth of what pip takes for it; it
# stands beside the environment, and asks the indexes that pip is told of. Where it cannot be had, pip does the same: several
# at once, each some of the libraries that are pinned, then one looks whether anything is missing. What builds a package is
# pinned too, and need not be set up once more for ours alone, unless it could not be installed with the others.
# Owlready2 has no wheel. With Cython, which an environment of its own would bring, its build compiles C for longer than
# all others take to unpack; as plain Python, built last with what is here by then, it reasons as quickly.
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
UV = $(ENV)/uv/bin/uv pip install --quiet --python $(BIN)/python
AS_PIP = UV_INDEX_STRATEGY=unsafe-best-match $$($(BIN)/python -m pip config list | \
	sed -n 's/^[^=]*[.]index[^=]*=/UV_DEFAULT_INDEX=/p; s/^[^=]*[.]extra-index[^=]*=/UV_INDEX=/p' | sed 's/\\n/ /g' | tr '\n' ' ')
PINNED = grep -v -e '\#' -e '^owlready2=' constraints.txt
OURS := --constraint constraints.txt --editable '.[dev]'

# What is compiled once is started a hundred times: the bytecode is kept, also where a machine is told not to. Of the
# libraries only what is imported is compiled, at its first import.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: all test tests fuzz lint accept bench bench-scale mutants clean

all: $(ENV)/.ready
	$(BIN)/kgtools build
	@echo
	PAGER=cat $(BIN)/kgtools show "Treaty on Allied Relations"

test: $(ENV)/.ready
	@echo "running the linters, and every test on all processors: some minutes"
	$(MAKE) --no-print-directory --jobs=2 lint tests

tests: $(ENV)/.compiled
	$(BIN)/python -m pytest -n auto --dist worksteal

# Every worker imports all that is tested; while none finds it compiled, each compiles it, in the same order.
$(ENV)/.compiled: $(ENV)/.ready
	-@$(BIN)/python -m pytest --collect-only --quiet >/dev/null
	@touch $@

fuzz: $(ENV)/.ready
	ROUNDS=$(ROUNDS) $(BIN)/python -m pytest -n auto --dist worksteal -m hypothesis --hypothesis-profile fuzz

lint: $(ENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/deno fmt --check --quiet
	$(BIN)/python -m tests.scripts

accept: $(ENV)/.ready
	$(BIN)/python -m tests.accept

bench: $(ENV)/.ready
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/rules.py --changed 3
	$(BIN)/python benchmarks/ask.py
	$(BIN)/python benchmarks/serve.py
	$(BIN)/python benchmarks/network.py
	$(BIN)/python benchmarks/publish.py --factors 1,10

bench-scale: $(ENV)/.ready
	$(BIN)/python benchmarks/grow.py --sizes $(SIZES) --report docs/performance.md
	$(BIN)/python benchmarks/grow.py --sizes $(SIZES) --questions
	$(BIN)/python benchmarks/grow.py --sizes $(SIZES) --searches
	$(BIN)/python benchmarks/changed.py --sizes $(SIZES)

mutants: $(ENV)/.ready
	$(BIN)/python -m tests.mutation

$(ENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Tandem needs Python 3.11 or later; name one with make PYTHON=python3.12")'
	@echo "setting up $(ENV) with the libraries of constraints.txt: a few minutes, this once"
	$(PYTHON) -m venv $(ENV)
	$(PIP) --upgrade --target $(ENV)/uv uv==0.13.9 && eval "export $(AS_PIP)" && \
		{ echo pip==26.3; $(PINNED); } | $(UV) --no-deps -r - && $(UV) --no-build-isolation $(OURS) || \
		{ $(PINNED) | xargs -n 40 -P 4 $(PIP) --no-deps; $(PIP) --no-build-isolation $(OURS) || $(PIP) $(OURS); }
	@touch $@

clean:
	rm -rf $(ENV) build dist
