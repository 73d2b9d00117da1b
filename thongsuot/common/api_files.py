"""POST /api/v1/files: one upload into the store, to be attached to a dossier within two days."""

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Schema
from ninja.files import UploadedFile as Upload

from thongsuot.common import files
from thongsuot.common.idempotent import Answer, idempotent, json_answer
from thongsuot.common.models import StoredFile
from thongsuot.common.now import now
from thongsuot.common.ratelimit import hit

UPLOADS_PER_HOUR = 600


class UploadedFile(Schema):
    """Tệp đã nhận."""

    id: str = Field(description="Mã tệp, dùng trong file_ids của hồ sơ")
    name: str
    size: int
    media_type: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


def upload(request: HttpRequest, file: File[Upload]) -> HttpResponse:
    """Nhận một tệp, kiểm tra loại theo nội dung; tệp không gắn vào hồ sơ nào trong 62 ngày sẽ bị dọn."""
    owner_id = request.principal.user_id  # type: ignore[attr-defined]
    hit("files", str(owner_id), limit=UPLOADS_PER_HOUR, seconds=3600, at=now())

    def work() -> Answer:
        return json_answer(as_json(files.store(file, file.name or "", owner_id)), 201)

    return idempotent(request, "files.upload", False, work)


def as_json(stored: StoredFile) -> dict[str, object]:
    """A stored file as the API shows it."""
    return {
        "id": str(stored.uid),
        "name": stored.name,
        "size": stored.size,
        "media_type": stored.media_type,
        "sha256": stored.sha256,
    }
