"""Nơi ngoài biết trả lời (chỉ cho bản dùng thử): offices on the axis that write now and then and answer what they get.

A letter from us is told 01, 03, 04, 05, 06 one after another and answered; a recall 15, 13. While three of their letters
lie unread they write no more. Told over HTTP (`/dieu-khien/noi-ngoai`): `send` (a letter now), `recall` (their last one),
`refuse` (the next n letters, 02 with a reason), `silent`, `disorder` (06 before 03), `twice` (every status two times).
"""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree

from simulators.axis import office_writing as writing
from simulators.axis.envelope import envelope_of
from simulators.axis.post import Post

VIETNAM = timezone(timedelta(hours=7))
MOST_UNREAD = 3
ERRANDS = """
CREATE TABLE IF NOT EXISTS errand (id INTEGER PRIMARY KEY, due REAL NOT NULL, said TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS own_letter (document_id TEXT PRIMARY KEY, said TEXT NOT NULL, read INTEGER NOT NULL DEFAULT 0);
"""
STEPS = [("01", "Đã đến"), ("03", "Đã vào sổ"), ("04", "Đã phân công"), ("05", "Đang xử lý"), ("06", "Đã xong")]
TOPICS = [
    ("Về việc rà soát cơ sở vật chất, trụ sở dôi dư sau sắp xếp", "Nguyễn Văn Nam"),
    ("Về việc báo cáo tình hình giải quyết thủ tục hành chính trong tháng", "Trần Thị Hoa"),
    ("Về việc góp ý dự thảo hướng dẫn công tác văn thư cấp xã", "Lê Minh Đức"),
    ("Về việc cử cán bộ dự tập huấn số hoá hồ sơ", "Phạm Thu Hà"),
]


