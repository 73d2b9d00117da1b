"""Khi đơn vị kế thừa: what was signed keeps its unit; the seal of a dissolved unit signs nothing from that day on.

`permissions.certificates_for` asks whether the unit is in force, so the seal ends at the very hour of the change without
anybody doing anything. What still waits for a signature of the old unit is a red line before the change.
"""

from thongsuot.org.registry import stays
from thongsuot.signatures.models import Certificate, SigningRequest, SigningRow, SigningRun

stays(Certificate, "unit", why="chứng thư của đơn vị nào là của đơn vị ấy; hết dùng khi đơn vị thôi hiệu lực")
stays(SigningRequest, "unit", why="đã ký thì giữ đơn vị lúc ký; đang chờ thì phải ký xong hoặc rút trước giờ chuyển")
stays(SigningRequest, "province_id", why="tỉnh lúc xin ký, là khoá chia bảng")
stays(SigningRun, "province_id", why="tỉnh lúc ký")
stays(SigningRow, "province_id", why="tỉnh của chữ ký")
