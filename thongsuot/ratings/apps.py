from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "thongsuot.ratings"
    label = "ratings"
