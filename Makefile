# make reproduce   the environment, the default study and its report
# make test        the environment and all tests
# make benchmark   speed and memory, beside a plain loop
# make format      format and lint the code
# make lock        choose the newest versions anew: requirements.lock (then adapt envs/*.yaml)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
CORES ?= all
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: reproduce test benchmark format lock

reproduce: .venv/complete
	snakemake --cores $(CORES)
	@echo "The report: $(CURDIR)/results/report.html"

test: .venv/complete
	python -m pytest

benchmark: .venv/complete
	python benchmarks/benchmark.py

format: .venv/complete
	ruff check --fix
	ruff format
	snakefmt .

# Written last: an installation that was interrupted starts again.
.venv/complete: requirements.lock
	@"$(PYTHON)" -c 'import sys; v = sys.version_info[:2]; v == (3, 11) or sys.exit(f"Python 3.11 is needed, $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=/path/to/python3.11 ...")'
	"$(PYTHON)" -m venv .venv
	.venv/bin/python -m pip install --requirement requirements.lock
	touch $@

lock:
	"$(PYTHON)" -m venv .venv
	.venv/bin/python -m pip install pip-tools
	pip-compile --upgrade --extra workflow --extra test --strip-extras --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file requirements.lock pyproject.toml
