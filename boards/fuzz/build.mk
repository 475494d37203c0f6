# Builds the fuzzer's targets: build/fuzz/TARGET, a core translated by wasm2c under libFuzzer and sanitizers.
# Included by the root Makefile, behind boards/host/build.mk.

FUZZ_CC ?= clang
FUZZ_TARGETS := link legal adjustment apdu session storage
FUZZ_MANAGEMENT_TARGETS := optical replies hdlc cosem modbus
FUZZ_BUILD := build/fuzz
FUZZ_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_INCLUDE := -Iboards/fuzz/src -Ihal/include -Ihal/src -Ihal/aot -Iboards/host/include -Iboards/host/src -Ishared-protocol/generated/c
FUZZ_CFLAGS := -std=c11 -D_GNU_SOURCE -g1 -fno-omit-frame-pointer -MMD -MP $(FUZZ_SANITIZE) $(FUZZ_INCLUDE)
# The harness and the host are no part of the coverage: it is the module's alone.
FUZZ_HARNESS := $(FUZZ_CFLAGS) -O2 -Wall -Wextra -Werror
FUZZ_MODULE := $(FUZZ_CFLAGS) -O1 -w -DNDEBUG -DWASM_RT_MAX_CALL_STACK_DEPTH=64 -fsanitize=fuzzer-no-link
FUZZ_WRAPPED := wasm_rt_trap host_panic hal_wait hal_port_take hal_link_take host_memory getrandom hal_started board_nor_program board_nor_erase
FUZZ_LINK := -fsanitize=fuzzer $(FUZZ_SANITIZE) $(FUZZ_WRAPPED:%=-Wl,--wrap=%)

FUZZ_HAL := $(filter-out engine_wasm3,$(HOST_HAL))
FUZZ_BOARD := board board_storage fram keys_board keys_library nor slice slice_records slots
FUZZ_COMMON := main bench_run input mutator watch
FUZZ_OBJECTS := $(FUZZ_COMMON:%=fuzz-%.o) $(FUZZ_HAL:%=hal-%.o) $(HOST_CRYPTO:%=crypto-%.o) $(FUZZ_BOARD:%=board-%.o)
# What knows the module's globals is compiled for each core.
FUZZ_AOT := core.o engine_aot.o aot_boundary.o aot_runtime.o bench.o

.PRECIOUS: $(FUZZ_BUILD)/%/core.c
.PHONY: fuzz-build
fuzz-build: $(FUZZ_TARGETS:%=$(FUZZ_BUILD)/%) $(FUZZ_MANAGEMENT_TARGETS:%=$(FUZZ_BUILD)/%) $(FUZZ_BUILD)/images/.stamp

$(FUZZ_TARGETS:%=$(FUZZ_BUILD)/%): $(FUZZ_BUILD)/%: $(addprefix $(FUZZ_BUILD)/obj/,fuzz-target_%.o fuzz-metering.o fuzz-apdu.o fuzz-client.o $(FUZZ_OBJECTS)) $(FUZZ_AOT:%=$(FUZZ_BUILD)/metering/%)
	$(FUZZ_CC) $(FUZZ_LINK) -o $@ $^ $(HOST_LIBS)
$(FUZZ_MANAGEMENT_TARGETS:%=$(FUZZ_BUILD)/%): $(FUZZ_BUILD)/%: $(addprefix $(FUZZ_BUILD)/obj/,fuzz-target_%.o fuzz-management.o fuzz-client.o fuzz-wires.o $(FUZZ_OBJECTS)) $(FUZZ_AOT:%=$(FUZZ_BUILD)/management/%)
	$(FUZZ_CC) $(FUZZ_LINK) -o $@ $^ $(HOST_LIBS)

# A core as C, its loads and stores ours (boards/fuzz/src/aot_memory.h).
$(FUZZ_BUILD)/%/core.c: build/%-core.wasm boards/rp2350/engine/aot_memory.cmake
	@mkdir -p $(@D)
	wasm2c $< --module-name core -o $@
	cmake -DSOURCE=$@ -P boards/rp2350/engine/aot_memory.cmake
$(FUZZ_BUILD)/%/core.o: $(FUZZ_BUILD)/%/core.c boards/fuzz/build.mk
	$(FUZZ_CC) $(FUZZ_MODULE) -c -o $@ $<

define FUZZ_CORE_RULES
$(FUZZ_BUILD)/$(1)/%.o: hal/aot/%.c $(FUZZ_BUILD)/$(1)/core.c boards/fuzz/build.mk
	$(FUZZ_CC) $(FUZZ_HARNESS) -Wno-cast-function-type $(2) -I$$(@D) -c -o $$@ $$<
