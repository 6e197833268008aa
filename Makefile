# Redline: a few verbs. Each builds its own environment in .venv first and needs only Python 3.11 or newer, git and make.
PYTHON ?= python3
LOCK   ?= requirements.lock
PYTEST ?= -n auto
KILLS  ?= 1000

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/.ready
PIP   := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test test-cluster check torture sabotage bench experiment audit claims docs docs-links reference gallery release-check audit-dependencies clean mutations fuzz

help:  ## show these lines
	@sed -n 's/^\([a-z-]*\):.*  ## /  make \1\t/p' $(MAKEFILE_LIST)

demo: $(READY)  ## simulate November 2024, write figures and a one-page report, say where
	@$(BIN)/redline demo

test: check  ## every check and every test, as continuous integration runs them
	$(BIN)/python -m pytest $(PYTEST)

test-cluster: $(READY)  ## sweeps on a real Slurm of two nodes and a real Dask, on this machine; installs Debian's packages for it
	.ci/slurm
	$(BIN)/python -m pytest -p no:xdist tests/cluster

check: $(READY)  ## style, types and floors, without running anything
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

torture: $(READY)  ## kill a sweep at 1,000 random moments (KILLS=N for others) and see that nothing is lost
	REDLINE_KILLS=$(KILLS) $(BIN)/python -m pytest -p no:xdist -q -s tests/experiment/test_faults.py -k killed_at_random

sabotage: $(READY)  ## break the product on purpose, thirty-one ways, and see which test turns red (some ten minutes)
	@$(BIN)/python -m tests.sabotage $(SABOTAGE)

mutations: $(READY)  ## make every single mistake at every node of every shipped file (an hour; EVERY=20: one in twenty)
	$(BIN)/python -m tests.mutations --every $(or $(EVERY),1)

fuzz: $(READY)  ## feed the readers of files and of results folders ever new bytes with atheris (SECONDS_EACH=600)
	@$(PIP) 'atheris>=3.0'
	$(BIN)/python -m tests.fuzz reader --seconds $(or $(SECONDS_EACH),600)
	$(BIN)/python -m tests.fuzz results --seconds $(or $(SECONDS_EACH),600)

bench: $(READY)  ## time and memory beside what a user would pick instead (some ten minutes; BENCH=--quick: a minute)
	@$(PIP) --editable '.[bench]' || echo 'JAX cannot be installed here; the rest is measured without it' >&2
	$(BIN)/python -m benchmarks.run $(BENCH)

experiment: $(READY)  ## the headline experiment: doctrine of 2020 against 2024, and what else drives the result
	$(BIN)/redline sweep experiments/doctrine-2024.yaml --out results/doctrine-2024
	$(BIN)/python -m sim.report.findings results/doctrine-2024 experiments/doctrine-2024-claims.csv docs/results/doctrine-2024.md

audit: $(READY)  ## change every value of every shipped scenario, and say which do nothing (some fifteen minutes)
	@for one in $(filter-out scenarios/sources.yaml,$(wildcard scenarios/*.yaml scenarios/small/*.yaml)); do \
	  $(BIN)/redline audit $$one --out results/audit/$$(basename $$one .yaml) || exit; done

claims: $(READY)  ## make every number of the documents anew and compare (a quarter of an hour; QUICK=1: seconds)
	$(BIN)/python -m sim.report.claims $(if $(QUICK),--quick)

docs: $(READY)  ## build these documents as a site in docs/_build/html; every warning is an error
	@$(BIN)/python -c 'import furo, myst_nb, sphinx_external_toc' 2>/dev/null || $(PIP) --editable '.[docs]'
	$(BIN)/python -m sphinx -q -W --keep-going -c docs -d docs/_build/doctrees . docs/_build/html
	@echo 'docs/_build/html/index.html'

docs-links: docs  ## ask the network whether the links that leave these documents still lead somewhere
	$(BIN)/python -m sphinx -q -b linkcheck -c docs -d docs/_build/doctrees . docs/_build/links

gallery: $(READY)  ## draw the figures of docs/gallery.md that are missing (ALL=1: every one, some five minutes)
	$(BIN)/python -m tests.pages.gallery $(if $(ALL),--all)

reference: $(READY)  ## make docs/reference anew from the code
	$(BIN)/python -m tests.reference --write

release-check: $(READY)  ## build, compare with the tree, install on every Python at hand, try it there, and print a table (DRAFT=1: before a release)
	$(BIN)/python -m tests.release.check $(if $(DRAFT),--draft)

audit-dependencies: $(READY)  ## ask the databases of vulnerabilities about every locked package (needs a network that reaches one)
	@$(PIP) --editable '.[audit]'
	@$(BIN)/python -m tests.release.dependencies

clean:  ## remove the environment and caches; results stay
	rm -rf $(VENV) docs/_build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# The lock was resolved for Python 3.11; other interpreters get the newest versions that pyproject.toml allows.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'redline needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo 'this Python cannot make environments; on Debian or Ubuntu first: apt-get install python3-venv' >&2; exit 1; }
	@echo 'setting up $(VENV) (about a minute, once)' >&2
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@if [ -n '$(LOCK)' ] && $(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then \
	  $(PIP) --require-hashes -r $(LOCK) && $(PIP) --no-build-isolation --no-deps --editable . \
	  || { echo 'the locked versions could not be installed; without the lock: make LOCK= $(MAKECMDGOALS)' >&2; exit 1; }; \
	else $(PIP) --editable '.[all]'; fi
	@touch $@
