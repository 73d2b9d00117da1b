"""Chấm điểm, xếp hạng: dated scorecards computed from facts, each figure opens to what it is made of."""
