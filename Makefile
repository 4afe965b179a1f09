# Works on a machine with only Python 3.11 or later: everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.PHONY: demo test lint typecheck imports pytest fuzz docs clean

demo: $(STAMP)
	$(BIN)/policy demo demo-output

test: $(STAMP) lint typecheck imports pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

pytest: $(STAMP)
	$(BIN)/pytest -n auto

# The interpreter and the database held against each other over policies and exports never drawn before.
MINUTES ?= 10
fuzz: $(STAMP)
	GUIJU_FUZZ_MINUTES=$(MINUTES) $(BIN)/pytest -n auto -s tests/differential/fuzz.py

# The parts of docs/ that are written from the code.
docs: $(STAMP)
	$(BIN)/python -m guiju.reports.reference docs

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo-output
