"""Danh mục thủ tục hành chính: phiên bản, giấy tờ, phí, thời hạn, quy trình nội bộ (the dated catalogue of procedures)."""
