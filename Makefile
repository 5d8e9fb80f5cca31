# Two commands: `make demo` shows it, `make test` proves it. Both make their own virtual environment in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_FLAGS ?= -n auto --dist worksteal
PORT ?= 8000
KILLS ?= 200

.PHONY: demo test crash lint clean

demo: $(VENV)/.installed
	$(BIN)/frontdesk demo --port $(PORT)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

# KILLS=50 SEED=7 make crash
crash: $(VENV)/.installed-test
	PYTHONPATH=tests/crash $(BIN)/python -m crashlab --kills $(KILLS) $(if $(SEED),--seed $(SEED))

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) .frontdesk build dist

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "frontdesk needs Python 3.11 or newer; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ $(VENV)/.installed

$(VENV)/.installed-lint: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[lint]'
	touch $@ $(VENV)/.installed

# -- measurements: python bench --help tells of their options, which go into BENCH_FLAGS -------------------------

BENCHES := bench-acks bench-burst bench-slow-graph bench-open bench-idle bench-memory bench-startup \
	bench-growth bench-noisy bench-scale

.PHONY: bench bench-anchor bench-cpu bench-reading bench-race bench-free soak $(BENCHES)

bench: $(VENV)/.installed-test bench-anchor
	$(BIN)/python -W ignore bench short $(BENCH_FLAGS)

$(BENCHES): bench-%: $(VENV)/.installed-test bench-anchor
	$(BIN)/python -W ignore bench $* $(BENCH_FLAGS)

bench-cpu: $(VENV)/.installed-test bench-anchor
	$(BIN)/python -W ignore bench burst $(BENCH_FLAGS)
	$(BIN)/python bench/turn_cpu.py

# DATA=folder with score.py and its .jsonl files; EVAL_FLAGS="--only turns_ru --fails 20". See bench/README.md.
.PHONY: eval
eval: $(VENV)/.installed-test
	@test -f "$(DATA)/score.py" || { echo "give the folder that has score.py: make eval DATA=../nlu_data"; exit 2; }
	$(BIN)/python "$(DATA)/score.py" --data "$(DATA)" $(EVAL_FLAGS) -- \
		$(BIN)/python bench/nlu_adapter.py --catalog "$(DATA)/catalog.json"

bench-reading: $(VENV)/.installed-test
	$(BIN)/python -W ignore bench/reading.py

bench-race: $(VENV)/.installed-test
	$(BIN)/python -W ignore bench/race.py $(BENCH_FLAGS)

bench-free: $(VENV)/.installed-test
	$(BIN)/python -W ignore bench/free_times.py $(BENCH_FLAGS)

soak: $(VENV)/.installed-test
	$(BIN)/python -W ignore bench soak --only postgres $(BENCH_FLAGS)

# The stack that frontdesk is measured against. Without Node, measurements go without ratios, and say so.
bench-anchor:
	@if command -v npm >/dev/null && [ ! -d bench/anchors/node/node_modules ]; then \
		npm --prefix bench/anchors/node install --no-audit --no-fund --loglevel=error; fi

# A thousand walks of a simulated customer through every bundled bot; the tests take some of them.
.PHONY: walks
walks: $(VENV)/.installed-test
	FRONTDESK_WALKS=1000 $(BIN)/python -m pytest -n auto --timeout 3600 tests/conversations/test_random_walks.py
