"""Cửa của gói từ tỉnh khác."""

from typing import Any

from tests.walks.samples.base import Sample
from tests.walks.stage import NOW, Persona, Stage
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import Difference, Package, PackageSource

HERE = "quan-tri/chuyen-doi/goi/"
ONE = f"{HERE}<uuid:uid>/"


def package_of(stage: Stage) -> Package:
    """A package of Hà Tĩnh that waits for decisions."""
    source, _made = PackageSource.objects.get_or_create(
        key_fingerprint="ab" * 32,
        defaults={
            "public_key": b"k" * 32,
            "name": "Tỉnh đi thử",
            "province_id": stage.world.province.id,
            "trusted_at": NOW,
        },
    )
    package, _made = Package.objects.get_or_create(
        uid="6f5ab8a2-8b1a-4c63-9f0a-000000000001",
        defaults={
            "source": source, "made_at": NOW, "received_at": NOW, "file_name": "di-thu.goi", "state": "staged",
            "manifest": {"parts": [["tables/dossiers.dossier", "", 10, 3]], "province": {"name": "Tỉnh đi thử", "id": 1}},
        },
    )  # fmt: skip
    return package


def package(stage: Stage) -> dict[str, Any]:
    """The package."""
    return {"uid": package_of(stage).uid}


def person(stage: Stage) -> dict[str, Any]:
    """Somebody who may be one with somebody here."""
    facts = {
        "number": True, "name": "Lê Văn Bình", "username": "binh", "born": "1998-02-05", "here_name": "Lê Văn Bình",
        "here_username": "congdan.binh", "here_born": "1998-02-03", "person_kind": "citizen",
    }  # fmt: skip
    found, _made = Difference.objects.get_or_create(
        package=package_of(stage), kind="person", model="accounts.user", old=7,
        defaults={"title": "Lê Văn Bình", "facts": facts, "needs_person": True},
    )  # fmt: skip
    return {"uid": found.package.uid, "pk": found.pk}


def name(stage: Stage) -> dict[str, Any]:
    """Somebody whose name is taken."""
    found, _made = Difference.objects.get_or_create(
        package=package_of(stage), kind="username", model="accounts.user", old=8,
        defaults={
            "title": "Trần Thị An", "facts": {"username": "an", "person_kind": "official"}, "proposal": "an.dt",
            "decision": "rename",
        },
    )  # fmt: skip
    return {"uid": found.package.uid, "pk": found.pk}


def both_changed(stage: Stage) -> dict[str, Any]:
    """A dossier that both sides changed."""
    facts = {
        "dossier": 77, "here": "ab", "ours": {"status": "PROCESSING", "extension_count": 1},
        "theirs": {"status": "FINISHED", "extension_count": 1},
    }  # fmt: skip
    found, _made = Difference.objects.get_or_create(
        package=package_of(stage), kind="both_changed", model="dossiers.dossier", old=9,
        defaults={"new": 77, "title": "dossiers_dossier 9", "facts": facts, "needs_person": True},
    )  # fmt: skip
    return {"uid": found.package.uid, "pk": found.pk}


def sees_it(stage: Stage, persona: Persona) -> bool:
    """The administrators of the province."""
    return persona.holds("province", Role.PROVINCE_ADMIN)


PACKAGE_PAGES: dict[str, Sample] = {
    HERE: Sample(),
    ONE: Sample(package, sees=sees_it),
    f"{ONE}thu/": Sample(package, sees=sees_it),
    f"{ONE}quyet/<int:pk>/": Sample(person, sees=sees_it, methods=("POST",), body=lambda stage: {"la": "same"}),
    f"{ONE}hai-noi/": Sample(package, sees=sees_it, methods=("POST",), body=lambda stage: {"lay": "ours"}),
    f"{ONE}hai-noi/<int:pk>/": Sample(
        both_changed, sees=sees_it, methods=("POST",), body=lambda stage: {"lay": "theirs"}
    ),
    f"{ONE}ten/<int:pk>/": Sample(name, sees=sees_it, methods=("POST",), body=lambda stage: {"ten": "an.di.thu"}),
}