class Offices:
    """Các nơi ngoài của một hệ thống; `tick` does what is due."""

    def __init__(self, post: Post, said: dict[str, Any], clock: Callable[[], float] = time.time) -> None:
        self.post, self.clock = post, clock
        self.system: str = said["system"]
        self.agencies: dict[str, str] = {one["organ_id"]: one["name"] for one in said["agencies"]}
        self.to = [(one["organ_id"], one["name"]) for one in said["to"]]
        self.every, self.pace = float(said.get("every", 900)), float(said.get("pace", 20))
        self.next_letter = clock() + float(said.get("first", 30))
        self.told: dict[str, Any] = {"refuse": 0, "silent": False, "disorder": False, "twice": False}
        self._lock = threading.Lock()
        with post.storage.change() as base:
            for line in ERRANDS.split(";"):
                base.execute(line)

    def in_thread(self) -> threading.Thread:
        """Go on beside the server."""
        thread = threading.Thread(target=self._go_on, daemon=True)
        thread.start()
        return thread

    def _go_on(self) -> None:
        while True:
            self.tick()
            time.sleep(1)

    def tick(self) -> None:
        """Empty the box, run errands that are due, write a letter when it is time."""
        with self._lock:
            for box in self.post.waiting(self.system, 50):
                self._read(self.post.fetch(self.system, box["id"]) or b"")
                self.post.take(self.system, [box["id"]])
            self._run_errands()
            if self.clock() >= self.next_letter:
                self.next_letter = self.clock() + self.every
                if self._unread() < MOST_UNREAD:
                    self._write()

    def tell(self, said: dict[str, Any]) -> dict[str, Any]:
        """Điều khiển; raises ValueError for what makes no sense."""
        unknown = set(said) - {"send", "recall", *self.told}
        if unknown:
            raise ValueError(f"không biết {', '.join(sorted(unknown))}")
        with self._lock:
            self.told |= {name: said[name] for name in self.told if name in said}
            if said.get("send"):
                self._write()
            if said.get("recall"):
                self._recall()
        return self.shown()

    def shown(self) -> dict[str, Any]:
        """Đang ra sao."""
        errands = self.post.storage.row("SELECT count(*) AS n FROM errand") or {"n": 0}
        return {**self.told, "unread": self._unread(), "errands": errands["n"], "agencies": sorted(self.agencies)}

    def _read(self, body: bytes) -> None:
        found = envelope_of(body)
        if found is None:
            return
        if found.kind == "status":
            with self.post.storage.change() as base:
                base.execute("UPDATE own_letter SET read = 1 WHERE document_id = ?", (found.document_id,))
            return
        about = {"sender": found.sender, "document_id": found.document_id}
        recalled = _business(body, "BussinessDocType") == "1"
        if recalled:
            about["document_id"] = _business(body, "DocumentId") or found.document_id
        for code in found.to:
            if code in self.agencies and not self.told["silent"]:
                self._plan(code, about, recalled=recalled)

    def _plan(self, code: str, about: dict[str, str], *, recalled: bool) -> None:
        """What this office will do about a letter, and when."""
        if recalled:
            steps = [("15", "Đồng ý"), ("13", "Đã lấy lại")]
        elif self.told["refuse"]:
            self.told["refuse"] -= 1
            steps = [("01", "Đã đến"), ("02", "Gửi không đúng nơi nhận")]
        else:
            steps = list(STEPS)
        at = self.clock()
        planned = [
            {"do": "status", "code": status, "words": words, "as": code, "about": about}
            for status, words in (reversed(steps) if self.told["disorder"] else steps)
            for _time in range(2 if self.told["twice"] else 1)
        ]
        if steps[-1][0] == "06":
            planned.append({"do": "answer", "as": code, "about": about})
        with self.post.storage.change() as base:
            for place, one in enumerate(planned):
                base.execute("INSERT INTO errand (due, said) VALUES (?, ?)", (at + place * self.pace, json.dumps(one)))

    def _run_errands(self) -> None:
        rows = self.post.storage.rows("SELECT id, said FROM errand WHERE due <= ? ORDER BY id", (self.clock(),))
        for row in rows:
            one = json.loads(row["said"])
            if one["do"] == "status":
                agency, now = (one["as"], self.agencies[one["as"]]), self._now()
                body = writing.status(code=one["code"], words=one["words"], sender=agency, about=one["about"], at=now)
                self._send(
                    f"errand-{row['id']}",
                    "status",
                    body,
                    one["about"]["document_id"],
                    agency[0],
                    one["about"]["sender"],
                )
            else:
                self._write(as_code=one["as"], about=one["about"])
            with self.post.storage.change() as base:
                base.execute("DELETE FROM errand WHERE id = ?", (row["id"],))

    def _write(self, *, as_code: str = "", about: dict[str, str] | None = None) -> None:
        """A letter to the next unit, or the answer to one of ours."""
        count = (self.post.storage.row("SELECT count(*) AS n FROM own_letter") or {"n": 0})["n"]
        codes = list(self.agencies)
        code = as_code or codes[count % len(codes)]
        sender, to = (code, self.agencies[code]), self.to[count % len(self.to)]
        subject, signer = TOPICS[count % len(TOPICS)]
        if about:
            to = next((one for one in self.to if one[0] == about["sender"]), (about["sender"], about["sender"]))
            subject = f"Trả lời văn bản {about['document_id'].rpartition(',')[2]}"
        now, number = self._now(), 101 + count
        said = {"number": number, "notation": "VP-TH", "sender": sender, "to": to, "subject": subject, "signer": signer}
        lines = [
            sender[1].upper(),
            f"Số: {number}/VP-TH",
            f"Kính gửi: {to[1]}",
            f"{subject}.",
            f"Chánh Văn phòng {signer}",
        ]
        key = writing.document_id(sender, number, "VP-TH", now)
        answers = about["document_id"] if about else ""
        body = writing.letter(**said, at=now, pdf=writing.pdf_of(lines), answers=answers)
        self._send(f"letter-{key}", "document", body, key, code, to[0])
        with self.post.storage.change() as base:
            base.execute("INSERT OR IGNORE INTO own_letter (document_id, said) VALUES (?, ?)", (key, json.dumps(said)))

    def _recall(self) -> None:
        last = self.post.storage.row("SELECT document_id, said FROM own_letter ORDER BY rowid DESC")
        if last is None:
            raise ValueError("chưa gửi văn bản nào để thu hồi")
        said = json.loads(last["said"])
        said |= {name: tuple(said[name]) for name in ("sender", "to")}
        day = datetime.strptime(last["document_id"].split(",")[1], "%Y/%m/%d").replace(tzinfo=VIETNAM)
        body = writing.letter(**said, at=day, pdf=b"", recalls=last["document_id"])
        self._send(
            f"recall-{last['document_id']}", "document", body, last["document_id"], said["sender"][0], said["to"][0]
        )

    def _send(self, key: str, kind: str, body: bytes, document: str, sender: str, to: str) -> None:
        self.post.accept(self.system, key, kind, body, document_id=document, sender=sender, to=[to])

    def _unread(self) -> int:
        return int((self.post.storage.row("SELECT count(*) AS n FROM own_letter WHERE read = 0") or {"n": 0})["n"])

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), VIETNAM)


def _business(body: bytes, name: str) -> str:
    root = ElementTree.fromstring(body)  # noqa: S314  (envelope_of has parsed it; test data only)
    inside = next((one for one in root.iter() if one.tag.rpartition("}")[2] == "Bussiness"), None)
    found = next((one for one in inside if one.tag.rpartition("}")[2] == name), None) if inside is not None else None
    return (found.text or "").strip() if found is not None else ""
