# Thông Suốt: các lệnh thường dùng. Everything else: .venv/bin/thongsuot --help
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
ARGS ?=
PY := .venv/bin/python
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install run test check format bench lock texts assets

help: ## Danh sách lệnh
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

install: ## Cài đặt vào .venv (các lệnh khác tự gọi)
	@scripts/install.sh

run: install ## Chạy cả hệ thống tại http://localhost:8000 (PORT=… để đổi cổng)
	@exec .venv/bin/thongsuot run --port $(PORT) --with-parent

test: install ## make check và mọi bài thử; ARGS="…" chuyển cho pytest (khi đó bỏ qua check)
ifeq ($(strip $(ARGS)),)
	@$(PY) -m config.run.testbed $(PY) -m tests.template & $(MAKE) --no-print-directory check; failed=$$?; wait; exit $$failed
endif
	@$(PY) -m config.run.testbed $(PY) -m pytest $(or $(ARGS),-n auto --dist worksteal --durations=20)

check: install ## Kiểm tra kiểu viết, kiểu dữ liệu, các tầng, migration, bản dịch
	@scripts/check.sh

format: install ## Sửa cách viết, gom câu chữ cho bản dịch
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet . && $(PY) scripts/catalogue.py

bench: install ## Đo tốc độ so với mức nền
	@.venv/bin/thongsuot bench $(ARGS)

lock: install ## Khoá lại phiên bản các gói Python
	@.venv/bin/uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --quiet -o requirements.lock

texts: install ## Gom câu chữ vào locale/en, biên dịch bản tiếng Anh
	@$(PY) scripts/catalogue.py

assets: ## Chép lại tệp tĩnh của các gói npm (cần node)
	@npm ci --ignore-scripts --no-audit --no-fund
	@npm run assets
