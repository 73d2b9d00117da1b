"""Sảnh trung tâm phục vụ hành chính công: số thứ tự, hàng chờ, quầy, bảng gọi số (who waits, who is called, where)."""
