# `make up` starts the product on an empty machine, `make test` proves it. Everything is installed into the checkout.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export HF_HUB_OFFLINE := 1

.PHONY: help up setup test faults check bench messages clean

help:
	@echo "make up      start everything: http://127.0.0.1:$${PORT:-8000} (PORT, DATA, DEMO=0, DATABASE_URL, REDIS_URL)"
	@echo "make test    install what the tests need and run them all"
	@echo "make faults  break every part of a running site and hold it to its promises (under half an hour)"
	@echo "make check   lint, types, import rules, templates, migrations"
	@echo "make bench   speed and memory against controls, one JSON line per figure (ONLY=area)"

up: setup
	@exec $(BIN)/python manage.py up

setup: .venv/.installed static/vendor/.installed locale/.compiled

.venv/.pip: pyproject.toml constraints.txt
	@echo "installing the Python environment into .venv"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

.venv/.installed: .venv/.pip
	@echo "installing web and worker packages (the first time: about a minute)"
	@$(BIN)/python -m pip install --quiet --group web --group worker -c constraints.txt
	@touch $@

.venv/.dev: .venv/.installed
	@echo "installing test tools"
	@$(BIN)/python -m pip install --quiet --group dev -c constraints.txt
	@touch $@

static/vendor/.installed: package.json package-lock.json .venv/.installed
	@echo "putting the browser libraries in place"
	@$(BIN)/python -m lms.up.browser_libraries
	@touch $@

locale/.compiled: $(wildcard locale/*/LC_MESSAGES/django.po) .venv/.installed
	@$(BIN)/pybabel --quiet compile --domain django --directory locale --use-fuzzy 2>/dev/null || $(BIN)/pybabel compile --domain django --directory locale
	@touch $@

test: setup .venv/.dev
	@sh tests/run

faults: setup .venv/.dev
	@$(BIN)/python -m pytest -q tests/faults $(if $(ONLY),-k $(ONLY))

check: setup .venv/.dev
	@sh tests/check

bench: setup .venv/.dev
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

messages: .venv/.dev
	@$(BIN)/python -m lms.messages

clean:
	rm -rf .venv node_modules static/vendor locale/.compiled
