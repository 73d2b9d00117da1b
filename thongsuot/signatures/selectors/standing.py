"""Ai đứng sau một chữ ký: for which post and unit on that day, and what the unit is now. Nothing is guessed.

A certificate of our register names its owner; of others only what the certificate itself says is told.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from thongsuot.accounts.models import Post
from thongsuot.org.heirs import now_called
from thongsuot.org.selectors import in_force, versions_of
from thongsuot.signatures.models import Certificate
from thongsuot.signatures.signing import Report, Signed


@dataclass(frozen=True, slots=True)
class Standing:
    """Một chữ ký và người ký: `known` when the certificate stands in our register."""

    signed: Signed
    known: bool
    kind: str
    unit: str
    posts: tuple[str, ...]
    unit_now: str


def standings(report: Report, at: datetime) -> list[Standing]:
    """Mọi chữ ký của một tệp; at most two statements."""
    prints = [one.fingerprint for one in report.signatures if one.fingerprint]
    known = {one.fingerprint: one for one in Certificate.objects.filter(fingerprint__in=prints)}
    people = [one.user_id for one in known.values() if one.user_id]
    posts = list(Post.objects.filter(user_id__in=people)) if people else []
    return [_standing(one, known.get(one.fingerprint), posts, at) for one in report.signatures]


def _standing(signed: Signed, certificate: Certificate | None, posts: list[Post], at: datetime) -> Standing:
    if certificate is None:
        return Standing(signed, False, "", signed.organisation, (signed.title,) if signed.title else (), "")
    moment = signed.signed_at or at
    then = [
        post.title
        for post in posts
        if post.user_id == certificate.user_id and post.unit_id == certificate.unit_id and _covers(post, moment)
    ]
    today = timezone.localdate(at)
    gone = not in_force(certificate.unit_id, today)
    return Standing(
        signed,
        True,
        certificate.kind,
        _called(certificate.unit_id, moment),
        tuple(dict.fromkeys(then)),
        now_called(certificate.unit_id, today) if gone else "",
    )


def _covers(post: Post, moment: datetime) -> bool:
    start, end = post.valid.lower, post.valid.upper
    return (start is None or start <= moment) and (end is None or moment < end)


def _called(unit_id: int, moment: datetime) -> str:
    """Its name on that day, or the last one it bore."""
    day = timezone.localdate(moment)
    versions = versions_of(unit_id)
    for info in versions:
        if (info.valid_from is None or info.valid_from <= day) and (info.valid_to is None or day < info.valid_to):
            return info.full_name
    return versions[-1].full_name if versions else ""
