# Twinmeter: every command of the project. `make help` lists those with a `##` comment.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-builtin-rules

TSX := node --import tsx
# What CMake builds uses all cores.
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(shell nproc)
ASC := node_modules/.bin/asc
# Options of `make run`, for example: make run ARGS='--target wasm --speed 10'
ARGS ?=
# One line a step, what it prints in build/log; V=1 shows it as it comes.
STEP := @tools/build/step.sh

.PHONY: help run test check build gen firmware contract hot size bench pictures fuzz hil flash clean requirements

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: build ## meter the built-in day on two processes, with a live panel (options: ARGS='--help')
	@node_modules/.bin/twinmeter run $(ARGS)

test: packages-test build firmware-all contract emulator host-asan-build ## every test on every target; installs what is missing
	$(SIDE_BY_SIDE) check aspect
	node_modules/.bin/vitest run
	$(MAKE) --no-print-directory packages-fuzz
	$(SIDE_BY_SIDE) fuzz-build
	$(MAKE) --no-print-directory fuzz-short
	$(SIDE_BY_SIDE) fuzz-seeded hil-host ONLY=12,15
	$(TSX) tools/tests/hil/main.ts emulated

# What takes one core only, on all of them; the output of each stays together.
SIDE_BY_SIDE := $(MAKE) --no-print-directory --jobs $(shell nproc) --output-sync=target

# The specs beside the core files, in two programs.
.PHONY: aspect aspect-metering aspect-management hil-host
aspect: aspect-metering aspect-management
aspect-metering: export TWINMETER_ASPECT := {metering-core,shared-protocol}
aspect-management: export TWINMETER_ASPECT := management-core
aspect-metering aspect-management: node_modules/.stamp
	node_modules/.bin/asp --config as-pect.config.js --summary

hil-host:
	$(TSX) tools/tests/hil/main.ts host

check: check-sources check-types check-order check-style ## generated files, ABI of the modules, types, order of the folders, lint, sizes of functions

CHECKED := tools shared-protocol boards metering-core/design
.PHONY: check-sources check-types check-order check-style
check-sources: node_modules/.stamp modules build/.entries
	$(TSX) shared-protocol/generate/main.ts --check
	$(TSX) shared-protocol/check/main.ts
	$(TSX) tools/build/lint/assembly-size.ts
	$(TSX) tools/build/lint/start-resets.ts
	$(TSX) tools/build/lint/assembly-layout.ts
	$(TSX) metering-core/design/tables.ts
	$(TSX) tools/build/requirements/main.ts --check
check-types: node_modules/.stamp
	node_modules/.bin/tsc -p .
check-order: node_modules/.stamp
	node_modules/.bin/depcruise --config .dependency-cruiser.mjs $(CHECKED)
check-style: node_modules/.stamp
	node_modules/.bin/eslint --max-warnings 0 $(CHECKED)

build: ## both cores and the C host, with what they need; a first time takes about a minute (V=1 shows every line)
	@tools/build/install/node.sh
	$(STEP) packages 'Debian packages and sources' $(MAKE) --no-print-directory packages
	$(STEP) npm 'npm packages' $(MAKE) --no-print-directory node_modules/.stamp
	$(STEP) modules 'both cores to WASM' $(SIDE_BY_SIDE) modules
	$(STEP) host 'the C host' $(MAKE) --no-print-directory host-build
	$(STEP) web 'the page of a run' $(MAKE) --no-print-directory build/web/index.html

requirements: node_modules/.stamp ## write docs/requirements.md: which test shows which requirement
	$(TSX) tools/build/requirements/main.ts

gen: node_modules/.stamp ## write the generated files from shared-protocol/spec
	$(TSX) shared-protocol/generate/main.ts

firmware: ## the images for the boards: build/firmware/*.elf, .bin, .uf2 (ENGINE=aot adds those of wasm2c); two to four minutes
	@tools/build/install/node.sh
	$(STEP) packages-firmware 'cross compiler and sources' $(MAKE) --no-print-directory packages-firmware
	$(STEP) npm 'npm packages' $(MAKE) --no-print-directory node_modules/.stamp
	$(STEP) firmware-$(ENGINE) 'firmware images, engine $(ENGINE) (about two minutes each)' $(MAKE) --no-print-directory firmware-images ENGINE=$(ENGINE)

