"""Một kho lưu trữ nhỏ: Mai Phụ with an archivist, a specialist, a chair, three stores in folders."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.factories.accounts import make_official, principal_for
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.records import retention, services
from thongsuot.records.models import HandIn, RecordFile
from thongsuot.records.specs import FileHandedIn, HandInPackage, ItemHandedIn

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)  # 9:00, a Tuesday
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Archive:
    """Người và phông của các bài thử."""

    world: Any
    people: dict[str, Any]
    folders: dict[str, Path]

    def who(self, name: str, at: datetime = NOW) -> Any:
        """Rights of one of them."""
        return principal_for(self.people[name], at)

    def hand_in(self, *given: FileHandedIn, key: str = "dot-1", at: datetime = NOW) -> HandIn:
        """One hand-in of Mai Phụ by its specialist."""
        package = HandInPackage(
            self.world.province.id, self.world.mai_phu.id, key, "Hồ sơ năm 2025", given or (a_file(),)
        )
        return services.hand_in(package, principal=self.who("canbo"), at=at)

    def kept(self, *given: FileHandedIn, key: str = "dot-1", at: datetime = NOW) -> list[RecordFile]:
        """The same, accepted."""
        hand = self.hand_in(*given, key=key, at=at)
        lines = list(hand.lines.values_list("pk", flat=True))
        services.accept(uid=hand.uid, lines=lines, principal=self.who("luutru"), at=at)
        return list(RecordFile.objects.filter(lines__hand_in=hand).order_by("number"))


def a_file(source_id: int = 1, **more: Any) -> FileHandedIn:
    """A file of ten years with one paper and one stored document."""
    known: dict[str, Any] = {
        "source_kind": "work_file",
        "source_id": source_id,
        "source_code": f"HSCV-{source_id:03}",
        "title": f"Hồ sơ giải quyết việc sửa đường thôn Mai Lâm số {source_id}",
        "ended_on": date(2025, 11, 20),
        "began_on": date(2025, 7, 15),
        "rule": "HS-CV",
        "items": (an_item(f"nội dung {source_id}"), ItemHandedIn("Bản đồ giấy khổ A0", type_name="Bản đồ", pages=1)),
    }
    return FileHandedIn(**{**known, **more})


def an_item(content: str = "nội dung", **more: Any) -> ItemHandedIn:
    """A document with a file in the store."""
    stored = files.store(PDF + f"% {content}\n".encode(), "to-trinh.pdf", None, at=NOW)
    known: dict[str, Any] = {
        "summary": "Tờ trình về việc sửa đường thôn Mai Lâm",
        "type_name": "Tờ trình",
        "number": "15",
        "notation": "TTr-UBND",
        "issued_on": date(2025, 8, 1),
        "issuer": "UBND xã Mai Phụ",
        "pages": 2,
        "file_uid": stored.uid,
    }
    return ItemHandedIn(**{**known, **more})


def make_archive(world: Any, settings: Any, tmp_path: Path) -> Archive:
    """People, rules and stores; about ten statements."""
    folders = {name: tmp_path / name for name in ("kho-1", "kho-2", "kho-3")}
    settings.RECORD_STORES = ",".join(f"{name}=folder:{path}|{name}" for name, path in folders.items())
    retention.load()
    unit = world.mai_phu
    people = {
        "luutru": make_official(world, "luutru", Role.ARCHIVIST, unit),
        "canbo": make_official(world, "canbo", Role.SPECIALIST, unit),
        "chutich": make_official(world, "chutich", Role.CHAIR, unit),
        "lanhdao": make_official(world, "lanhdao", Role.UNIT_LEADER, unit),
        "thachkhe": make_official(world, "thachkhe", Role.ARCHIVIST, world.thach_khe),
    }
    return Archive(world, people, folders)
