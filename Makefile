# Everything a person or a CI machine runs. `make` alone lists it.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
PLAN ?= src/tamnhin/examples/ha-nam-2021-2030

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench messages lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.run: lock/run.txt pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --require-hashes -r lock/run.txt
	$(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/.dev: lock/dev.txt pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install --quiet --require-hashes -r lock/dev.txt
	$(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@ $(VENV)/.run

setup: $(VENV)/.dev  ## set up everything for work on the code

demo: $(VENV)/.run  ## open the Hà Nam portal in the browser
	$(BIN)/tamnhin serve $(PLAN) --open --any-port

test: $(VENV)/.dev  ## run every test
	$(BIN)/pytest -n 2 --dist loadfile

lint: $(VENV)/.dev  ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy scripts
	$(BIN)/lint-imports

bench: $(VENV)/.dev  ## measure, with ratios against a named peer or limit
	$(BIN)/uv pip install --quiet --require-hashes -r lock/bench.txt
	@for file in benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

messages: $(VENV)/.dev  ## bring the catalogues up to date with the sentences in the code
	$(BIN)/python scripts/messages.py

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --upgrade --no-emit-index-url --no-header --no-annotate pyproject.toml
DEV := --group dev --extra read --extra sd --extra parquet --extra dask

lock: $(BIN)/uv  ## resolve the dependencies anew
	$(COMPILE) -o lock/run.txt
	$(COMPILE) $(DEV) -o lock/dev.txt
	$(COMPILE) $(DEV) --group bench -o lock/bench.txt

clean:  ## remove what was built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
