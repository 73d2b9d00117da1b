"""Câu hỏi về chữ ký: the queue, runs, the register of signers, what stands behind a signature."""
