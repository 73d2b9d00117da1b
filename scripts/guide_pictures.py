"""Chụp ảnh cho trang hướng dẫn: drives the running demo in Chromium, page by page, and keeps small pictures.

    make run PORT=8000          # in another window, demo settings
    .venv/bin/python scripts/guide_pictures.py --address http://localhost:8000

Run it when the pages of filing have changed; commit what it writes. The people on the pictures are those of the demo.
One procedure is walked to its end; of every other with a form of its own the first page and the first question are taken,
smaller. Those that share the common form have no picture of it.
Pages that look alike for all procedures (`SHARED`) are taken once.
"""

import argparse
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "thongsuot/portal/static/portal/guide"
REFERENCE = ROOT / "thongsuot/procedures/reference"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WHO, PROCEDURE = "congdan.an", "1.001193"
WIDTH, TALLEST, QUALITY = 360, 620, 55
SHARED = ("noi-nhan", "nguoi-nop")


class Album:
    """Ảnh đã chụp, written as WebP."""

    def __init__(self, window: Any) -> None:
        self.window = window
        self.pictures: dict[str, dict[str, Any]] = {}
        self.own: dict[str, dict[str, dict[str, Any]]] = {}

    def take(self, name: str, procedure: str, *, small: bool = False) -> None:
        """The page as it stands, from its heading down, as much as a phone shows."""
        from PIL import Image

        file = f"{name}.webp" if name in SHARED else f"{procedure}-{name}.webp"

        self.window.evaluate("document.fonts.ready")
        box = self.window.locator("main").bounding_box()
        height = min(TALLEST, box["height"])
        clip = {"x": 0, "y": box["y"], "width": WIDTH, "height": height}
        shot = Image.open(io.BytesIO(self.window.screenshot(clip=clip, full_page=True))).convert("RGB")
        if small:
            shot = shot.resize((WIDTH, round(height)), Image.Resampling.LANCZOS)
        FOLDER.mkdir(parents=True, exist_ok=True)
        shot.save(FOLDER / file, quality=QUALITY, method=6)
        kept = self.pictures if name in SHARED else self.own.setdefault(procedure, {})
        kept[name] = {"file": file, "width": WIDTH, "height": round(height)}
        print(f"{file}: {(FOLDER / file).stat().st_size // 1024} kB", file=sys.stderr)

    def close(self) -> None:
        """Say of which day and version they are."""
        told = {
            "taken_on": datetime.now(UTC).date().isoformat(),
            "version": version(),
            "pictures": self.pictures,
            "own": {code: self.own[code] for code in sorted(self.own)},
        }
        (FOLDER / "pictures.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def version() -> str:
    """Version of the platform whose pages are shown."""
    import tomllib

    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def password_of(username: str) -> str:
    """From the demo roster of the running installation."""
    listed = subprocess.run(  # noqa: S603  (our own command)
        [str(ROOT / ".venv/bin/thongsuot"), "demo", "accounts", "--json"], capture_output=True, text=True, check=True
    )
    return str(next(one["password"] for one in json.loads(listed.stdout) if one["username"] == username))


def walk(window: Any, address: str) -> Album:
    """From the procedure's start to the followed dossier."""
    from tests.walks.phone import CASE, PAPERS, PLACE, REVIEW, Phone
    from tests.walks.phone import WHO as WHOSE

    album, citizen = Album(window), Phone(window, address, PROCEDURE)
    names = {PLACE: "noi-nhan", WHOSE: "nguoi-nop", PAPERS: "giay-to"}
    citizen.open(f"/nop-ho-so/{PROCEDURE}/")
    album.take("bat-dau", PROCEDURE)
    citizen.go_on("Bắt đầu")
    while (asked := citizen.heading()) != REVIEW:
        name = names.get(asked, "khai")
        if name != "giay-to" and asked != CASE and not taken(album, name):
            album.take(name, PROCEDURE)
        if asked == PAPERS:
            citizen.papers()
            album.take(name, PROCEDURE)
        elif asked == CASE:
            window.locator("main label").first.click()
        elif asked not in names:
            citizen.answers()
        citizen.go_on()
    album.take("xem-lai", PROCEDURE)
    citizen.go_on("Gửi hồ sơ")
    album.take("bien-nhan", PROCEDURE)
    code = window.locator(".receipt-code").inner_text().strip()
    citizen.open(f"/cong-dan/ho-so/{code}/")
    album.take("theo-doi", PROCEDURE)
    return album


def taken(album: Album, name: str) -> bool:
    """Whether the walked procedure has this picture."""
    return name in album.pictures or name in album.own.get(PROCEDURE, {})


def with_forms() -> list[str]:
    """Codes of the procedures that have an e-form of their own, from their files: questions that no other asks."""
    import yaml

    asked: dict[str, list[str]] = {}
    for file in sorted(REFERENCE.glob("*.yaml")):
        one = yaml.safe_load(file.read_text(encoding="utf-8"))
        sections = (one.get("form") or {}).get("sections") if isinstance(one, dict) else None
        if sections:
            questions = json.dumps([field["path"] for section in sections for field in section["fields"]])
            asked.setdefault(questions, []).append(one["code"])
    return sorted(codes[0] for codes in asked.values() if len(codes) == 1)


def look_into(window: Any, address: str, code: str, album: Album) -> None:
    """First page and first question of one procedure; one that is not filed online has neither."""
    from tests.walks.phone import CASE, PAPERS, PLACE, REVIEW, WHO, Phone

    citizen = Phone(window, address, code)
    citizen.open(f"/nop-ho-so/{code}/")
    if not window.get_by_role("button", name="Bắt đầu").count():
        print(f"{code}: không nộp trên mạng, không có ảnh", file=sys.stderr)
        return
    album.take("bat-dau", code, small=True)
    citizen.go_on("Bắt đầu")
    for _page in range(5):
        asked = citizen.heading()
        if asked == CASE:
            window.locator("main label").first.click()
        elif asked not in (PLACE, WHO):
            break
        citizen.go_on()
    if asked not in (PAPERS, REVIEW, CASE, PLACE, WHO):
        album.take("khai", code, small=True)


def main() -> None:
    """Sign in as the demo's citizen and walk."""
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("--address", default="http://localhost:8000")
    address = told.parse_args().address.rstrip("/")
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        window = browser.new_page(viewport={"width": WIDTH, "height": 740}, device_scale_factor=2, locale="vi-VN")
        window.goto(f"{address}/dang-nhap/")
        window.locator("input[name=username], input[name=login]").first.fill(WHO)
        window.locator("input[name=password]").fill(password_of(WHO))
        window.locator("input[name=password]").press("Enter")
        window.wait_for_url(lambda url: "dang-nhap" not in url)
        album = walk(window, address)
        for code in with_forms():
            if code != PROCEDURE:
                look_into(window, address, code, album)
        album.close()
        browser.close()


if __name__ == "__main__":
    main()