$(FUZZ_BUILD)/$(1)/%.o: boards/fuzz/src/%.c $(FUZZ_BUILD)/$(1)/core.c boards/fuzz/build.mk
	$(FUZZ_CC) $(FUZZ_HARNESS) -Wno-cast-function-type $(2) -I$$(@D) -c -o $$@ $$<
endef
$(eval $(call FUZZ_CORE_RULES,metering,))
$(eval $(call FUZZ_CORE_RULES,management,-DAOT_MANAGEMENT))
$(FUZZ_BUILD)/management/aot_boundary.o: boards/fuzz/src/aot_boundary_management.c $(FUZZ_BUILD)/management/core.c boards/fuzz/build.mk
	$(FUZZ_CC) $(FUZZ_HARNESS) -Wno-cast-function-type -DAOT_MANAGEMENT -I$(@D) -c -o $@ $<

define FUZZ_RULES
$(FUZZ_BUILD)/obj/$(1)-%.o: $(2)/%.c boards/fuzz/build.mk | $(FUZZ_BUILD)/obj
	$(FUZZ_CC) $(FUZZ_HARNESS) -c -o $$@ $$<
endef
$(eval $(call FUZZ_RULES,hal,hal/src))
$(eval $(call FUZZ_RULES,crypto,hal/crypto))
$(eval $(call FUZZ_RULES,board,boards/host/src))
$(eval $(call FUZZ_RULES,fuzz,boards/fuzz/src))

$(FUZZ_BUILD)/images/.stamp: build/metering-core.wasm $(wildcard tools/tests/fuzz/images.ts) build/host/libtwinmeter.so
	$(TSX) tools/tests/fuzz/images.ts $(@D)
	@touch $@

# The short form, the same each time: every corpus, then so many inputs a target. The long one: so many seconds a target.
FUZZ_RUNS ?= 10000
SECONDS ?= 600
.PHONY: fuzz-short fuzz-coverage fuzz-corpus
fuzz-short: packages-fuzz fuzz-build
	$(TSX) tools/tests/fuzz/run.ts --runs $(FUZZ_RUNS)
fuzz-coverage: packages-fuzz fuzz-build
	$(TSX) tools/tests/fuzz/run.ts --seconds $(SECONDS)
fuzz-corpus: packages-fuzz fuzz-build
	$(TSX) tools/tests/fuzz/seeds.ts $(FUZZ_BUILD)/seeds
	$(TSX) tools/tests/fuzz/dictionaries.ts
	$(TSX) tools/tests/fuzz/corpus.ts

# Faults put in on purpose (tools/tests/fuzz/seeded.json), each in a core of its own: all are to be found.
SEEDED_RUNS ?= 100000
.PHONY: fuzz-seeded fuzz-seeded-one
fuzz-seeded: packages-fuzz fuzz-build
	$(TSX) tools/tests/fuzz/seeded.ts --runs $(SEEDED_RUNS) $(if $(ONLY),--only $(ONLY))
# The program of a target over the module in SEEDED/core/core.wasm; all but that module's code is as built.
fuzz-seeded-one:
	wasm2c $(SEEDED)/core/core.wasm --module-name core -o $(SEEDED)/core/core.c
	cmake -DSOURCE=$(SEEDED)/core/core.c -P boards/rp2350/engine/aot_memory.cmake
	for part in hal/aot/engine_aot hal/aot/aot_runtime boards/fuzz/src/bench $(if $(filter management,$(SEEDED_ROLE)),boards/fuzz/src/aot_boundary_management,hal/aot/aot_boundary); do \
	  $(FUZZ_CC) $(FUZZ_HARNESS) -Wno-cast-function-type $(if $(filter management,$(SEEDED_ROLE)),-DAOT_MANAGEMENT) -I$(SEEDED)/core \
	    -c -o $(SEEDED)/core/$$(basename $$part).o $$part.c; done
	$(FUZZ_CC) $(FUZZ_MODULE) -c -o $(SEEDED)/core/core.o $(SEEDED)/core/core.c
	$(FUZZ_CC) $(FUZZ_LINK) -o $(SEEDED)/$(SEEDED_TARGET) $(SEEDED)/core/*.o $(filter-out %/core.o,$(filter $(FUZZ_BUILD)/obj/%,$(addprefix $(FUZZ_BUILD)/obj/,fuzz-target_$(SEEDED_TARGET).o $(FUZZ_OBJECTS) $(if $(filter management,$(SEEDED_ROLE)),fuzz-management.o fuzz-client.o fuzz-wires.o,fuzz-metering.o fuzz-apdu.o fuzz-client.o)))) $(HOST_LIBS)

.PHONY: packages-fuzz
packages-fuzz:
	@tools/build/install/debian.sh host firmware fuzz

$(FUZZ_BUILD)/obj:
	@mkdir -p $@

-include $(wildcard $(FUZZ_BUILD)/*/*.d)
