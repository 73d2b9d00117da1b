"""Trung tâm chứng thực mô phỏng: root and issuing authority, revocation answers, time stamps; nothing of it is trusted anywhere else."""
