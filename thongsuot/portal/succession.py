"""What of the portal follows a unit."""

from thongsuot.org.registry import stays
from thongsuot.portal.models import Downtime

stays(Downtime, "province_id", why="ai đã báo tạm dừng lúc đó")
