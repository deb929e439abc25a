# `make help` lists what there is. `make demo` and `make test` do all set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than there are cores: browsers and servers are often waited for.
WORKERS ?= $(shell expr $$(nproc) + 1)

.DEFAULT_GOAL := help
.PHONY: help demo test check proof chaos bench bench-more clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

$(BIN)/python:
	@bash tests/install/python.sh $(PYTHON) $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test-installed: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed ## A throwaway space with 312 people, ready to send in
	@$(BIN)/spacecast demo $(DEMO)

test: $(VENV)/.test-installed ## Everything that must pass; installs PostgreSQL, Chromium and fonts where it may
	@bash tests/install/needs.sh
	@bash tests/conformance/install.sh
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: $(VENV)/.test-installed ## Format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

proof: $(VENV)/.test-installed ## Try thousands of random messages and histories of secret rooms, and break each rule
	$(BIN)/pytest --hypothesis-profile=long tests/kakaowork/test_blocks_proof.py \
		tests/messenger/web/webapi/test_blocks_proof.py \
		tests/messenger/model/test_secret_rooms_machine.py
	$(BIN)/python -m tests.messenger.model.mutants

chaos: $(VENV)/.test-installed ## Kill it at random moments, hundreds of times, and live thousands of random histories
	$(BIN)/python -m tests.chaos --kills 300
	$(BIN)/python -m tests.chaos.erasing --kills 200
	$(BIN)/python -m tests.chaos.schedules
	$(BIN)/python -m tests.messenger.secret_service_proof histories sqlite 4000
	$(BIN)/python -m tests.messenger.secret_service_proof histories postgresql 4000
	$(BIN)/python -m tests.messenger.secret_service_proof mutants

bench: $(VENV)/.test-installed ## Measure delivery against a bare client, the chat's screens, erasing a million messages, and many schedules at once; half an hour
	@bash benchmarks/install.sh --few
	$(BIN)/python -m benchmarks.delivery
	$(BIN)/python -m benchmarks.sockets
	$(BIN)/python -m benchmarks.secret_sweep
	$(BIN)/python -m benchmarks.schedules
	$(BIN)/python -m benchmarks.presses

bench-more: $(VENV)/.test-installed ## Measure scale, isolation, a learned limit, and other engines; an hour
	bash benchmarks/install.sh
	$(BIN)/python -m benchmarks.isolation
	$(BIN)/python -m benchmarks.limit
	$(BIN)/python -m benchmarks.scale
	$(BIN)/python -m benchmarks.peers

clean: ## Remove what the commands above made
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
