"""Các phòng phía trên và thư viện."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from thongsuot.cutover.carrying.decisions import carried, left, left_room
from thongsuot.portal.models import Downtime, OneStop

carried(Downtime, "province")
carried(OneStop, "unit")
left_room("warehouse", why="dựng lại từ hồ sơ sau khi nạp, kết quả như nhau")
left_room("cutover", why="kế hoạch, gói và sổ của nơi gửi là việc của nơi gửi")
left_room("procrastinate", why="việc nền của nơi gửi; việc còn chờ lập lại từ dữ liệu ở đây")
left(Permission, Group, Group.permissions.through, ContentType, why="không dùng: quyền đến từ chức vụ")
