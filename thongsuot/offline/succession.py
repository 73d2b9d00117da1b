"""Khi đơn vị kế thừa: what a counter printed keeps its unit; what waits for a person goes to the successor's counter."""

from thongsuot.offline.models import Arrival, Block, Device
from thongsuot.org.registry import follows, stays

follows(Arrival, "unit_id", how="hồ sơ chờ xử lý là việc của quầy kế thừa; số tạm giữ mã của đơn vị đã in")
stays(Arrival, "province_id", why="tỉnh của đơn vị lúc nhận")
stays(Device, "unit", why="số tạm mang mã định danh của đơn vị lúc đăng ký; đơn vị kế thừa đăng ký máy lại")
stays(Device, "province_id", why="tỉnh của đơn vị lúc đăng ký")
stays(Block, "unit", why="dải số của đơn vị đã in ra giấy")
