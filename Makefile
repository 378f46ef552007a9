# Every command a person types. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
VENV := .venv
TRAIN := .venv-train
WORKERS ?= 2
BUILT := api/console/static/built
# uv looks for local wheels where pip does.
export UV_FIND_LINKS := $(PIP_FIND_LINKS)
export UV_LINK_MODE := copy
# Trust what the system trusts, as pip does: a company's proxy may sign with a root of its own.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)
SAY := @printf '\033[1m%s\033[0m\n'
LOCK := uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header --no-annotate

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: run
run: $(VENV)/run.stamp web ## set up and run the whole system; Ctrl-C stops it (PORT, ROUNDS_DATA_DIR)
	@exec $(VENV)/bin/rounds up

.PHONY: test
test: $(VENV)/dev.stamp web browser camera ## run all tests against real servers on free ports
	$(VENV)/bin/pytest -n $(WORKERS) --dist loadgroup

.PHONY: test-train
test-train: $(TRAIN)/train.stamp ## run the tests of the training path (installs torch, 6 GB)
	YOLO_OFFLINE=true $(TRAIN)/bin/pytest -m train

.PHONY: check
check: format lint types imports house spelling contract-check migrations docs ## everything but the tests

.PHONY: fmt
fmt: $(VENV)/dev.stamp ## format the code and repair what can be repaired
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

.PHONY: journeys
journeys: $(VENV)/dev.stamp web browser camera ## run only the tests that start the whole system
	$(VENV)/bin/pytest tests/journeys

.PHONY: web
web: $(BUILT)/web.stamp ## build the scripts of the console's pages

.PHONY: contract
contract: $(VENV)/dev.stamp ## write mobile_contract/v1/openapi.json
	$(VENV)/bin/python -m api.openapi

.PHONY: migrate
migrate: $(VENV)/run.stamp ## bring the configured database to the tables of this version
	$(VENV)/bin/rounds migrate

.PHONY: docs
docs: $(VENV)/dev.stamp ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --strict --quiet

.PHONY: bench
bench: $(VENV)/dev.stamp ## measure speed and accuracy of the eyes on this machine
	$(VENV)/bin/rounds vision bench

.PHONY: mutation
mutation: $(VENV)/dev.stamp ## change the scoring rules in a thousand ways; which changes does no test notice?
	$(VENV)/bin/mutmut run --max-children $(WORKERS)
	$(VENV)/bin/mutmut results

.PHONY: smoke
smoke: $(VENV)/run.stamp ## drive the main loop over HTTP against a running system (URL)
	$(VENV)/bin/rounds smoke --url "$(or $(URL),http://127.0.0.1:$(or $(PORT),8000))"

.PHONY: lock
lock: $(VENV)/dev.stamp ## choose the newest versions and write them, with hashes, to requirements/
	env -u UV_FIND_LINKS PATH="$(CURDIR)/$(VENV)/bin:$$PATH" bash -c '\
		echo uv | uv pip compile - --quiet --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/uv.txt; \
		$(LOCK) -o requirements/api.txt; \
		$(LOCK) --extra vision -o requirements/worker.txt; \
		$(LOCK) --extra vision --extra embedded -o requirements/run.txt; \
		$(LOCK) --extra vision --extra embedded --extra dev -o requirements/dev.txt; \
		$(LOCK) --extra vision --extra embedded --extra dev --extra train -o requirements/train.txt'

.PHONY: clean
clean: ## remove what was installed and built; the data folder stays
	rm -rf $(VENV) $(TRAIN) $(BUILT) api/web/node_modules site dist runs .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The parts of `make check`.
.PHONY: format lint types imports house spelling contract-check migrations
format: $(VENV)/dev.stamp
	$(VENV)/bin/ruff format --check .
lint: $(VENV)/dev.stamp
	$(VENV)/bin/ruff check .
types: $(VENV)/dev.stamp
	$(VENV)/bin/mypy
imports: $(VENV)/dev.stamp
	$(VENV)/bin/lint-imports
house: $(VENV)/dev.stamp
	$(VENV)/bin/pytest -q -n $(WORKERS) tests/house
