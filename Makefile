# Everything runs from one virtual environment, .venv, which the first command makes.

BIN := .venv/bin
PORT ?= 8000

.PHONY: site demo test bench serve lock clean setup setup-test

site: setup
	@scripts/setup/pango.sh || true
	$(BIN)/observatory build

demo: setup
	$(BIN)/observatory demo

test: setup-test
	@scripts/setup/browser.sh || true
	@scripts/setup/spark.sh || true
	@scripts/setup/pango.sh || true
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	scripts/setup/tests.sh -n 2 --dist worksteal

bench: setup-test
	$(BIN)/python scripts/bench.py

serve: setup
	$(BIN)/observatory serve --port $(PORT)

# The other locks take their versions from the first, so that all fit in one environment.
LOCK := uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11
lock:
	$(LOCK) $(if $(UPGRADE),--upgrade) --extra setup --extra dev pyproject.toml -o requirements-dev.txt
	$(LOCK) --extra setup -c requirements-dev.txt pyproject.toml -o requirements.txt
	$(LOCK) --extra spark -c requirements-dev.txt pyproject.toml -o requirements-spark.txt

# What was collected stays: it cannot all be had again.
clean:
	[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name media-store -exec rm -rf {} +
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis

setup:
	@scripts/setup/packages.sh site

setup-test:
	@scripts/setup/packages.sh test
