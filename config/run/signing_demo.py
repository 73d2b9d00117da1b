"""Chứng thư dùng thử: who signs in the demo communes, and their seals, get keys and certificates at the first start."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from config.run import token
from config.run.places import ROOT
from thongsuot.accounts.demo_roster import ROSTER
from thongsuot.accounts.models import Post, Role, User
from thongsuot.common.now import now
from thongsuot.org.selectors import unit_info
from thongsuot.signatures.models import Certificate
from thongsuot.signatures.services.certificates import NewCertificate, enter_certificate

SIGN = (Role.CHAIR, Role.UNIT_LEADER, Role.DOCUMENT_CLERK, Role.ARCHIVIST, Role.DEPARTMENT_OFFICIAL)


def enrol() -> None:
    """Cấp cho những người và cơ quan chưa có; nothing where no trust centre of the demonstration is named."""
    roots = Path(os.environ.get("THONGSUOT_TRUST_ROOTS", ""))
    if roots.parent.name != "trust-centre":
        return
    in_token = bool(settings.SIGNING["module"])
    if in_token:
        token.make(Path(os.environ[token.CONFIGURATION]).parent)
    wanted = [*_people(), *_seals()]
    asked = [one["said"] | {"public_key": _key(one["label"], in_token)} for one in wanted]
    for one, der in zip(wanted, _issued(roots.parent, asked), strict=True):
        keep = Certificate.Keep.TOKEN if in_token else Certificate.Keep.FILE
        made = NewCertificate(
            der, one["kind"], one["unit"], one["user"], keep, token.LABEL if in_token else "", one["label"]
        )
        enter_certificate(made, principal=None, at=now())


def _people() -> list[dict[str, Any]]:
    """Signing posts of the roster whose holders have no certificate yet; one for each person."""
    names = [account.username for account in ROSTER]
    having = Certificate.objects.exclude(user=None).values("user_id")
    posts = Post.objects.filter(user__username__in=names, role__in=SIGN, valid__contains=now()).exclude(
        user_id__in=having
    )
    found: dict[int, Post] = {}
    for post in posts.select_related("user").order_by("pk"):
        found.setdefault(post.user_id, post)
    return [_person(post.user, post) for post in found.values()]


def _person(user: User, post: Post) -> dict[str, Any]:
    said = {
        "name": str(user),
        "title": post.title,
        "organisation": _agency(post.unit_id),
        "number": f"DT:{user.username}",
    }
    label = user.username.replace(".", "-")
    return {"kind": "person", "unit": post.unit_id, "user": user.pk, "label": label, "said": said}


def _seals() -> list[dict[str, Any]]:
    """Units of those people that have no seal yet."""
    units = Certificate.objects.filter(kind="person").values_list("unit_id", flat=True)
    units_of_new = Post.objects.filter(
        user__username__in=[account.username for account in ROSTER], role=Role.CHAIR, valid__contains=now()
    ).values_list("unit_id", flat=True)
    having = set(Certificate.objects.filter(kind="seal").values_list("unit_id", flat=True))
    return [
        {
            "kind": "seal",
            "unit": unit,
            "user": None,
            "label": f"con-dau-{unit}",
            "said": {"name": _agency(unit), "organisation": _agency(unit)},
        }
        for unit in sorted({*units, *units_of_new} - having)
    ]


def _agency(unit_id: int) -> str:
    info = unit_info(unit_id, now().date())
    return f"UBND {info.full_name[0].lower()}{info.full_name[1:]}" if info.code.isdigit() else info.full_name


def _key(label: str, in_token: bool) -> str:
    """A new key in the token, or in a file with the demonstration's PIN; its public part."""
    if in_token:
        from thongsuot.signatures.signing.tokens import make_key

        return make_key(module=settings.SIGNING["module"], token=token.LABEL, pin=token.PIN, label=label).decode()
    key = ec.generate_private_key(ec.SECP256R1())
    folder = Path(settings.SIGNING["keys"])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    locked = serialization.BestAvailableEncryption(token.PIN.encode())
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    (folder / f"{label}.pem").write_bytes(secret)
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def _issued(folder: Path, asked: list[dict[str, Any]]) -> list[bytes]:
    """Ask the simulated trust centre, which is a program of its own."""
    port = os.environ["THONGSUOT_TSA"].rsplit(":", 1)[1].partition("/")[0]
    command = [sys.executable, "-m", "simulators.trust_centre", "--port", port, "--data", str(folder), "--issue"]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT, check=True)
    return [base64.b64decode(one) for one in json.loads(done.stdout)]
