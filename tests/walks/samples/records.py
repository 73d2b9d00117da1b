"""Cửa của lưu trữ: what Mai Phụ keeps, and a record about citizen Lan."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.factories.accounts import principal_for
from tests.factories.dossiers import LAN_ID
from tests.walks.samples.base import BOTH, FINE, Sample, Sees
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.common import crypto
from thongsuot.records import retention, services
from thongsuot.records.models import Disposal, HandIn, RecordFile
from thongsuot.records.permissions import KEEPERS, READERS, TRUSTED
from thongsuot.records.specs import FileHandedIn, HandInPackage, ItemHandedIn

NEVER = "00000000-0000-4000-8000-000000000000"


def kept(stage: Stage) -> RecordFile:
    """A kept file of Mai Phụ about Lan, whose time is over; made once."""
    found = RecordFile.objects.filter(source_kind="walk").select_related("fonds").first()
    if found is not None:
        return found
    retention.load()
    unit = stage.world.mai_phu
    given = FileHandedIn(
        "walk", 1, "Hồ sơ đi thử", date(2010, 5, 4), (ItemHandedIn("Tờ trình"),), rule="HS-CV",
        people=[crypto.lookup_hash(LAN_ID)],
    )  # fmt: skip
    package = HandInPackage(stage.world.province.id, unit.id, "walk", "Đợt đi thử", (given,))
    leader = principal_for(stage.user("vanphong"), NOW)
    hand = services.hand_in(package, principal=leader, at=NOW)
    services.accept(uid=hand.uid, lines=[hand.lines.get().pk], principal=leader, at=NOW)
    return RecordFile.objects.select_related("fonds").get(source_kind="walk")


def listed(stage: Stage) -> Disposal:
    """A list of files to be disposed of; made once."""
    found = Disposal.objects.first()
    if found is not None:
        return found
    file = kept(stage)
    leader = principal_for(stage.user("vanphong"), NOW)
    return services.draft_disposal(
        fonds_uid=file.fonds.uid, file_uids=[file.uid], reason="Hết hạn", principal=leader, at=NOW
    )


def a_file(**more: Any) -> Any:
    """The file as parameter."""
    return lambda stage: {"uid": kept(stage).uid, **more}


def fonds(**more: Any) -> Any:
    """Its fonds."""
    return lambda stage: {"uid": kept(stage).fonds.uid, **more}


def hand_in(**more: Any) -> Any:
    """Its hand-in."""

    def params(stage: Stage) -> Mapping[str, Any]:
        kept(stage)
        return {"uid": HandIn.objects.get(key="walk").uid, **more}

    return params


def disposal(**more: Any) -> Any:
    """The list."""
    return lambda stage: {"uid": listed(stage).uid, **more}


def held_by(*roles: str, auditor: bool = False) -> Sees:
    """Whoever holds one of these roles in Mai Phụ; with `auditor` the province's, too."""

    def sees(stage: Stage, persona: Persona) -> bool:
        return persona.holds("own", *roles) or (auditor and persona.holds("province", Role.AUDITOR))

    return sees


def is_lan(stage: Stage, persona: Persona) -> bool:
    """The citizen it is about."""
    return persona.place == "owner"


SEEN, KEEPER = held_by(*READERS, auditor=True), held_by(*KEEPERS)
NOTHING = frozenset({404})
ARCHIVE_PAGES: dict[str, Sample] = {
    "can-bo/luu-tru/": Sample(),
    "can-bo/luu-tru/muc-luc.xlsx": Sample(),
    "can-bo/luu-tru/ho-so/<uuid:uid>/": Sample(a_file(), sees=SEEN),
    "can-bo/luu-tru/ho-so/<uuid:uid>/lam/<str:verb>/": Sample(
        a_file(verb="nhan-lai"), ("POST",), sees=held_by(*READERS), hands=KEEPER
    ),
    "can-bo/luu-tru/ho-so/<uuid:uid>/tai-lieu/<int:ordinal>/": Sample(a_file(ordinal=1), fine=NOTHING),
    "can-bo/luu-tru/phong/": Sample(),
    "can-bo/luu-tru/phong/<uuid:uid>/": Sample(fonds(), sees=SEEN),
    "can-bo/luu-tru/phong/<uuid:uid>/lam/<str:verb>/": Sample(
        fonds(verb="mo-ta"), ("POST",), lambda stage: {"name": "Phông"}, sees=held_by(*READERS), hands=KEEPER
    ),
    "can-bo/luu-tru/nop/": Sample(),
    "can-bo/luu-tru/con-phai-nop/": Sample(),
    "can-bo/luu-tru/con-phai-nop/giu-lai/": Sample(
        methods=("POST",), body=lambda stage: {"owed": "999999", "until": "01/01/2027"}, fine=NOTHING
    ),
    "can-bo/luu-tru/nop/<uuid:uid>/": Sample(hand_in(), sees=held_by(*READERS)),
    "can-bo/luu-tru/nop/<uuid:uid>/lam/<str:verb>/": Sample(
        hand_in(verb="nhan"), ("POST",), lambda stage: {"line": "1"}, sees=held_by(*READERS), hands=KEEPER
    ),
    "can-bo/luu-tru/nop/<uuid:uid>/bien-ban.pdf": Sample(hand_in(), sees=held_by(*READERS)),
    "can-bo/luu-tru/huy/": Sample(methods=BOTH, body=lambda stage: {"fonds": NEVER}, fine=FINE | NOTHING),
    "can-bo/luu-tru/huy/<uuid:uid>/": Sample(disposal(), sees=held_by(*TRUSTED)),
    "can-bo/luu-tru/huy/<uuid:uid>/lam/<str:verb>/": Sample(
        disposal(verb="trinh"), ("POST",), sees=held_by(*TRUSTED), hands=KEEPER
    ),
    "can-bo/luu-tru/huy/<uuid:uid>/bien-ban.pdf": Sample(disposal(), sees=held_by(*TRUSTED)),
    "can-bo/luu-tru/thoi-han/": Sample(),
    "can-bo/luu-tru/kho/": Sample(),
    "can-bo/luu-tru/goi/": Sample(methods=BOTH),
    "can-bo/luu-tru/goi/nhap/": Sample(methods=("POST",), body=lambda stage: {"unit": stage.world.mai_phu.id}),
    "can-bo/luu-tru/goi/khoa-cong-khai.pem": Sample(),
    "can-bo/luu-tru/goi/<uuid:uid>.zip": Sample(lambda stage: {"uid": NEVER}, fine=NOTHING),
    "cong-dan/luu-tru/": Sample(),
    "cong-dan/luu-tru/<uuid:uid>/": Sample(a_file(), BOTH, sees=is_lan),
    "cong-dan/luu-tru/<uuid:uid>/tai-lieu/<int:ordinal>/": Sample(a_file(ordinal=1), fine=NOTHING),
}
