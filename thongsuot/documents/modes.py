"""Thể thức đề ký (NĐ 30/2020, Điều 13): who may sign in which way, from the posts and delegations in force.

(trống) the head signs with his own authority · TM collective (for the people's committee) · KT a deputy
TMKT a deputy for the collective · TL by order · TUQ by a dated authorisation · Q acting head
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.models import Delegation, Role
from thongsuot.accounts.principal import PostHeld, Principal
from thongsuot.common.errors import Invalid
from thongsuot.documents.issuers import Issuer

MODES: dict[str, str | Promise] = {
    "": gettext_lazy("Ký trực tiếp"),
    "TM": gettext_lazy("TM. (thay mặt tập thể)"),
    "KT": gettext_lazy("KT. (cấp phó ký thay)"),
    "TMKT": gettext_lazy("TM. và KT. (cấp phó ký thay, thay mặt tập thể)"),
    "TL": gettext_lazy("TL. (thừa lệnh)"),
    "TUQ": gettext_lazy("TUQ. (thừa ủy quyền)"),
    "Q": gettext_lazy("Q. (quyền)"),
}


@dataclass(frozen=True, slots=True)
class Authority:
    """Một cách ký được phép: lines of the signer's box, and the delegation it stands on (None: his own post)."""

    mode: str
    lines: tuple[str, ...]
    title: str
    delegation_id: int | None = None
    number: str = ""


def authorities(principal: Principal, unit_id: int, issuer: Issuer) -> list[Authority]:
    """Các cách ký mà người này được phép lúc này ở đơn vị này; empty: may not sign."""
    found: list[Authority] = []
    for post in principal.posts_in(unit_id):
        if post.role != Role.CHAIR and (issuer.collective or post.role != Role.UNIT_LEADER):
            continue
        found += _delegated(post, principal, issuer) if post.on_behalf else _own(post, issuer)
    seen: dict[str, Authority] = {}
    for one in found:  # an own post stands before a delegation of the same mode
        seen.setdefault(one.mode, one)
    return list(seen.values())


def authority_for(principal: Principal, unit_id: int, issuer: Issuer, mode: str) -> Authority:
    """Cách ký này của người này. Raises Invalid `signing_mode_wrong`, saying what would be right."""
    allowed = authorities(principal, unit_id, issuer)
    found = next((one for one in allowed if one.mode == mode), None)
    if found:
        return found
    wanted = str(MODES.get(mode, mode))
    if not allowed:
        text = _(
            "%(who)s không có thẩm quyền ký ở đơn vị này: không giữ chức vụ người đứng đầu hay cấp phó, và không có văn"
            " bản giao ký thừa lệnh hay ủy quyền còn hiệu lực."
        ) % {"who": principal.name}
    else:
        text = _("%(who)s không ký được theo cách “%(wanted)s”. Cách đúng lúc này: %(right)s.") % {
            "who": principal.name,
            "wanted": wanted,
            "right": ", ".join(str(MODES[one.mode]) for one in allowed),
        }
    raise Invalid(text, code="signing_mode_wrong", errors=[{"field": "signing_mode", "message": text}])


def _own(post: PostHeld, issuer: Issuer) -> list[Authority]:
    title = post.title.lower()
    head = issuer.head
    if title.startswith(("phó", "p.")):
        shown = _short_title(post.title, _("Phó %(head)s") % {"head": head})
        lines = (f"KT. {head}", shown)
        collective = (f"TM. {_committee(issuer)}", *lines)
        return [Authority("KT", lines, post.title), *_if(issuer, Authority("TMKT", collective, post.title))]
    if title.startswith(("quyền ", "q. ", "q.")):
        return [Authority("Q", (f"Q. {head}",), post.title)]
    shown = _short_title(post.title, head)
    return [
        *_if(issuer, Authority("TM", (f"TM. {_committee(issuer)}", shown), post.title)),
        Authority("", (shown,), post.title),
    ]


def _if(issuer: Issuer, authority: Authority) -> list[Authority]:
    return [authority] if issuer.collective else []


def _delegated(post: PostHeld, principal: Principal, issuer: Issuer) -> list[Authority]:
    """The delegate's own title stands under TL. or TUQ.; it ends with its date, for the post is no longer there."""
    behalf = post.on_behalf
    assert behalf is not None
    own = next((p.title for p in principal.posts_in(post.unit_id) if p.on_behalf is None), "")
    mode = "TL" if behalf.mode == Delegation.Mode.BY_ORDER else "TUQ"
    lines = (f"{mode}. {issuer.head}", own) if own else (f"{mode}. {issuer.head}",)
    return [Authority(mode, lines, own or post.title, behalf.delegation_id, behalf.number)]


def _committee(issuer: Issuer) -> str:
    return "Ủy ban nhân dân"


def _short_title(title: str, default: str) -> str:
    """`Chủ tịch UBND xã` stands as CHỦ TỊCH under TM. ỦY BAN NHÂN DÂN."""
    short = title.split(" UBND")[0].split(" Ủy ban")[0].strip()
    return short or default
