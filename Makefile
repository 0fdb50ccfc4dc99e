# make demo   look around in a made-up boutique          make test   everything the tests need, then the tests
# make check  format, lint, types, import contracts      make wheel  build what can be installed elsewhere
.DEFAULT_GOAL := help
.PHONY: help demo install test check format lock wheel chromium clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --constraint constraints.txt
SOURCES := copilot tests

# Without compiled files Python reads every package anew at each start, which takes ten times as long.
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV

help:
	@sed -n 's/^# //p' Makefile

demo: $(VENV)/.installed
	@$(BIN)/copilot demo

install: $(VENV)/.installed

test: $(VENV)/.installed-dev chromium
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(PYTEST_ARGS)

check: $(VENV)/.installed-dev
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/.installed-dev
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/ruff check --fix $(SOURCES)

# What is pinned stays as it is where it still fits; delete constraints.txt first to take the newest of everything.
lock: $(UV)
	@$(UV) pip compile --quiet --universal --python-version 3.11 --all-extras --group dev \
		--no-header --no-annotate pyproject.toml --output-file constraints.txt

wheel: $(UV)
	@$(UV) build --quiet --wheel --build-constraints constraints.txt --out-dir dist
	@ls dist/*.whl

$(UV): constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || { \
		echo "The copilot needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is not one of them." \
			"Install one, then: make demo PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python cannot make an environment here. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	@touch $(UV)

$(VENV)/.installed: $(UV) pyproject.toml constraints.txt
	@echo "Installing the copilot into $(VENV). The first time this takes a minute or two."
	@$(INSTALL) --compile-bytecode --build-constraints constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(INSTALL) --group dev
	@touch $@

chromium:
	@command -v chromium >/dev/null || { \
		command -v apt-get >/dev/null || { echo "The tests need Chromium. Install it so that 'chromium' starts it." >&2; exit 1; }; \
		if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as="sudo -n"; else \
			echo "The tests need Chromium. Install it: sudo apt-get install chromium" >&2; exit 1; fi; \
		echo "Installing Chromium for the tests."; \
		$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }

clean:
	rm -rf $(VENV) dist build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
