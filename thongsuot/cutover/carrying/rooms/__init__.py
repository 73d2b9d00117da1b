"""Quyết định của từng phòng: one file per room, read by `carrying.decisions.load`."""
