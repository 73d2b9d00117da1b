from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "thongsuot.accounts"
    label = "accounts"

    def ready(self):
        from thongsuot.accounts import rotation

        rotation.register()
