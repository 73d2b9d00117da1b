"""What of this room follows a unit: nobody inherits a post.

Chức vụ theo đơn vị mới phải có quyết định mới: two communes that become one have two chairs and need one. When a unit
ends, its posts carry no right from that minute (`accounts.principal` joins the version of today); administrators give
posts in the successor from the same day, ahead of time if they wish.
"""

from thongsuot.accounts.models import Held, Post
from thongsuot.org.registry import stays

stays(Post, "unit", why="chức vụ là của đơn vị đã bổ nhiệm; đơn vị mới bổ nhiệm lại bằng quyết định của mình")
stays(Post, "organ", why="bộ phận nơi giữ chức vụ lúc đó")
stays(Held, "unit_id", why="khung nhìn trên chức vụ và ủy quyền, theo chức vụ")
stays(Held, "organ_id", why="khung nhìn trên chức vụ và ủy quyền, theo chức vụ")
