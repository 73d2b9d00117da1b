"""Tệp của thông điệp: brought from the system's own origin by the job, outside transactions, into our store of files."""

from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import Refused
from thongsuot.common.models import StoredFile
from thongsuot.exchange import systems
from thongsuot.exchange.inbound import http
from thongsuot.exchange.inbound.causes import known
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import Attached, Told
from thongsuot.exchange.models import InMessage

MOST_FILES = 50


def missing(message: InMessage, told: Told) -> list[Attached]:
    """Tệp còn phải tải: those without a copy in the store (what nobody attached is collected after some weeks)."""
    wanted = [one for one in told.attached if one.path]
    here = {str(uid) for uid in StoredFile.objects.filter(uid__in=message.files.values()).values_list("uid", flat=True)}
    return [one for one in wanted if message.files.get(one.path) not in here] if wanted else []


def bring(message: InMessage, told: Told, *, owner_id: int, at: datetime) -> None:
    """Tải mọi tệp còn thiếu về kho, owned by the account that will file them; remembered on the message one by one."""
    if len(told.attached) > MOST_FILES:
        raise NotUnderstood("file_too_many", _("Tối đa %(most)d tệp một thông điệp.") % {"most": MOST_FILES})
    address = systems.address(message.system_id)
    for one in missing(message, told):
        message.files[one.path] = _bring(address, one, owner_id)
        InMessage.objects.filter(pk=message.pk).update(files=message.files)


def _bring(address: str, one: Attached, owner_id: int) -> str:
    if not address:
        raise NotUnderstood("file_unavailable", _("Chưa khai địa chỉ của hệ thống này."))
    try:
        with http.download(address, one.path) as content:
            name = one.name or one.path.rpartition("/")[2] or "tep"
            stored = files.store(content, name, owner_id, as_it_came=True)
            if one.sha256 and one.sha256 != stored.sha256:  # loose, so the collection of the store removes it
                raise NotUnderstood("file_hash_differs", one.name)
            return str(stored.uid)
    except http.ForeignOrigin:
        raise NotUnderstood("file_foreign_origin", one.name) from None
    except http.Gone:
        raise NotUnderstood("file_gone", one.name) from None
    except http.TooBig:
        raise NotUnderstood("file_too_large", one.name) from None
    except http.Away as problem:
        raise NotUnderstood("file_unavailable", f"{one.name} ({problem})") from None
    except Refused as refused:
        raise NotUnderstood(known(refused.code), one.name) from refused
