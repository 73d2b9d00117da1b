"""Dữ liệu ban đầu: what is loaded into an empty platform, in this order, each once per state of its files.

Every loader is idempotent and takes a function to report its progress.
"""

from dataclasses import dataclass
from importlib import import_module

from config.run import fingerprints
from config.run.progress import Report


@dataclass(frozen=True)
class Seed:
    """Một bộ dữ liệu: the function of `config.run.loaders` that loads it, and the files whose change loads it again."""

    name: str
    title: str
    files: tuple[str, ...]
    demo: bool = False

    def fingerprint(self) -> str:
        """Changes when the data or the code that reads it changes."""
        return fingerprints.of_files(self.files)

    def load(self, report: Report) -> None:
        """Run the loader; imported late, because it needs Django."""
        loaders = import_module("config.run.loaders")
        getattr(loaders, self.name)(report)


SEEDS = (
    Seed("units", "Đơn vị hành chính cả nước", ("thongsuot/org/reference/*", "thongsuot/org/*.py")),
    Seed("calendars", "Giờ làm việc, ngày nghỉ", ("thongsuot/org/reference/*", "thongsuot/org/load_calendars.py")),
    Seed("procedures", "Danh mục thủ tục", ("thongsuot/procedures/reference/*", "thongsuot/procedures/*.py")),
    Seed(
        "priorities",
        "Nhóm ưu tiên của hàng chờ",
        ("thongsuot/hall/reference/priorities.yaml", "thongsuot/hall/load.py"),
    ),
    Seed(
        "retention",
        "Bảng thời hạn bảo quản",
        ("thongsuot/records/reference/retention.yaml", "thongsuot/records/retention.py"),
    ),
    Seed("demo_province", "Ngăn dữ liệu của tỉnh chạy thử", ("thongsuot/common/partitions.py",), demo=True),
    Seed("accounts", "Tài khoản dùng thử", ("thongsuot/accounts/demo*.py",), demo=True),
    Seed(
        "demo_signatures",
        "Chứng thư chữ ký số dùng thử",
        ("config/run/signing_demo.py", "thongsuot/accounts/demo_roster.py"),
        demo=True,
    ),
    Seed("demo_hall", "Sảnh dùng thử", ("thongsuot/hall/reference/demo.yaml", "thongsuot/hall/load.py"), demo=True),
    Seed("demo_money", "Tài khoản thu phí dùng thử", ("thongsuot/payments/demo.py",), demo=True),
    Seed(
        "demo_dossiers",
        "Hồ sơ dùng thử",
        ("thongsuot/dossiers/demo.py", "thongsuot/dossiers/reference/demo.yaml"),
        demo=True,
    ),
    Seed(
        "demo_rooms",
        "Văn bản, lưu trữ dùng thử",
        (
            "thongsuot/documents/demo/*",
            "thongsuot/documents/reference/demo/*",
            "thongsuot/records/demo/*",
            "thongsuot/records/reference/demo/*",
        ),
        demo=True,
    ),
)
