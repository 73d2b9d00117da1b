"""Trang của danh mục: public pages under /thu-tuc/, the workplace of the procedure controller under /can-bo/danh-muc/."""
