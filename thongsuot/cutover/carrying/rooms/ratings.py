"""Đánh giá."""

from thongsuot.cutover.carrying.decisions import carried, left
from thongsuot.ratings.models import Rating, RatingAnswer, RatingTrace

carried(Rating, "province")
carried(RatingAnswer, "province", refs={"rating_id": "ratings.rating"})
left(RatingTrace, why="dấu thiết bị ba mươi ngày, băm bằng khoá riêng của nơi gửi")
