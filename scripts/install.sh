#!/usr/bin/env bash
# Cài đặt: make .venv from the hashed lock file. Runs again only when the lock or this script has changed.
# Needs Python 3.11 or newer; as root on Debian/Ubuntu it installs the missing system package by itself.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

say() { printf '%s\n' "$*" >&2; }

find_python() {
  local name
  for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
    [ -n "$name" ] && command -v "$name" >/dev/null || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  return 1
}

can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  say "Cài gói hệ thống: $*"
  local log
  log=$(mktemp)
  if { apt-get -o DPkg::Lock::Timeout=900 update &&
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=900 install -y --no-install-recommends "$@"; } \
    >"$log" 2>&1 </dev/null; then
    rm -f "$log"
  else
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
  fi
}

python=$(find_python) || {
  can_apt && apt_install python3 python3-venv && python=$(find_python)
} || {
  say "Cần Python 3.11 trở lên mà máy này chưa có. Hãy cài rồi chạy lại (Debian/Ubuntu: apt-get install python3 python3-venv)."
  exit 2
}

stamp=.venv/.installed
wanted=$(cat requirements.lock scripts/uv.lock.txt scripts/install.sh | "$python" -c \
  'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read() + sys.argv[1].encode()).hexdigest())' "$root")
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi
if [ -e .venv ] && [ ! -w .venv ]; then
  say "Thư mục .venv thuộc người dùng khác nên không cập nhật được. Hãy xoá nó hoặc chạy bằng đúng người dùng đã tạo."
  exit 2
fi

say "Cài đặt các gói Python vào .venv (lần đầu mất một hai phút)…"
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  rm -rf .venv
  "$python" -m venv .venv >/dev/null 2>&1 || {
    rm -rf .venv
    can_apt && apt_install python3-venv && "$python" -m venv .venv
  } || {
    say "Không tạo được môi trường Python. Debian/Ubuntu: apt-get install python3-venv rồi chạy lại."
    exit 2
  }
fi
unset PYTHONDONTWRITEBYTECODE # uncompiled packages double the start of every command
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r scripts/uv.lock.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --compile-bytecode -r requirements.lock

# The package itself is this very folder: a path file and one command, no build step.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$root" >"$site/thongsuot.pth"
cat >.venv/bin/thongsuot <<END
#!/bin/sh
# A shell and not python in the first line: the path of this folder may hold spaces.
exec "$root/.venv/bin/python" -P -m config.cli "\$@"
END
chmod 755 .venv/bin/thongsuot
printf '%s' "$wanted" >"$stamp"
