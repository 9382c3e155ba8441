#!/bin/sh
# The tests, in as many processes as there are cores: scripts/test.sh [pytest arguments]
# Runs where `python` is the virtual environment's and DATABASE_URL and REDIS_URL lead to servers.
set -eu
cd "$(dirname "$0")/.."
python manage.py compile_translations
# Neighbours share what they set up: each process takes a stretch of the tests, and idle ones take from others.
exec python -m pytest -n auto --maxprocesses 4 --dist worksteal "$@"
