from django.apps import AppConfig


class CutoverConfig(AppConfig):
    name = "thongsuot.cutover"
    label = "cutover"

    def ready(self) -> None:
        from thongsuot.cutover import about_units, people_steps, rotation, split_steps
        from thongsuot.ui import slots

        rotation.register()
        split_steps.register()
        people_steps.register()
        slots.fill("unit.main", "cutover/_unit_about.html", about_units.about_unit, order=10)
        slots.fill("unit.split", "cutover/_unit_split.html", about_units.about_split)
