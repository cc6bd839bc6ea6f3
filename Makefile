# make setup   virtual environment and encoder          make run    harvest the sample web, from pages to groups
# make test    the whole suite, network off             make lint   ruff and mypy
# make bench   measurements beside peers                make train  train the heads anew
# Each sets up what it needs. Python 3.11 or later is looked for as python3; another one: make PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
BENCH_INSTALLED := $(VENV)/.installed-bench
COMPILED := $(VENV)/.compiled
ENCODER := models/encoder/e5-small-embedded/manifest.json
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: setup run test lint bench train lock clean

setup: $(ENCODER) $(COMPILED)

$(INSTALLED): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kkharvest needs Python 3.11 or later; say which with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint requirements.lock --editable '.[dev]'
	@touch $@

$(BENCH_INSTALLED): $(INSTALLED)
	$(PIP) install --quiet --constraint requirements.lock --editable '.[dev,bench]'
	@touch $@

# What setup.py names is compiled by the installation, and anew when it was changed.
$(COMPILED): $(INSTALLED) setup.py $(wildcard src/kkharvest/extract/*.py src/kkharvest/dedupe/*.py)
	@$(BIN)/python setup.py --quiet build_ext --inplace
	@touch $@

$(ENCODER): $(INSTALLED)
	$(BIN)/kkharvest setup
	@touch $@

run: setup
	$(BIN)/python -m flows.harvest --sample

test: setup
	$(BIN)/python -m pytest

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup $(BENCH_INSTALLED)
	$(BIN)/python -m bench

train: setup
	$(BIN)/python -m flows.train

# After a change of dependencies: what is installed now becomes the lock; local builds lose their suffix.
lock: $(BENCH_INSTALLED)
	@echo "# Every package of a working installation: constraints for pip. Made with: make lock" > requirements.lock
	$(PIP) freeze --all --exclude pip --exclude-editable | sed -E 's/\+[a-z0-9.]+$$//' | sort -f >> requirements.lock

clean:
	rm -rf $(VENV) models/encoder .mypy_cache .ruff_cache .pytest_cache
