"""Khi đơn vị kế thừa: open work moves to the successor with its due date; closed tasks stay where they were done."""

from thongsuot.org.moving import moves
from thongsuot.org.registry import follows, stays
from thongsuot.tasks.models import OpenWork, Task
from thongsuot.tasks.moving import OpenWorkMover

follows(OpenWork, "unit_id", how="việc đang mở sang đơn vị kế thừa, giữ hạn; đơn vị bị chia thì chờ người quyết")
follows(OpenWork, "organ_id", how="cơ quan cùng loại của đơn vị kế thừa; không có thì cả đơn vị thấy việc")
stays(OpenWork, "province_id", why="tỉnh lúc mở việc, là khoá chia bảng; đổi khi bảng con được dựng lại và thay vào")
stays(Task, "unit", why="đơn vị giữ việc lúc giao; việc đã xong vẫn ghi nơi đã làm, việc mở đọc nơi giữ ở OpenWork")
stays(Task, "organ", why="như đơn vị lúc giao")
stays(Task, "province_id", why="tỉnh lúc mở việc, là khoá chia bảng")

moves(OpenWorkMover())
