"""Bộ mô phỏng: separate programs that stand in for systems nobody outside can reach; they speak HTTP and know nothing of us."""
