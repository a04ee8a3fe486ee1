# make run        serve the product here: everything is set up, filled and started
# make test       set up and pass every test
# make setup      the virtual environment and the page assets, nothing more
# make bench      the figures of docs/benchmarks.md
# make lint, fmt  check the code, put it in order
# make backup     write one file with the database and the uploads
# make restore FILE=…   bring it back into an empty place
# make lock       write down the installed versions in constraints.txt

export PATH := $(or $(PATH),/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$one" && break; done)
PROVIDERS ?= 10000

.PHONY: help run test setup bench lint fmt backup restore lock
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# //p' Makefile

setup:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed." >&2; exit 1; }
	@"$(PYTHON)" -m tools.setup

run: setup
	@exec .venv/bin/python -m tools.run

test: setup
	@.venv/bin/python -m tools.test

bench: setup
	@.venv/bin/python manage.py bench --providers $(PROVIDERS)

lint: setup
	@.venv/bin/python -m tools.lint

fmt: setup
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

backup: setup
	@.venv/bin/python manage.py backup

restore: setup
	@test -n "$(FILE)" || { echo "Say which backup: make restore FILE=…" >&2; exit 1; }
	@.venv/bin/python manage.py restore "$(FILE)"

lock: setup
	@.venv/bin/python -m tools.lock
