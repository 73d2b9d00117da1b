"""Tiến trình con của diễn tập: its connections find the copies first; prints the report as JSON."""

import json
import os
import sys


def main() -> int:
    """Act in the copy that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    from thongsuot.cutover.rehearsing.acting import rehearse

    print(json.dumps(rehearse(sys.argv[1]), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
