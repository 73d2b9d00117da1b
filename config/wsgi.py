"""Web process (granian WSGI)."""

import os

from django.core.wsgi import get_wsgi_application

from config.run.process import bind_to_parent
from thongsuot.common.turns import FairTurns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
bind_to_parent()
application = FairTurns(get_wsgi_application())