contract: firmware ## images for a board by itself: build/firmware/*-contract.uf2 checks its porting layer, *-provision.uf2 gives it its identity
	$(STEP) contract 'contract and provisioning images' $(MAKE) --no-print-directory contract-images

hot: build host-profiled ## profile both modules and write boards/hot-functions.json: what lies in SRAM, what in PSRAM
	@$(TSX) tools/figures/hot/main.ts

size: build firmware-all emulator ## bytes of modules, C text/data/bss, memory against the boards
	@$(TSX) tools/figures/size.ts

bench: build firmware-all emulator ## speed, accuracy and cost, each with how it was measured; about half an hour
	@$(TSX) tools/figures/main.ts

pictures: build ## draw the pictures of docs/ from what the program prints and its pages show; about three minutes
	@$(TSX) tools/cli/pictures-run.ts
	@tools/build/install/debian.sh browser
	@$(TSX) tools/tests/page/pictures.ts

fuzz: packages-test build host-asan-build firmware-all emulator ## long random tests: slices, mutated modules and ten minutes a target of boards/fuzz under sanitizers, then codecs
	$(MAKE) --no-print-directory host-fuzz FUZZ_SLICES=400000
	TWINMETER_MUTANTS=100000 node_modules/.bin/vitest run boards/host/validator.spec.ts
	TWINMETER_CUTS=$${TWINMETER_CUTS:-300} TWINMETER_FLIPS=$${TWINMETER_FLIPS:-300} node_modules/.bin/vitest run tools/tests/campaigns
	TWINMETER_FUZZ_RUNS=20000 node_modules/.bin/vitest run --testTimeout 3600000 tools/records tools/lines \
	  tools/clients/data-block.spec.ts tools/cores/slice-codec.spec.ts tools/signals/waves/resample.spec.ts \
	  tools/signals/waves/hostile-files.spec.ts tools/tests/scenarios/hostile-fram.spec.ts tools/firmware \
	  boards/host/fused-operations.spec.ts tools/cores/bad-module.spec.ts shared-protocol/check/dlms tools/tests/session
	$(MAKE) --no-print-directory fuzz-coverage
	$(MAKE) --no-print-directory fuzz-seeded
	TWINMETER_CUT_PLACES=all node_modules/.bin/vitest run tools/tests/power-cuts
	TWINMETER_TARIFF_DAYS=400 TWINMETER_CUT_PLACES=all node_modules/.bin/vitest run --testTimeout 3600000 tools/tests/tariff
	TWINMETER_ISOLATION_HOST=600 TWINMETER_ISOLATION_BOARDS=30 node_modules/.bin/vitest run tools/tests/isolation
	TWINMETER_NOISE_FRAMES=10000000 node_modules/.bin/vitest run tools/tests/link-noise
	TWINMETER_LONG_FORM=1 node_modules/.bin/vitest run $$(grep -rlE 'testing/long-form' --include='*.spec.ts' boards tools)

# Where `make hil` runs its specs: host, emulated, or serial for boards on the devices of hil.json.
TARGET ?= emulated
HIL := $(TSX) tools/tests/hil/main.ts
# A bench needs what runs on it, and wabt for a module that hangs; boards on serial ports bring all along.
HIL_NEEDS_host := packages-test
HIL_NEEDS_emulated := firmware-all emulator

hil: node_modules/.stamp hil-target build $(HIL_NEEDS_$(TARGET)) ## one suite of specs on TARGET=host, emulated (default) or serial, for 60 virtual seconds
	@TWINMETER_HIL_SECONDS=60 $(HIL) $(TARGET)

.PHONY: hil-target
hil-target: node_modules/.stamp
	@$(HIL) $(TARGET) --check

flash: firmware ## write one board's image and ask it what it runs: make flash ROLE=metering PORT=/dev/ttyUSB0 (DRIVE=, ENGINE=aot)
	@test -n "$(ROLE)" || { echo "say which: make flash ROLE=metering or ROLE=management" >&2; exit 2; }
	@node_modules/.bin/twinmeter flash --role $(ROLE) --engine $(ENGINE) $(if $(DRIVE),--drive "$(DRIVE)") \
	  $(if $(PORT),--port "$(PORT)",--unverified)

