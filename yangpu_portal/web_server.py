"""Settings of gunicorn that concern collecting garbage: gunicorn -c python:yangpu_portal.web_server …

What is loaded by the time a worker starts is never garbage: frozen, collections do not walk it. The
application is not loaded before forking, though workers would share some 70 MB: tried, and the workers
aborted in native code when they were stopped.
"""

import gc

from django.urls import get_resolver
from gunicorn.workers.base import Worker


def post_worker_init(worker: Worker) -> None:
    _ = get_resolver().url_patterns  # views, forms and serializers, which the first request would load
    gc.collect()
    gc.freeze()
    # A page makes some ten thousand objects and drops them; collecting a dozen times for that finds nothing.
    gc.set_threshold(50_000, 20, 20)
