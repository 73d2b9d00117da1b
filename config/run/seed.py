"""Dữ liệu ban đầu: what is loaded into an empty platform, in this order, each once per state of its files.

Every loader is idempotent and takes a function to report its progress.
"""

from dataclasses import dataclass
from importlib import import_module

from config.run import fingerprints
from config.run.progress import Report


@dataclass(frozen=True)
class Seed:
    """Một bộ dữ liệu: its loader as `module:function` and the files whose change loads it again."""

    name: str
    title: str
    loader: str
    files: tuple[str, ...]
    demo: bool = False

    def fingerprint(self) -> str:
        """Changes when the data or the code that reads it changes."""
        module = self.loader.partition(":")[0].replace(".", "/")
        return fingerprints.of_files((*self.files, f"{module}.py", f"{module}/**/*.py"))

    def load(self, report: Report) -> None:
        """Run the loader."""
        module, _, function = self.loader.partition(":")
        getattr(import_module(module), function)(report)


SEEDS = (
    Seed("units", "Đơn vị hành chính cả nước", "thongsuot.org.load_units:load", ("thongsuot/org/reference/**/*",)),
    Seed(
        "calendars", "Lịch làm việc, ngày nghỉ", "thongsuot.org.load_calendars:load", ("thongsuot/org/reference/**/*",)
    ),
    Seed("procedures", "Danh mục thủ tục", "thongsuot.procedures.load:load", ("thongsuot/procedures/reference/**/*",)),
    Seed("accounts", "Tài khoản dùng thử", "thongsuot.accounts.demo:load", (), demo=True),
    Seed("dossiers", "Hồ sơ dùng thử", "thongsuot.dossiers.demo:load", (), demo=True),
)
