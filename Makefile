# One plain command each; README.md says more. They need make and Python 3.11 or newer, and keep
# everything they install in .venv. `make messages` alone needs GNU gettext, `make lock` needs uv.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test test-long test-postgres test-browser check fix messages lock
.DELETE_ON_ERROR:

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

run: $(VENV)/.run  ## the demo on 127.0.0.1:8000 (PORT=8001 for another port)
	@exec $(BIN)/python -m config.demo --port $(PORT)

# Tests keep their bytecode, even where the environment says that nothing should: compiling all of it
# again costs each process ten seconds.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q --dist worksteal

test: $(VENV)/.test catalogues  ## the suite on SQLite, without a browser and what takes long (`make test-long`)
	@$(PYTEST) -n auto $(ARGS)

test-long: $(VENV)/.test catalogues  ## what takes long on SQLite: with `make test`, all of the suite but the races
	@$(PYTEST) -n auto -m long $(ARGS)

test-postgres: $(VENV)/.test catalogues  ## the suite on PostgreSQL, its long tests included (DATABASE_URL=postgres://… for yours)
	@DATABASE_URL=$(or $(DATABASE_URL),postgres://root@127.0.0.1:5432/sip) $(PYTEST) -n auto --create-db --migrations -m "not browser and not brief" $(ARGS)

test-browser: $(VENV)/.browser catalogues  ## the tests that need Chromium
	@$(PYTEST) -n 2 -m browser $(ARGS)

check: $(VENV)/.test catalogues  ## style, templates, missing migrations, production settings
	@$(BIN)/ruff format --quiet --check . && $(BIN)/ruff check --quiet .
	@find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	@SECRET_KEY=check $(BIN)/python manage.py makemigrations --check --dry-run -v 0
	@DEBUG=0 DEMO=0 ALLOWED_HOSTS=sip.example.org \
	  SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

fix: $(VENV)/.test  ## put right what tools can put right by themselves
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

messages: $(VENV)/.test  ## gather the texts to translate into locale/ (needs GNU gettext)
	@SECRET_KEY=messages $(BIN)/python manage.py makemessages --all --no-location --no-obsolete \
	  --no-wrap --ignore 'tests/*' --ignore 'benchmarks/*' --ignore 'var/*' --ignore 'staticfiles/*' -v 0
	@$(BIN)/python -m config.translations --tidy

lock:  ## renew requirements/*.txt from pyproject.toml (needs uv)
	@for set in run test browser; do \
	  case $$set in run) groups= ;; test) groups="--group test --group lint" ;; \
	    browser) groups="--group test --group lint --group browser" ;; esac; \
	  uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	    $$groups pyproject.toml -o requirements/$$set.txt || exit 1; \
	done

.PHONY: catalogues
catalogues:
	@$(BIN)/python -m config.translations

# Each list holds the one before it, with the same versions: a larger one serves the smaller.
$(VENV)/.run: requirements/run.txt
	$(call install,run)
	@touch $@
$(VENV)/.test: requirements/test.txt
	$(call install,test)
	@touch $(VENV)/.run $@
$(VENV)/.browser: requirements/browser.txt
	$(call install,browser)
	@touch $(VENV)/.run $(VENV)/.test $@

# uv where there is one, because it is quicker; else what Python brings.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	  'Python 3.11 or newer is needed; name yours: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	@$(BIN)/python -c pass 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); echo \
	  'Python could not make .venv. On Debian or Ubuntu: sudo apt install python3-venv' >&2; exit 1; }
	@echo 'Installing requirements/$(1).txt into .venv (once; about half a minute)…'
	@{ uv --version && uv pip install --quiet --python $(BIN)/python --require-hashes \
	  -r requirements/$(1).txt; } >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet \
	  --disable-pip-version-check --require-hashes -r requirements/$(1).txt
endef
