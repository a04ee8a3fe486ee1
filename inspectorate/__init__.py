"""The project: settings, URLs, Celery and the embedded servers."""
