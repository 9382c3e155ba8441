#!/bin/sh
# Make .venv and install the pinned requirements, when they are not there yet or have changed.
#   scripts/setup.sh          what the portal runs on
#   scripts/setup.sh dev      and what tests and checks need
# A stamp per requirements file is written last, so that an interrupted installation is repeated.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
python=$venv/bin/python

say() { echo "setup  | $*"; }
fail() { echo "Error: $*" >&2; exit 1; }

works() { "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

make_venv() {
    say "making the virtual environment $venv"
    scripts/python.sh -m venv --clear "$venv" || fail "the virtual environment could not be made; the reason is above."
}

# uv takes seconds where pip takes a minute. pip is the way out where uv finds no packages: it does not read
# pip's configuration of mirrors.
install() {
    "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
    if install_uv && UV_LINK_MODE=copy "$python" -m uv pip install -q --compile-bytecode --require-hashes -r "$1"; then
        return 0
    fi
    say "uv could not do it; trying pip, which takes longer"
    "$python" -m pip install -q --disable-pip-version-check --require-hashes -r "$1"
}

install_uv() {
    "$python" -m uv --version >/dev/null 2>&1 ||
        "$python" -m pip install -q --disable-pip-version-check --require-hashes -r scripts/uv.txt
}

ensure() {
    stamp=$venv/installed-$(basename "$1" .txt)
    wanted=$("$python" -c 'import hashlib, sys; print(sys.version, hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1" | tr -d '\n')
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    say "installing $(grep -c == "$1") packages of $1, $2 the first time"
    rm -f "$stamp"
    install "$1" || fail "the packages of $1 could not be installed; the reason is above. Is the disk full, the network there?"
    echo "$wanted" > "$stamp"
}

works || make_venv
ensure requirements.txt "about 30 s"
[ "${1:-}" != dev ] || ensure requirements-dev.txt "about 30 s"
