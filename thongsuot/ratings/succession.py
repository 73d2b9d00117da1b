"""Khi đơn vị kế thừa: a rating is about what a unit did; it stays with it."""

from thongsuot.org.registry import stays
from thongsuot.ratings.models import Rating, RatingAnswer, RatingTrace

stays(Rating, "unit_id", why="đơn vị của việc được đánh giá lúc ấy")
stays(Rating, "province_id", why="tỉnh của hồ sơ, là khoá chia bảng")
stays(RatingAnswer, "province_id", why="tỉnh của lượt đánh giá; việc trả lời đi theo danh sách việc")
stays(RatingTrace, "unit_id", why="dấu thiết bị ba mươi ngày của lượt đánh giá")
