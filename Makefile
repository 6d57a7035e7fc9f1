# make reproduce   the environment, the default study and its report
# make quick       the environment and a first look in half a minute
# make check       unit tests, lint and one small study, in some two minutes
# make test        the environment and all tests
# make benchmark   speed and memory, against a plain loop
# make format      format and lint the code
# make lock        update all versions in requirements.lock (then adapt envs/*.yaml)
#
# The environment is .venv/. uv installs it where uv is on the path, and else pip.
#   TORCH=cpu        build of torch, with uv: cpu, or auto for what fits the GPU of this machine
#   UV=              installs with pip where uv is on the path
#   PYTHON=...       another Python 3.11
#   CORES=...        cores of a study; all by default
#   WORKERS=...      processes of the tests; each of their studies takes two cores
#   STUDY=...        further options of Snakemake, such as STUDY="--configfile mine.yaml"

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV ?= $(shell command -v uv)
TORCH ?= cpu
CORES ?= all
WORKERS ?= 2
STUDY ?=
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: reproduce quick check test benchmark format lock

# .venv/ is complete: conda is left out, also where it is installed, broken or without a network.
reproduce quick check: export NEURALCODE_CONDA = no

reproduce: .venv/complete
	snakemake --cores $(CORES) $(STUDY)

quick: .venv/complete
	snakemake --cores $(CORES) --configfile config/quick.yaml --directory studies/quick

check: .venv/complete
	ruff check
	ruff format --check
	snakefmt --check Snakefile rules
	python -m pytest --quiet --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder tests/unit tests/test_*.py
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
		snakemake --cores $(CORES) --configfile config/quick.yaml --directory "$$folder"

test: .venv/complete
	python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder

benchmark: .venv/complete
	python benchmarks/benchmark.py

format: .venv/complete
	ruff check --fix
	ruff format
	snakefmt .

# Written last: an installation that was interrupted starts again.
.venv/complete: requirements.lock
ifneq ($(UV),)
	@echo "Installing into .venv/ with uv: some 430 MB to fetch and 1.7 GB on disk with the CPU build of torch."
	"$(UV)" venv --clear --seed --python "$(if $(filter file,$(origin PYTHON)),3.11,$(PYTHON))" .venv
	"$(UV)" pip install --python .venv/bin/python --torch-backend "$(TORCH)" --requirement requirements.lock
else
	@"$(PYTHON)" -c 'import sys; v = sys.version_info[:2]; v == (3, 11) or sys.exit(f"Python 3.11 is needed, $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=/path/to/python3.11 ...")'
	@echo "Installing into .venv/ with pip. On Linux its default torch is the CUDA build: some 3 GB to fetch, 7 GB on disk."
	@echo "Where uv is installed (pip install uv), the same command takes the CPU build: 430 MB to fetch, 1.7 GB on disk."
	"$(PYTHON)" -m venv .venv
	.venv/bin/python -m pip install --requirement requirements.lock
endif
	touch $@

# Packages of CUDA belong to a build of torch that the lock does not choose.
lock:
	"$(PYTHON)" -m venv .venv
	.venv/bin/python -m pip install pip-tools
	pip-compile --upgrade --extra workflow --extra test --strip-extras --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file requirements.lock pyproject.toml
	sed -i.bak -E '/^(nvidia-|cuda-|triton=)/d; s/[+]cpu$$//' requirements.lock && rm requirements.lock.bak
