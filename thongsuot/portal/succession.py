"""What of the portal follows a unit."""

from thongsuot.org.registry import stays
from thongsuot.portal.models import Downtime, OneStop

stays(Downtime, "province_id", why="ai đã báo tạm dừng lúc đó")
stays(OneStop, "unit", why="nơi đến và số gọi là của chính đơn vị; đơn vị mới tự khai")
