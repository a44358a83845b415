# Two commands: `make demo` sets up and opens the dashboard on a scratch copy of the sample, `make test` sets up and tests.
# What is set up lives in .venv only; it is done once, and again when pyproject.toml changes.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
NATIVE := $(VENV)/.native
NATIVE_SOURCES := native/build.py native/Cargo.toml native/Cargo.lock $(wildcard native/src/*.rs native/src/*/*.rs)
WORKERS ?= 2

COUNT ?= 5000
SEED ?= 0

RANDOM_KILLS ?= 200
REPLAYS ?= 2000
FIRST_RUNS ?= first-runs
REAL_MOVES ?= real-moves

.PHONY: demo test check native fuzz oracle-edges oracle-objects oracle-dead dead-on-purpose replay laws crash cuts first-runs real-moves beside-others pictures clean help

help:
	@echo 'make demo      the dashboard on a scratch copy of the sample (without a terminal: the whole campaign, headless)'
	@echo 'make test      all tests'
	@echo 'make check     format, lint, types, layers, and the program on itself'
	@echo 'make fuzz      reads and rewrites COUNT=5000 nasty sources drawn from SEED=0; those that must not be answered so go to fuzz-failures/'
	@echo 'make native    build what reads files natively, where there is a Rust compiler (the others do so when it changes)'
	@echo 'make oracle-edges   our import edges against those of grimp (downloads packages from PyPI)'
	@echo 'make oracle-objects what the resolver names against the objects that Python finds (downloads packages from PyPI)'
	@echo 'make oracle-dead    the dead imports that are reported in real packages against what Python can import (downloads packages from PyPI)'
	@echo 'make dead-on-purpose  repositories broken on purpose: every dead import found, and said to mean the right thing'
	@echo 'make replay    which entry modules of REPLAYS=2000 random packages fail, predicted and tried'
	@echo 'make laws      every recipe on COUNT=1000 random repositories drawn from SEED=0, and the laws of changing code held against each'
	@echo 'make crash     kills landing, following, undoing and writing at each fault point and at RANDOM_KILLS=200 moments drawn from SEED=0, and says what recover left'
	@echo 'make cuts      the cycles of four packages and the cuts that open them, as a table (downloads them from PyPI)'
	@echo 'make first-runs  downloads a dozen packages from PyPI to FIRST_RUNS=first-runs/, proposes a plan for each, lands its first batch'
	@echo 'make real-moves  ten moves drawn in each of five packages from PyPI, in REAL_MOVES=real-moves/, and then the packages'"'"' own tests'
	@echo 'make beside-others  three batches land while others commit to the same branch once a second (about three minutes)'
	@echo 'make pictures  the pictures of docs/pictures'
	@echo 'make clean     remove what was set up'

demo: $(STAMP) $(NATIVE)
	@if [ -t 0 ] && [ -t 1 ] && [ "$${TERM:-dumb}" != dumb ]; then exec $(BIN)/migrator demo; else exec $(BIN)/migrator demo --auto; fi

test: $(STAMP) $(NATIVE)
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup

check: $(STAMP) $(NATIVE)
	$(BIN)/ruff format --check --diff
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/migrator status
	@if command -v cargo-fmt >/dev/null && command -v cargo-clippy >/dev/null; then cd native && set -ex && cargo fmt --check && cargo clippy --offline --quiet --release -- -D warnings; fi

native: $(STAMP) $(NATIVE)

fuzz: $(STAMP) $(NATIVE)
	$(BIN)/python -m tests.fuzz $(COUNT) --seed $(SEED)
	$(BIN)/python -m tests.fuzz.rewriting $(COUNT) --seed $(SEED)

# What we say of packages that nobody here wrote, against other judges: docs/oracles.md. Packages come from PyPI, into temporary folders.
oracle-edges: $(STAMP)
	$(BIN)/python -m bench.edges_against_grimp

oracle-objects: $(STAMP)
	$(BIN)/python -m bench.resolver_against_python

oracle-dead: $(STAMP)
	$(BIN)/python -m bench.dead_against_python

dead-on-purpose: $(STAMP)
	$(BIN)/python -m bench.dead_on_purpose

replay: $(STAMP)
	$(BIN)/python -m bench.replay_against_python $(REPLAYS)

laws: COUNT = 1000
laws: $(STAMP) $(NATIVE)
	$(BIN)/python -m bench.recipes_on_generated $(COUNT) --seed $(SEED)

crash: $(STAMP) $(NATIVE)
	$(BIN)/python -m tests.crash --random $(RANDOM_KILLS) --seed $(SEED)

cuts: $(STAMP)
	$(BIN)/python -m bench.cuts

first-runs: $(STAMP)
	$(BIN)/python -m bench.first_runs $(FIRST_RUNS)

real-moves: $(STAMP) $(NATIVE)
	$(BIN)/python -m bench.real_moves $(REAL_MOVES)

beside-others: $(STAMP)
	$(BIN)/python -m bench.beside_others

pictures: $(STAMP)
	$(BIN)/python docs/make_pictures.py

clean:
	rm -rf native/target migrator/facts/*migrator_facts.* $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis

# Installing has built it already; this is for changes of its sources.
$(NATIVE): $(STAMP) $(NATIVE_SOURCES)
	@$(BIN)/python native/build.py
	@touch $@

# The venv may have been made by other means: then only what is missing is added. `--group` needs pip 25.1.
$(STAMP): pyproject.toml
	@test -n '$(PYTHON)' || test -x $(BIN)/python || { echo 'Python 3.11 or newer is needed: install it, or name it with make PYTHON=...' >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@
