"""Settings of gunicorn that concern memory: gunicorn -c python:yangpu_portal.web_server …

The keeper loads the application, the dictionary and the encoder's vocabulary once; workers are forked from
it and share these pages. What is loaded by then is never garbage: frozen, collections do not walk it.
"""

import gc
import logging
import os
import sys

from django.conf import settings
from django.urls import get_resolver
from django.utils import translation
from django.utils.module_loading import import_string
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from yangpu_portal.core.memory import return_free_memory, share_arenas

preload_app = True


def when_ready(server: Arbiter) -> None:
    _ = get_resolver().url_patterns  # views, forms and serializers, which the first request would load
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("Home")  # reads all texts of the language
    # By name: this module is read before the applications are.
    import_string("liaison.domain.engine.prepare_engine")()
    gc.collect()
    gc.freeze()
    share_arenas()
    return_free_memory()
    # A page makes some ten thousand objects and drops them; collecting a dozen times for that finds nothing.
    gc.set_threshold(50_000, 20, 20)


def worker_exit(server: Arbiter, worker: Worker) -> None:
    """Ends a worker without native destructors.

    Importing onnxruntime starts a thread, which a fork does not take along: at the end of a worker its
    destructor would wait for it, and abort.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
