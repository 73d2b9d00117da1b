"""Trục liên thông văn bản mô phỏng: takes edXML files, keeps them, hands them to the systems whose agencies they are for.

Nobody here has seen the national axis: its addresses and bodies are our own invention. What is told about it publicly
stands behind the operations: list of agencies, send, list received, fetch by id, update status; a system id with a secret.
"""
