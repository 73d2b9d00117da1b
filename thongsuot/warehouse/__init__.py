"""Kho dữ liệu: facts from the journal and figures kept by increments; read by those who judge and report."""
