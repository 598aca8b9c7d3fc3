# `make demo`: set up, read the sample report, ask it a question.   `make test`: set up and run every check.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -q
STORE  ?= zhiwen-data

.PHONY: demo test lint types programs lock clean

demo: $(VENV)/.installed
	@$(BIN)/zhiwen ingest examples --store $(STORE)
	@echo
	@$(BIN)/zhiwen ask "哪些银行运营物联网供应链平台？" --store $(STORE)
	@echo
	@echo "网页 / web page:  $(BIN)/zhiwen serve --store $(STORE)   →  http://127.0.0.1:7860"

test: $(VENV)/.installed-test programs lint types
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.installed-test
	@$(BIN)/ruff check .

types: $(VENV)/.installed-test
	@$(BIN)/mypy

# Tests open the page in Chromium (with a Chinese font), tables in LibreOffice, and start Virtuoso: installed where we may, else named.
PROGRAMS := chromium fonts-noto-cjk fontconfig libreoffice-calc-nogui virtuoso-opensource-7-bin
programs:
	@if command -v chromium >/dev/null && command -v soffice >/dev/null && command -v virtuoso-t >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PROGRAMS) >/dev/null; \
	else echo "部分测试需要这些程序 / some tests need: sudo apt-get install $(PROGRAMS)"; fi

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml requirements.lock
	@echo "安装依赖 / installing …"
	@$(PIP) install -c requirements.lock -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@$(PIP) install -c requirements.lock -e ".[test]"
	@touch $@

# A new lock: what a fresh environment resolves to today.
lock:
	@rm -rf build/lock && $(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install -q -U pip && build/lock/bin/python -m pip install -q -e ".[test]"
	@build/lock/bin/python -m pip freeze --exclude-editable --exclude pip --exclude setuptools \
	  | sed 's/+cpu$$//' > requirements.lock
	@rm -rf build/lock

clean:
	@rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
