#!/usr/bin/env bash
# Kiểm tra tĩnh: all of it runs even when one fails, so that one round shows everything.
# mypy takes as long as all the others together, so it runs beside them; what each says is printed in one piece.
set -uo pipefail
cd "$(dirname "$0")/.."
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
failed=()

# keep <name> <command…>: run it, keep what it says and whether it failed.
keep() {
  local name=$1
  shift
  "$@" >"$said/$name" 2>&1 || touch "$said/$name.failed"
}

report() {
  printf '── %s\n' "$1"
  cat "$said/$1"
  [ ! -e "$said/$1.failed" ] || failed+=("$1")
}

keep mypy .venv/bin/mypy &
keep "ruff" .venv/bin/ruff check .
keep "ruff format" .venv/bin/ruff format --check .
keep "import-linter" .venv/bin/lint-imports
keep "makemigrations" .venv/bin/python -m config.run.testbed \
  .venv/bin/python -m django makemigrations --check --dry-run --settings config.settings.test
keep "bản dịch" .venv/bin/python scripts/catalogue.py --check
for step in "ruff" "ruff format" "import-linter" "makemigrations" "bản dịch"; do
  report "$step"
done
wait
report mypy

if [ ${#failed[@]} -gt 0 ]; then
  printf '\nChưa đạt: %s\n' "${failed[*]}" >&2
  exit 1
fi
