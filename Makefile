# One command for everything: `make help`.
#
# The environment is made once, from requirements.lock with hashes, and kept in .venv. To use your own instead:
#   make check VENV=/path/to/venv
# Then nothing is installed, and whatever is in that environment is used.

SHELL       := /bin/bash
PYTHON      ?= python3
VENV        ?= .venv
# One more than there are cores: browsers, processes and databases are waited for half of the time.
WORKERS     ?= 3
BIN         := $(VENV)/bin
PY          := $(BIN)/python
SOURCES     := rules storage handlers bot tests
# What reads a date: all but browser, wire and crash tests, whose zone is UTC inside anyway. What runs on
# databases is left to the one run: on SQLite it lives where the shop is (tests/conftest.py).
ZONE_SUITES := $(wildcard tests/rules tests/storage tests/handlers tests/stories)

# Only the environment that this file names itself is made by this file.
ifeq ($(origin VENV),file)
READY       := .venv/.ready
endif

# What is imported is compiled once and kept: the suite starts hundreds of processes, each a second faster for it.
unexport PYTHONDONTWRITEBYTECODE

PIP := $(PYTHON) -m pip --disable-pip-version-check --python .venv/bin/python install --quiet --no-compile

.DEFAULT_GOAL := help
.PHONY: help demo test check fix bench prove format-check lint types contracts migrations screenshots coverage map font lock clean

.venv/.ready: requirements.lock pyproject.toml
	@echo "第一次运行：正在准备 .venv（约一分钟）… / First run: preparing .venv (about a minute) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 以上 / Python 3.11 or newer is needed")'
	@test -x .venv/bin/python || $(PYTHON) -m venv --without-pip .venv
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

help: ## 列出全部目标 / This list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## 一键演示：浏览器里的群聊、一天的订单、红卡 / The whole product on this machine, no account needed
	$(BIN)/resonance demo

test: $(READY) ## 全部测试（没有 Chromium、PgBouncer、LibreOffice 时跳过它们的部分）/ Every test; those of Chromium, PgBouncer and LibreOffice where they are
	TZ=UTC $(PY) -m pytest -n $(WORKERS)

# mypy is most of a minute on one core: the shorter of the two runs of tests goes on beside it.
check: format-check lint contracts migrations ## CI 运行的唯一入口 / The only gate: everything CI runs, fastest first
	@$(MAKE) --no-print-directory --jobs 2 types test-shanghai
	@$(MAKE) --no-print-directory test

.PHONY: test-shanghai
test-shanghai: $(READY) ## 第二个时区：不用数据库的测试 / The same in the shop's zone: what needs no database
	RESONANCE_PROOF=brief TZ=Asia/Shanghai $(PY) -m pytest -n $(WORKERS) -m "not browser and not proof and not wire and not database and not timeless" $(ZONE_SUITES)

.PHONY: first-card
first-card: $(READY) ## 一份配置文件到第一张卡要多久 / How long from one configuration file to the first card
	$(PY) -m pytest -q -n 0 tests/bot/test_first_card.py

format-check: $(READY) ## 格式 / Formatting
	$(BIN)/ruff format --check .

lint: $(READY) ## 规则 / Lint rules
	$(BIN)/ruff check .

types: $(READY) ## 类型 / Types, strict, tests included
	$(PY) -m mypy $(SOURCES)

contracts: $(READY) ## 导入契约 / Who may import whom
	$(BIN)/lint-imports

migrations: $(READY) ## 迁移与表一致（SQLite 与 PostgreSQL）/ Migrations say what the tables say, on both databases
	$(PY) -m pytest -q tests/meta/test_migrations.py

fix: $(READY) ## 让工具整理代码 / Let the tools tidy
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## 性能，每个数都是同一次运行内的比值 / Benchmarks, every figure a ratio within one run
	$(PY) tests/bench/run.py

prove: $(READY) ## 慢证明全量：崩溃 200 次、性质测试 / The slow proofs in full
	RESONANCE_PROOF=full TZ=UTC $(PY) -m pytest -m proof --timeout 3600

screenshots: $(READY) ## 重拍文档里的图 / Take the documents' pictures again (needs Chromium and a Chinese font)
	RESONANCE_SCREENSHOTS=docs/images $(PY) -m pytest -m browser tests/browser

coverage: $(READY) ## 分支覆盖率 / Branch coverage: rules 100 %, everything 90 %
	$(PY) -m coverage erase
	TZ=UTC $(PY) -m coverage run -m pytest -m "not browser and not proof"
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage report --include='rules/*' --fail-under=100
	$(PY) -m coverage report --fail-under=90

map: $(READY) ## 重写 docs/map.md 和 docs/commands.md / Write both again
	$(PY) -m tests.meta.map
	$(PY) -m tests.meta.commands

# Debian has it in fonts-noto-cjk.
NOTO        ?= /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
font: $(READY) ## 图里的字体：只留我们说的字 / The font of our images: the characters that we say
	$(PY) -m tests.meta.font $(NOTO)

# Needs `uv`. The file carries hashes of every platform's wheels and names no host.
UV ?= uv
lock: ## 重新生成 requirements.lock / Pin the newest versions that fit pyproject.toml
	$(UV) pip compile --no-config --universal --python-version 3.11 --generate-hashes --upgrade --extra dev \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml >/dev/null

clean: ## 删除生成物 / Remove what was generated
	rm -rf .venv build dist *.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
