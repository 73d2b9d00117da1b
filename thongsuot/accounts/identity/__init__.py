"""Đăng nhập bằng định danh điện tử (OpenID Connect): providers from settings, their claims, and whose account that is."""
