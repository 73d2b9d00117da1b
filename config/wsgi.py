"""Web process (granian WSGI)."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config import warming
from config.run.process import bind_to_parent
from thongsuot.common.turns import FairTurns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
bind_to_parent()
application = FairTurns(get_wsgi_application())
_ = get_resolver().url_patterns  # Django would import every page with the first request of each process

# What has been imported stays for ever, so the collector need not go through it. A request leaves some fifty objects in
# circles (Django's request holds itself); they are collected in small portions, 0.4 ms once in twenty requests: ten
# thousand at once made one request in two hundred 3 ms late. What has lived through that is looked at seldom.
gc.freeze()
gc.set_threshold(1_000, 20, 50)
warming.in_background()
