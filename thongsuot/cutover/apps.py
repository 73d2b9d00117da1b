from django.apps import AppConfig


class CutoverConfig(AppConfig):
    name = "thongsuot.cutover"
    label = "cutover"

    def ready(self) -> None:
        from thongsuot.common import journal_verify
        from thongsuot.cutover import (
            about_units,
            collect_steps,
            go_own_lines,
            going_steps,
            people_steps,
            plan_steps,
            records_lines,
            rotation,
            signers_line,
            split_heirs,
            split_steps,
        )
        from thongsuot.cutover.carrying import chains
        from thongsuot.ui import slots

        journal_verify.also(chains.faults)
        rotation.register()
        records_lines.register()
        plan_steps.register()
        collect_steps.register()
        split_steps.register()
        split_heirs.register()
        going_steps.register()
        go_own_lines.register_own()
        signers_line.register_lines()
        people_steps.register()
        slots.fill("unit.main", "cutover/_unit_about.html", about_units.about_unit, order=10)
        slots.fill("unit.split", "cutover/_unit_split.html", about_units.about_split)
