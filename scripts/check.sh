#!/usr/bin/env bash
# Kiểm tra tĩnh: all of it runs even when one fails, so that one round shows everything.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()

step() {
  local title=$1
  shift
  printf '── %s\n' "$title"
  "$@" || failed+=("$title")
}

step "ruff" .venv/bin/ruff check .
step "ruff format" .venv/bin/ruff format --check .
step "mypy" .venv/bin/mypy
step "import-linter" .venv/bin/lint-imports
step "makemigrations" .venv/bin/python -m config.run.testbed \
  .venv/bin/python -m django makemigrations --check --dry-run --settings config.settings.test
if [ -f babel.cfg ]; then
  step "bản dịch" .venv/bin/python scripts/catalogue.py --check
fi

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nChưa đạt: %s\n' "${failed[*]}" >&2
  exit 1
fi