clean: ## remove everything built (not node_modules)
	rm -rf build

# ---- what the targets above need -------------------------------------------------------------------------------

include boards/host/build.mk
include boards/fuzz/build.mk
include boards/build.mk
include tools/rp2350/build.mk

.PHONY: packages packages-test packages-firmware modules emulator firmware-all firmware-images

packages: build/deps/wasm3.stamp
	@tools/build/install/debian.sh host

packages-test:
	@tools/build/install/node.sh
	@tools/build/install/debian.sh host test browser emulator firmware

packages-firmware: build/deps/wasm3.stamp build/deps/pico-sdk.stamp build/deps/bearssl.stamp
	@tools/build/install/node.sh
	@tools/build/install/debian.sh firmware

emulator: ## the native part of the emulator: what --target emulated needs beside the images
	$(STEP) emulator 'the emulator' $(MAKE) --no-print-directory emulator-native

.PHONY: packages-emulator emulator-native
emulator-native: packages-emulator $(EMULATOR_NATIVE)
packages-emulator:
	@tools/build/install/node.sh
	@tools/build/install/debian.sh host emulator

firmware-all: firmware
	@$(MAKE) --no-print-directory firmware ENGINE=aot

# The stamp holds the hash of the lock file it was made from: a newer file of the same content installs nothing.
LOCK_HASH = $$(sha256sum package-lock.json | cut -d ' ' -f 1)
node_modules/.stamp: package-lock.json package.json $(wildcard tools/package.json tools/*/package.json) .npmrc
	@tools/build/install/node.sh
	@[ "$$(cat $@ 2>/dev/null)" = "$(LOCK_HASH)" ] || npm ci --no-progress --loglevel=error
	@echo "$(LOCK_HASH)" > $@

modules: build/metering-core.wasm build/management-core.wasm build/protocol.wasm

SHARED_ASSEMBLY := $(wildcard shared-protocol/assembly/*.ts shared-protocol/assembly/objects/*.ts shared-protocol/generated/assembly/*.ts)
ASSEMBLY = $(shell find $(1)/assembly -name '*.ts' -not -path '*__tests__*')
METERING_ASSEMBLY := $(call ASSEMBLY,metering-core)
MANAGEMENT_ASSEMBLY := $(call ASSEMBLY,management-core)

build/metering-core.wasm: $(METERING_ASSEMBLY)
build/management-core.wasm: $(MANAGEMENT_ASSEMBLY)
build/%-core.wasm: $(SHARED_ASSEMBLY) asconfig.json node_modules/.stamp
	@mkdir -p build
	$(ASC) $*-core/assembly/index.ts --config asconfig.json --target $* -o $@

# Named after their content: one that is gone stays away.
build/web/index.html: $(shell find tools/web/page -type f -not -name '*.spec.ts') $(wildcard tools/web/told*.ts) tools/web/vite.config.ts node_modules/.stamp
	node_modules/.bin/vite build --config tools/web/vite.config.ts

build/protocol.wasm: $(SHARED_ASSEMBLY) asconfig.json node_modules/.stamp
	@mkdir -p build
	$(ASC) shared-protocol/assembly/index.ts --config asconfig.json --target protocol -o $@

# asc never type-checks what no export reaches: every file is compiled once as an entry of its own. Together they may need
# more memory than a core has.
ENTRIES := --config asconfig.json --noEmit --disableWarning --initialMemory 4 --maximumMemory 4
build/.entries: build/.entries-metering build/.entries-management
	@touch $@
build/.entries-metering: $(METERING_ASSEMBLY) $(SHARED_ASSEMBLY) asconfig.json node_modules/.stamp
	@mkdir -p build
	$(ASC) $(METERING_ASSEMBLY) shared-protocol/assembly/*.ts shared-protocol/assembly/objects/*.ts shared-protocol/assembly/dlms/*.ts $(ENTRIES)
	@touch $@
build/.entries-management: $(MANAGEMENT_ASSEMBLY) $(SHARED_ASSEMBLY) asconfig.json node_modules/.stamp
	@mkdir -p build
	$(ASC) $(MANAGEMENT_ASSEMBLY) $(ENTRIES)
	@touch $@
