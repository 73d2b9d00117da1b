"""Một cửa: vòng đời hồ sơ TTHC từ nộp đến trả kết quả (the life of a dossier), used by clerks, specialists, chairs."""
