# Builds the C host for a laptop: the process build/host/twinmeter-core and the library build/host/libtwinmeter.so.
# Included by the root Makefile, and usable alone: make -f boards/host/build.mk

include tools/build/install/sources.mk

HOST_CC ?= gcc
WASM3_DIR_USED := build/deps/wasm3
WASM3_STAMP := build/deps/wasm3.stamp
HOST_WASM3 := bind code compile core env exec function info module parse
HOST_HAL := $(notdir $(basename $(wildcard hal/src/*.c)))
HOST_CRYPTO := $(notdir $(basename $(wildcard hal/crypto/*.c)))
HOST_BOARD := board board_storage fram guard keys_board keys_library library nor slice slice_records slots

HOST_INCLUDE := -Ihal/include -Ihal/src -Ihal/contract -Iboards/host/include -Iboards/host/src -Ishared-protocol/generated/c \
  -isystem $(WASM3_DIR_USED)
# Two per-thread words are read at every call of a module: the library, too, finds them without asking the loader.
HOST_CFLAGS := -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Os -g -fPIC -ftls-model=initial-exec -MMD -MP $(HOST_INCLUDE)
# wasm3 is foreign code: its warnings are not ours. Its operations rely on sibling calls (-O2 has them).
WASM3_CFLAGS := -std=c11 -D_GNU_SOURCE -w -O2 -g -fPIC -fno-stack-protector -MMD -MP -Dd_m3CodePageAlignSize=4096
# Its allocator is ours (hal/src/engine_wasm3.c): a static heap that is closed after boot.
WASM3_HEAP := -Dcalloc=engine_wasm3_calloc -Drealloc=engine_wasm3_realloc -Dfree=engine_wasm3_free
HOST_LIBS := -lbearssl -lm -lrt

HOST_ASAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

.PHONY: host-build host-asan-build host-fuzz host-profiled
host-profiled: build/host/twinmeter-core-profiled
host-build: build/host/twinmeter-core build/host/libtwinmeter.so build/host/twinmeter-core-counted \
  build/host/contract-metering build/host/contract-management
host-asan-build: build/host-asan/twinmeter-core build/host-asan/module-verdict build/host-asan/module-fuzz build/host-asan/provision-board

# Random slices into both cores, under the sanitizers: FUZZ_SLICES and FUZZ_SEED choose how long and which.
FUZZ_SLICES ?= 20000
host-fuzz: build/host-asan/fuzz build/metering-core.wasm build/management-core.wasm
	build/host-asan/fuzz metering build/metering-core.wasm $(FUZZ_SLICES) $(FUZZ_SEED)
	build/host-asan/fuzz management build/management-core.wasm $(FUZZ_SLICES) $(FUZZ_SEED)

HOST_OBJECTS := $(HOST_WASM3:%=%.wasm3.o) $(HOST_HAL:%=%.o) $(HOST_CRYPTO:%=crypto-%.o) $(HOST_BOARD:%=%.o)

build/host/twinmeter-core: $(addprefix build/host/obj/,$(HOST_OBJECTS) main.o pipes.o signals.o watchdog.o)
	$(HOST_CC) -o $@ $^ $(HOST_LIBS)

# The same program with every allocation counted, for the test that nothing is allocated after boot.
build/host/twinmeter-core-counted: $(addprefix build/host/obj/,$(HOST_OBJECTS) main.o pipes.o signals.o watchdog.o counted.o)
	$(HOST_CC) -o $@ $^ -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=tm_slice $(HOST_LIBS)

# The contract of the porting layer on this board, for each role: slices as the program above, no engine and no module.
CONTRACT := contract contract_board contract_cuts contract_fram contract_nor contract_main
CONTRACT_BOARD := $(addprefix build/host/obj/,board.o board_storage.o fram.o keys_board.o nor.o pipes.o signals.o slice.o slice_records.o slots.o)
build/host/contract-metering: $(CONTRACT:%=build/host/obj/metering-%.o) $(CONTRACT_BOARD)
	$(HOST_CC) -o $@ $^ $(HOST_LIBS)
build/host/contract-management: $(CONTRACT:%=build/host/obj/management-%.o) $(CONTRACT_BOARD)
	$(HOST_CC) -o $@ $^ $(HOST_LIBS)
build/host/obj/metering-%.o: hal/contract/%.c boards/host/build.mk | build/host/obj
	$(HOST_CC) $(HOST_CFLAGS) -c -o $@ $<
build/host/obj/management-%.o: hal/contract/%.c boards/host/build.mk | build/host/obj
	$(HOST_CC) $(HOST_CFLAGS) -DCONTRACT_MANAGEMENT -c -o $@ $<
build/host/obj/metering-contract_main.o: boards/host/testing/contract_main.c boards/host/build.mk | build/host/obj
	$(HOST_CC) $(HOST_CFLAGS) -c -o $@ $<
build/host/obj/management-contract_main.o: boards/host/testing/contract_main.c boards/host/build.mk | build/host/obj
	$(HOST_CC) $(HOST_CFLAGS) -DCONTRACT_MANAGEMENT -c -o $@ $<

# The same program with the operations of each function counted (tools/figures/hot.ts).
HOST_PROFILED := $(patsubst %,build/host/obj/%,$(filter-out compile.wasm3.o env.wasm3.o,$(HOST_OBJECTS)) main.o pipes.o signals.o watchdog.o)
build/host/twinmeter-core-profiled: $(HOST_PROFILED) $(addprefix build/host/obj/profiled-,compile.o env.o profile.o)
	$(HOST_CC) -o $@ $^ $(HOST_LIBS)

build/host/libtwinmeter.so: $(addprefix build/host/obj/,$(HOST_OBJECTS)) boards/host/library.map
	$(HOST_CC) -shared -Wl,--version-script=boards/host/library.map -Wl,-Bsymbolic -o $@ $(filter %.o,$^) $(HOST_LIBS)

build/host-asan/twinmeter-core: $(addprefix build/host-asan/obj/,$(HOST_OBJECTS) main.o pipes.o signals.o watchdog.o)
	$(HOST_CC) $(HOST_ASAN) -o $@ $^ $(HOST_LIBS)

build/host-asan/fuzz: $(addprefix build/host-asan/obj/,$(HOST_OBJECTS) fuzz.o)
	$(HOST_CC) $(HOST_ASAN) -o $@ $^ $(HOST_LIBS)

VALIDATOR := $(filter module_%,$(HOST_HAL:%=%.o))
build/host-asan/module-verdict: $(addprefix build/host-asan/obj/,$(VALIDATOR) module_verdict.o)
	$(HOST_CC) $(HOST_ASAN) -o $@ $^

build/host-asan/module-fuzz: $(addprefix build/host-asan/obj/,$(VALIDATOR) module_fuzz.o module_mutants.o)
	$(HOST_CC) $(HOST_ASAN) -o $@ $^

# What gives a board its identity, over the drivers of the chip's fuses.
PROVISION := $(wildcard hal/provision/*.c) $(addprefix boards/rp2350/drivers/,identity.c identity_pages.c identity_write.c) \
  hal/src/keys.c hal/src/key_bank.c $(wildcard hal/crypto/*.c) boards/host/testing/provision_board.c
build/host-asan/provision-board: $(PROVISION) $(wildcard hal/provision/*.h hal/include/*.h boards/rp2350/drivers/identity*.h) boards/host/build.mk | build/host-asan/obj
	$(HOST_CC) -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O1 -g $(HOST_ASAN) -Ihal/provision -Ihal/include -Ihal/src -Ihal/crypto \
	  -Iboards/rp2350/drivers -Iboards/host/testing/otp -Ishared-protocol/generated/c -o $@ $(PROVISION) -lbearssl

build/host/obj/core.wasm3.o: WASM3_EXTRA := $(WASM3_HEAP)
build/host/obj/%.wasm3.o: $(WASM3_DIR_USED)/m3_%.c $(WASM3_STAMP) boards/host/build.mk | build/host/obj
	$(HOST_CC) $(WASM3_CFLAGS) $(WASM3_EXTRA) -c -o $@ $<
# m3_compile.c holds the operations: it is compiled with the fused ones of hal/wasm3.
FUSED := build/host/obj/m3_compile_fused.c
$(FUSED): $(WASM3_DIR_USED)/m3_compile.c hal/wasm3/fuse.mjs $(WASM3_STAMP) | build/host/obj
	node hal/wasm3/fuse.mjs $< $@
build/host/obj/compile.wasm3.o build/host-asan/obj/compile.wasm3.o: $(FUSED) $(wildcard hal/wasm3/*.h) $(WASM3_STAMP) boards/host/build.mk | build/host/obj build/host-asan/obj
	$(HOST_CC) $(WASM3_CFLAGS) -I$(WASM3_DIR_USED) -Ihal/wasm3 -c -o $@ $<
build/host/obj/profiled-compile.o: $(FUSED) $(wildcard hal/wasm3/*.h) $(WASM3_STAMP) boards/host/testing/profile.h | build/host/obj
	$(HOST_CC) $(WASM3_CFLAGS) -I$(WASM3_DIR_USED) -Ihal/wasm3 -include boards/host/testing/profile.h -c -o $@ $<
build/host/obj/profiled-env.o: build/host/obj/profiled-%.o: $(WASM3_DIR_USED)/m3_%.c $(WASM3_STAMP) boards/host/testing/profile.h | build/host/obj
	$(HOST_CC) $(WASM3_CFLAGS) -I$(WASM3_DIR_USED) -include boards/host/testing/profile.h -c -o $@ $<
build/host/obj/profiled-profile.o: boards/host/testing/profile.c boards/host/testing/profile.h | build/host/obj
	$(HOST_CC) $(WASM3_CFLAGS) -I$(WASM3_DIR_USED) -c -o $@ $<
build/host/obj/%.o: hal/src/%.c boards/host/build.mk $(WASM3_STAMP) | build/host/obj
	$(HOST_CC) $(HOST_CFLAGS) -c -o $@ $<
build/host/obj/%.o: boards/host/src/%.c boards/host/build.mk | build/host/obj
	$(HOST_CC) $(HOST_CFLAGS) -c -o $@ $<
build/host/obj/crypto-%.o: hal/crypto/%.c boards/host/build.mk | build/host/obj
	$(HOST_CC) $(HOST_CFLAGS) -c -o $@ $<
build/host/obj/counted.o: boards/host/testing/counted.c boards/host/build.mk | build/host/obj
	$(HOST_CC) $(HOST_CFLAGS) -c -o $@ $<

# Under the sanitizers wasm3 uses the C library's heap, so that every block of its has borders and leaks show. The
# operations themselves (m3_compile.c) stay plain: instrumented they would lose their sibling calls.
build/host-asan/obj/%.wasm3.o: WASM3_SANITIZE := -fsanitize=address
build/host-asan/obj/%.wasm3.o: $(WASM3_DIR_USED)/m3_%.c $(WASM3_STAMP) boards/host/build.mk | build/host-asan/obj
	$(HOST_CC) $(WASM3_CFLAGS) $(WASM3_SANITIZE) -c -o $@ $<
build/host-asan/obj/%.o: hal/src/%.c boards/host/build.mk $(WASM3_STAMP) | build/host-asan/obj
	$(HOST_CC) $(HOST_CFLAGS) $(HOST_ASAN) -c -o $@ $<
build/host-asan/obj/%.o: boards/host/src/%.c boards/host/build.mk | build/host-asan/obj
	$(HOST_CC) $(HOST_CFLAGS) $(HOST_ASAN) -c -o $@ $<
build/host-asan/obj/crypto-%.o: hal/crypto/%.c boards/host/build.mk | build/host-asan/obj
	$(HOST_CC) $(HOST_CFLAGS) $(HOST_ASAN) -c -o $@ $<

build/host-asan/obj/%.o: boards/host/testing/%.c boards/host/build.mk | build/host-asan/obj
	$(HOST_CC) $(HOST_CFLAGS) $(HOST_ASAN) -c -o $@ $<

build/host/obj build/host-asan/obj:
	mkdir -p $@

# The sources exist once fetched; without this rule make would not know where they come from.
$(HOST_WASM3:%=$(WASM3_DIR_USED)/m3_%.c): $(WASM3_STAMP) ;

-include $(wildcard build/host/obj/*.d build/host-asan/obj/*.d)
