"""Chữ ký số: certificates, signing, waiting signatures, runs of many documents, validation. Knows nothing of documents.

Higher rooms ask for a signature (`services.request_signature`) and hear of it through `hooks`.
"""
