"""Web process of bare Django."""

import os

from django.core.wsgi import get_wsgi_application

from config.run.process import bind_to_parent

os.environ["DJANGO_SETTINGS_MODULE"] = "config.bench.bare.settings"
bind_to_parent()
application = get_wsgi_application()
