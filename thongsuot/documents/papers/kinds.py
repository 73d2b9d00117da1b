"""Mỗi loại văn bản trình bày khác nhau ở đâu (NĐ 30/2020, Phụ lục III, mẫu 1.1–1.9).

The samples of the annex were read in parts only: the differences stand as `unverified` until a lawyer has compared them.
"""

from dataclasses import dataclass
from typing import Final

CERTAINTY: Final = "unverified"


@dataclass(frozen=True, slots=True)
class Kind:
    """Khác biệt của một loại: where the summary stands, who it speaks to, what decides, who else signs."""

    about_under_number: bool = False  # công văn: V/v … under the number, no title
    decides: str = ""  # the words between the grounds and the articles
    greets: str = ""  # before the addressees
    authority_line: bool = False  # who decides, above the grounds
    second_signer: str = ""  # left of the signer
    title_alone: str = ""  # stands for the summary when there is none


KINDS: Final[dict[str, Kind]] = {
    "CV": Kind(about_under_number=True, greets="Kính gửi:"),
    "TCONG": Kind(greets="Kính gửi:"),
    "NQ": Kind(decides="QUYẾT NGHỊ:", authority_line=True),
    "QD": Kind(decides="QUYẾT ĐỊNH:", authority_line=True),
    "TTR": Kind(greets="Kính gửi:"),
    "BC": Kind(greets="Kính gửi:"),
    "GM": Kind(greets="Kính gửi:"),
    "PC": Kind(greets="Kính gửi:"),
    "PG": Kind(greets="Kính gửi:"),
    "PB": Kind(greets="Kính gửi:"),
    "CD": Kind(greets="điện:"),
    "BB": Kind(second_signer="THƯ KÝ"),
    "HOPDONG": Kind(second_signer="ĐẠI DIỆN BÊN B"),
    "BGN": Kind(second_signer="ĐẠI DIỆN BÊN B"),
    "BTT": Kind(second_signer="ĐẠI DIỆN BÊN B"),
}
PLAIN: Final = Kind()


def kind_of(type_key: str) -> Kind:
    """Khác biệt của loại này; most types have none."""
    return KINDS.get(type_key, PLAIN)