spelling: $(VENV)/dev.stamp
	git ls-files -z -- '*.py' '*.md' '*.toml' '*.yaml' '*.yml' | xargs -0 $(VENV)/bin/codespell
contract-check: $(VENV)/dev.stamp
	@$(VENV)/bin/python -c 'import sys; from api.openapi import DOCUMENT, build, to_text; \
		sys.exit(DOCUMENT.read_text(encoding="utf-8") != to_text(build()))' \
		|| { echo 'mobile_contract/v1/openapi.json is not what the code promises: make contract'; exit 1; }
migrations: $(VENV)/dev.stamp
	$(VENV)/bin/python -m deploy.rehearse

# What a commit may not bring: a large file, a key. Called by the pre-commit hook.
.PHONY: staged
staged:
	@git diff --cached --name-only --diff-filter=A -z | while IFS= read -r -d '' path; do \
		if [ "$$(wc -c < "$$path")" -gt 4000000 ] && [[ "$$path" != deploy/weights/* ]]; then \
			echo "$$path is larger than 4 MB"; exit 1; fi; done
	@if git diff --cached -U0 | grep -nE '^\+.*(BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16})'; then \
		echo 'that looks like a secret'; exit 1; fi

# The environments. A stamp is newer than the list it was installed from, so the second start is fast.
$(VENV)/bin/uv $(TRAIN)/bin/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Rounds needs Python 3.11 or newer; name one with PYTHON=…'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo 'Python lacks its venv module; on Debian and Ubuntu: apt-get install python3-venv'; exit 1; }
	$(SAY) 'making $(patsubst %/bin/uv,%,$@)'
	$(PYTHON) -m venv --clear $(patsubst %/bin/uv,%,$@)
	$(patsubst %/bin/uv,%,$@)/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/uv.txt
	@touch $@

define install
	$(SAY) 'installing $<'
	$(@D)/bin/uv pip install --quiet --python $(@D)/bin/python --no-deps --require-hashes -r $<
	$(@D)/bin/uv pip install --quiet --python $(@D)/bin/python --no-deps -e .
	@touch $@
endef

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/bin/uv
	$(install)
$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(VENV)/bin/uv
	$(install)
	@touch $(VENV)/run.stamp
$(TRAIN)/train.stamp: requirements/train.txt pyproject.toml | $(TRAIN)/bin/uv
	$(install)

# The pages' scripts. The stamp lies beside them, so that without them there is none.
WEB_SOURCES := $(addprefix api/web/,.npmrc build.js entries.json package.json package-lock.json) \
	$(shell find api/web/src -name '*.js')
$(BUILT)/web.stamp: $(WEB_SOURCES) | $(VENV)/run.stamp
	$(SAY) "building the pages' scripts"
	$(VENV)/bin/python -m deploy.page_scripts
	@touch $@

# A browser, for the tests that look at pages.
.PHONY: browser
browser:
	@if command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'installing Chromium for the browser tests'; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
			--no-install-recommends chromium fonts-liberation fonts-noto-cjk >/dev/null \
			|| echo 'Chromium could not be installed; the browser tests will be skipped'; \
	else \
		echo 'The browser tests need Chromium and will be skipped. On Debian, as root:'; \
		echo '  apt-get install --no-install-recommends chromium fonts-liberation fonts-noto-cjk'; \
	fi

# A real RTSP server, for the tests that watch a camera: GStreamer's, which many cameras run.
CAMERA_PACKAGES := python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base \
	gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly
.PHONY: camera
camera:
	@if /usr/bin/python3 -c 'import gi; gi.require_version("GstRtspServer", "1.0")' 2>/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'installing an RTSP server for the camera tests'; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
			--no-install-recommends $(CAMERA_PACKAGES) >/dev/null \
			|| echo 'The RTSP server could not be installed; its tests will be skipped'; \
	else \
		echo 'The camera tests need an RTSP server and will be skipped. On Debian, as root:'; \
		echo '  apt-get install --no-install-recommends $(CAMERA_PACKAGES)'; \
	fi
