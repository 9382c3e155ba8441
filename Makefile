# The commands of the project. `make` lists them. All tools live in .venv, made by scripts/setup.sh.
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset manage test check format requirements messages api-schema \
	screenshots bench-admin bench-imports bench-lighthouse bench-matching bench-matching-speed bench-memory bench-office bench-pages
SHELL := /bin/sh
LOCAL := .venv/bin/python -m yangpu_portal.local
COMPILE := .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo:  ## run the portal on this machine with demo data (PORT=8000)
	@scripts/python.sh -m yangpu_portal.local check
	@scripts/setup.sh
	@exec $(LOCAL) demo --follow-parent

demo-reset:  ## delete the data of the demo
	@scripts/python.sh -m yangpu_portal.local reset

manage:  ## run a management command on the demo's data: make manage ARGS="check"
	@scripts/setup.sh
	@exec $(LOCAL) exec -- python manage.py $(ARGS)

test:  ## run the tests (ARGS="tests/liaison -k digest", CHROMIUM=/path/to/chromium)
	@scripts/setup.sh dev
	@exec $(LOCAL) exec --fresh -- scripts/test.sh $(ARGS)

check:  ## format, lint, types, import order, migrations, translations, system checks
	@scripts/setup.sh dev
	@exec $(LOCAL) exec --fresh -- scripts/check.sh

format:  ## put the code into its format
	@scripts/setup.sh dev
	@.venv/bin/python -m ruff check --quiet --fix --exit-zero .
	@.venv/bin/python -m ruff format .
	@find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

requirements:  ## compile requirements*.in into pinned, hashed requirements*.txt (ARGS=--upgrade)
	@scripts/setup.sh
	@$(COMPILE) $(ARGS) -o requirements.txt requirements.in
	@$(COMPILE) $(ARGS) -o requirements-dev.txt requirements-dev.in
	@$(COMPILE) $(ARGS) -o scripts/uv.txt scripts/uv.in

api-schema:  ## write docs/api/schema.yaml from the code
	@scripts/setup.sh
	@exec $(LOCAL) exec --fresh -- python manage.py spectacular --lang en --validate --fail-on-warn --file docs/api/schema.yaml

messages:  ## collect the texts for translation into locale/
	@scripts/setup.sh
	@exec $(LOCAL) exec --fresh -- python manage.py extract_messages

screenshots:  ## pictures of every screen of the demo in screenshots/ (ARGS="--only home search")
	@scripts/setup.sh dev
	@exec $(LOCAL) exec -- python -m tests.screens.screenshots $(ARGS)

bench-imports:  ## what an import of officials costs (ARGS="--rows 300")
	@scripts/setup.sh dev
	@exec $(LOCAL) exec --fresh -- python -m benchmarks.imports $(ARGS)

bench-admin:  ## what lists of the admin cost, beside their SQL and a plain ModelAdmin (ARGS="--rows 100000")
	@scripts/setup.sh dev
	@exec $(LOCAL) exec --fresh -- python -m benchmarks.admin_lists $(ARGS)

bench-lighthouse:  ## Lighthouse on a running demo (ARGS="--device desktop --site http://127.0.0.1:8000")
	@scripts/setup.sh dev
	@.venv/bin/python -m benchmarks.lighthouse $(ARGS)

bench-matching:  ## how well the engine ranks, beside other ways (DATA=folder, ARGS="--half A")
	@scripts/setup.sh dev
	@exec $(LOCAL) exec --fresh -- python -m benchmarks.matching_quality $(ARGS) $(if $(DATA),"$(DATA)")

bench-matching-speed:  ## what ranking costs, beside other ways (DATA=folder, ARGS="--needs 10000 --offers 100000")
	@scripts/setup.sh dev
	@exec .venv/bin/python -m benchmarks.matching_speed $(if $(DATA),"$(DATA)") $(ARGS)

bench-memory:  ## what web workers take of the memory, on the demo's data (ARGS="--workers 2")
	@scripts/setup.sh
	@exec $(LOCAL) exec -- python -m benchmarks.memory $(ARGS)

bench-office:  ## what figures, exports and the monthly report cost (ARGS="--rows 100000")
	@scripts/setup.sh dev
	@exec $(LOCAL) exec --fresh -- python -m benchmarks.office $(ARGS)

bench-pages:  ## what pages cost, beside their SQL and the naive way (ARGS="--rows 100000")
	@scripts/setup.sh dev
	@exec $(LOCAL) exec --fresh -- python -m benchmarks.pages $(ARGS)
