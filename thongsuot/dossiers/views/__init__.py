"""Trang của cán bộ về hồ sơ: quầy, hồ sơ, danh sách, đơn vị. Thin: forms in, services, pages out."""
