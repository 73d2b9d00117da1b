"""Biểu tượng: one <svg> that points into the sprite. A function and not a macro, because a list page shows a hundred."""

from functools import cache

from markupsafe import Markup

from thongsuot.ui.assets import address_of

_DRAWN = Markup('<svg class="icon{more}"{spoken} focusable="false"><use href="{sprite}#{name}"/></svg>')
_SILENT = Markup(' aria-hidden="true"')
_SPOKEN = Markup(' role="img" aria-label="{label}"')


@cache
def icon(name: str, label: str = "", css: str = "") -> Markup:
    """Icon of this name (scripts/icons.txt); decorative unless `label` says what it means."""
    return _DRAWN.format(
        more=f" {css}" if css else "",
        spoken=_SPOKEN.format(label=label) if label else _SILENT,
        sprite=address_of("ui/vendor/icons/icons.svg"),
        name=name,
    )
