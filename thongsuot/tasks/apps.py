from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "thongsuot.tasks"
    label = "tasks"
