#!/bin/sh
# Everything `make check` looks at. Runs where `python` is the virtual environment's and DATABASE_URL and
# REDIS_URL lead to servers. Goes through the whole list, then fails with the names of what was at fault.
set -eu
cd "$(dirname "$0")/.."
faults=""

check() {
    name=$1
    shift
    echo "check  | $name"
    "$@" || faults="$faults${faults:+, }$name"
}

templates() {
    find templates -name "*.html" -exec djade --target-version 5.2 --check {} +
}

as_in_production() {
    env DEBUG=false SITE_URL=https://portal.example ALLOWED_HOSTS=portal.example \
        EMAIL_URL=smtp+tls://user:secret@mail.portal.example:587 "$@"
}

# Types take longest by far and need one core: they are looked at beside the rest.
said_of_types=$(mktemp)
trap 'rm -f "$said_of_types"' EXIT
python -m mypy >"$said_of_types" 2>&1 &
types=$!

types() {
    wait "$types" && well=0 || well=$?
    cat "$said_of_types"
    return "$well"
}

check "format" python -m ruff format --check --quiet .
check "format of templates" templates
check "lint" python -m ruff check --quiet .
check "import order" lint-imports --no-logo
check "translations" python manage.py compile_translations --check
check "migrations" python manage.py makemigrations --check --dry-run
check "system checks" as_in_production python manage.py check --deploy --fail-level WARNING
check "types" types

if [ -n "$faults" ]; then
    echo "Error: faults in $faults; see above." >&2
    exit 1
fi
echo "check  | all is well"
