"""Ai sửa được danh mục: the procedure controller edits, every official reads, the public reads what is in force."""

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound

EDITOR = Role.PROCEDURE_CONTROLLER


def may_edit(principal: Principal | None) -> bool:
    """Whether this person keeps the catalogue."""
    return principal is not None and principal.has(EDITOR)


def require_editor(principal: Principal) -> None:
    """Raises Forbidden for everybody but the procedure controller."""
    if not may_edit(principal):
        raise Forbidden()


def provinces_of(principal: Principal) -> frozenset[int]:
    """Provinces whose units this person may give procedures to."""
    return principal.provinces_with(EDITOR)


def require_province(principal: Principal, province_id: int) -> None:
    """Raises NotFound for a province that is not one's own."""
    require_editor(principal)
    if province_id not in provinces_of(principal):
        raise NotFound()
