# Everything runs from one virtual environment, .venv, which the first command makes.

BIN := .venv/bin
PORT ?= 8000

.PHONY: site test bench serve lock clean setup setup-test

site: setup
	$(BIN)/observatory build

test: setup-test
	@scripts/setup/browser.sh || true
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	scripts/setup/tests.sh -n 2

bench: setup-test
	$(BIN)/python scripts/bench.py

serve: setup
	$(BIN)/observatory serve --port $(PORT)

# The smaller lock takes its versions from the larger one, so that both fit in one environment.
LOCK := uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11
lock:
	$(LOCK) $(if $(UPGRADE),--upgrade) --all-extras pyproject.toml -o requirements-dev.txt
	$(LOCK) --extra setup -c requirements-dev.txt pyproject.toml -o requirements.txt

clean:
	rm -rf build .mypy_cache .pytest_cache .ruff_cache .hypothesis

setup:
	@scripts/setup/packages.sh site

setup-test:
	@scripts/setup/packages.sh test
