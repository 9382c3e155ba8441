#!/bin/sh
# Run the best Python this machine has (3.11 or newer): scripts/python.sh ARGUMENTS
# PYTHON=/path/to/python chooses one.
set -eu

without_venv=""
for name in ${PYTHON:-python3.13 python3.12 python3.11 python3.14 python3 python}; do
    python=$(command -v "$name" 2>/dev/null) || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        exec "$python" "$@"
    fi
    without_venv=${without_venv:-$python}
done

if [ -n "$without_venv" ]; then
    package=$("$without_venv" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    echo "Error: $without_venv cannot make virtual environments. Install that part, for example: apt-get install $package" >&2
else
    echo "Error: no Python 3.11 or newer is found. Install one, for example: apt-get install python3 python3-venv," \
        "or name one: make demo PYTHON=/path/to/python3" >&2
fi
exit 1
