# Twinmeter: every command of the project. `make help` lists those with a `##` comment.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules

TSX := node --import tsx
ASC := node_modules/.bin/asc
# Options of `make run`, for example: make run ARGS='--target wasm --speed 10'
ARGS ?=

include boards/host/build.mk
-include boards/pico2/build.mk
-include tools/emulator/build.mk

.PHONY: help run test check build gen firmware size bench fuzz hil flash clean packages modules host

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: build ## meter the built-in day on two processes, with a live panel (ARGS='--help' for options)
	@node_modules/.bin/twinmeter run $(ARGS)

test: packages-test build test-programs ## all tests: generated files, types, cores, tools, every target
	@$(MAKE) --no-print-directory check
	node_modules/.bin/asp --config as-pect.config.js --summary
	node_modules/.bin/vitest run

check: node_modules/.stamp modules ## generated files, ABI of the modules, types, lint, formatting
	$(TSX) shared-protocol/generate/main.ts --check
	$(TSX) shared-protocol/check/main.ts
	node_modules/.bin/tsc -p .
	node_modules/.bin/eslint --max-warnings 0 tools shared-protocol

build: packages modules host ## install what is missing, build both cores and the C host

gen: node_modules/.stamp ## write the generated files from shared-protocol/spec
	$(TSX) shared-protocol/generate/main.ts

size: build ## bytes of modules, C text/data/bss, memory against the boards
	@$(TSX) tools/bench/size.ts

bench: build ## speed, accuracy and cost, each with how it was measured
	@$(TSX) tools/bench/main.ts

fuzz: packages-test build host-asan-build ## long random tests of frames, ports and slices
	@TWINMETER_FUZZ_RUNS=200000 node_modules/.bin/vitest run --testNamePattern 'random|fuzz'

clean: ## remove everything built (not node_modules)
	rm -rf build

# ---- what the targets above need -------------------------------------------------------------------------------

.PHONY: packages-test test-programs
packages:
	@tools/install/debian.sh host

packages-test:
	@tools/install/debian.sh host test

node_modules/.stamp: package-lock.json package.json tools/package.json .npmrc
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer" >&2; exit 2; }
	npm ci --no-progress --loglevel=error
	@touch $@

host: packages node_modules/.stamp host-build

modules: build/metering-core.wasm build/management-core.wasm build/protocol.wasm

SHARED_ASSEMBLY := $(wildcard shared-protocol/assembly/*.ts shared-protocol/generated/assembly/*.ts)
ASSEMBLY = $(shell find $(1)/assembly -name '*.ts' -not -path '*__tests__*')

build/metering-core.wasm: $(call ASSEMBLY,metering-core)
build/management-core.wasm: $(call ASSEMBLY,management-core)
build/%-core.wasm: $(SHARED_ASSEMBLY) asconfig.json node_modules/.stamp
	@mkdir -p build
	$(ASC) $*-core/assembly/index.ts --config asconfig.json -o $@

build/protocol.wasm: $(SHARED_ASSEMBLY) asconfig.json node_modules/.stamp
	@mkdir -p build
	$(ASC) shared-protocol/assembly/index.ts --config asconfig.json -o $@

test-programs: host-asan-build
