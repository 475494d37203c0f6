# The firmware images: `make firmware` gives build/firmware/twinmeter-{metering,management}.{elf,bin,uf2};
# ENGINE=aot gives twinmeter-metering-aot.* for the metering core beside them. Included by the root Makefile.

include tools/build/install/sources.mk

FIRMWARE := build/firmware
FIRMWARE_TOOL := node_modules/.bin/tsx tools/firmware/main.ts
ENGINE ?= wasm3
FIRMWARE_DEPS := build/deps/pico-sdk.stamp build/deps/wasm3.stamp
FIRMWARE_SOURCES := $(wildcard boards/pico2/*.[chS] boards/pico2/*.cmake boards/pico2/CMakeLists.txt \
  boards/pico2/linker/* hal/src/*.c hal/src/*.h hal/include/*.h shared-protocol/generated/c/*.h)
FIRMWARE_IMAGES := twinmeter-metering twinmeter-management
ifeq ($(ENGINE),aot)
FIRMWARE_IMAGES += twinmeter-metering-aot
endif

# Checked when a recipe runs, not when this file is read: other goals need no cross compiler.
firmware_needs = $(if $(shell command -v $(1)),,$(error firmware needs $(1); Debian: gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib cmake wabt))

.PHONY: firmware
firmware: $(FIRMWARE_IMAGES:%=$(FIRMWARE)/%.uf2)

$(FIRMWARE)/%.module: build/%-core.wasm tools/firmware/module-image.ts boards/pico2/board.h
	@mkdir -p $(@D)
	@$(FIRMWARE_TOOL) pack $* $< $@

# $(1) image, $(2) role, $(3) engine
define firmware_image
$(FIRMWARE)/$(1).elf: $(FIRMWARE)/$(2).module $(FIRMWARE_SOURCES) $(FIRMWARE_DEPS)
	$$(call firmware_needs,arm-none-eabi-gcc)$$(call firmware_needs,cmake)$(if $(filter aot,$(3)),$$(call firmware_needs,wasm2c))
	@# CMake refuses a cache that was made elsewhere: a moved or copied project begins anew.
	@grep -qsx 'CMAKE_HOME_DIRECTORY:INTERNAL=$(CURDIR)/boards/pico2' $(FIRMWARE)/$(1)/CMakeCache.txt || rm -rf $(FIRMWARE)/$(1)
	@mkdir -p $(FIRMWARE)/$(1)
	@cmake -S boards/pico2 -B $(FIRMWARE)/$(1) -DROLE=$(2) -DENGINE=$(3) -DCMAKE_BUILD_TYPE=MinSizeRel \
	  -DMODULE_IMAGE=$(CURDIR)/$(FIRMWARE)/$(2).module -DMODULE_WASM=$(CURDIR)/build/$(2)-core.wasm \
	  > $(FIRMWARE)/$(1)/configure.log 2>&1 || { tail -15 $(FIRMWARE)/$(1)/configure.log; exit 1; }
	@cmake --build $(FIRMWARE)/$(1) > $(FIRMWARE)/$(1)/build.log 2>&1 \
	  || { grep -E 'error|undefined|Error ' $(FIRMWARE)/$(1)/build.log | head -20; exit 1; }
	@cp $(FIRMWARE)/$(1)/twinmeter-$(2).elf $$@ && echo "built $$@"

$(FIRMWARE)/$(1).uf2: $(FIRMWARE)/$(1).elf $(wildcard tools/firmware/*.ts)
	@$(FIRMWARE_TOOL) image $$< $(FIRMWARE)/$(1)
endef
$(eval $(call firmware_image,twinmeter-metering,metering,wasm3))
$(eval $(call firmware_image,twinmeter-management,management,wasm3))
$(eval $(call firmware_image,twinmeter-metering-aot,metering,aot))
