#!/bin/sh
# The tests, in as many processes as there are cores: scripts/test.sh [pytest arguments]
# Runs where `python` is the virtual environment's and DATABASE_URL and REDIS_URL lead to servers.
set -eu
cd "$(dirname "$0")/.."
python manage.py compile_translations
exec python -m pytest -n auto --maxprocesses 4 "$@"
