"""What of this room follows a unit: history of units stays as it was, always."""

from thongsuot.common.models import FeedNote, JournalEntry, JournalHead, Notice, NoticePolicy, SeriesEnd
from thongsuot.org.models import SpecialDay, Succession, UnitVersion, WorkingHours
from thongsuot.org.registry import follows, stays

stays(UnitVersion, "unit", why="thuộc tính của đơn vị trong thời gian của nó")
stays(UnitVersion, "parent", why="cấp trên lúc đó; đơn vị mới có cấp trên của nó")
stays(UnitVersion, "province", why="tỉnh lúc đó; đơn vị mới có tỉnh của nó")
stays(Succession, "predecessor", why="chính là dòng kế thừa")
stays(Succession, "successor", why="chính là dòng kế thừa")
stays(SpecialDay, "province", why="ngày nghỉ đã có hiệu lực lúc đó; tỉnh mới tự quyết ngày nghỉ của mình")
stays(WorkingHours, "province", why="giờ làm việc của tỉnh lúc đó; tỉnh mới theo giờ cả nước cho đến khi tự quyết")

# The ground floor knows no units: its columns are spoken for here.
stays(JournalEntry, "unit_id", why="nhật ký không bao giờ đổi")
stays(JournalEntry, "province_id", why="nhật ký không bao giờ đổi")
stays(SeriesEnd, "unit_id", why="sổ số của đơn vị đã hết; số cuối ghi lại ở đó")
stays(JournalHead, "province_id", why="đầu chuỗi đi cùng nhật ký")
stays(FeedNote, "province_id", why="chỉ trỏ tới bút toán, đọc xong là hết")
stays(Notice, "province_id", why="thông báo đã gửi nói về lúc đó; khoá chia bảng")
follows(Notice, "unit_id", how="thông báo không tới được còn chờ người lo là việc của quầy kế thừa")
stays(NoticePolicy, "unit_id", why="cách báo tin của đơn vị lúc đó; đơn vị mới theo tỉnh cho đến khi tự quyết")
