"""Luật vào cửa: who may come through a door (a page or an API operation) at all.

A rule looks at kind and roles only. Which units, dossiers, tasks one then sees is the business of each room's
`permissions` (outside one's scope: 404).
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal


@dataclass(frozen=True, slots=True)
class Rule:
    """One door's rule; `refusal` tells a signed-in person why it stays closed."""

    name: str
    anonymous: bool = False
    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    refusal: str | Promise = field(default=_("Tài khoản của bạn không được làm việc này."), compare=False)

    def allows(self, principal: Principal | None) -> bool:
        """Whether this principal (None = nobody signed in) may come in."""
        if self.anonymous:
            return True
        if principal is None:
            return False
        if not self.kinds and not self.roles:
            return True
        return principal.kind in self.kinds or principal.has(*self.roles)

    def __str__(self) -> str:
        parts = sorted(self.kinds) + sorted(self.roles)
        return f"{self.name}({', '.join(parts)})" if parts else self.name


PUBLIC = Rule("public", anonymous=True)
SIGNED_IN = Rule("signed_in")
OFFICIAL = Rule("official", kinds=frozenset({User.Kind.OFFICIAL}), refusal=_("Trang này dành cho cán bộ."))
CITIZEN = Rule("citizen", kinds=frozenset({User.Kind.CITIZEN}), refusal=_("Trang này dành cho công dân."))


def role_rule(*roles: str, or_citizen: bool = False) -> Rule:
    """Rule for holders of one of these roles (and citizens, when they may do it too)."""
    kinds = frozenset({User.Kind.CITIZEN}) if or_citizen else frozenset()
    return Rule("needs", kinds=kinds, roles=frozenset(roles), refusal=_("Chức vụ của bạn không được làm việc này."))
