# The firmware images: `make firmware` (here `firmware-images`) builds the boards whose board.json says engine wasm3 into build/firmware/,
# each as its image name with .elf, .bin and .uf2; ENGINE=aot adds those that say aot. Included by the root Makefile.

include tools/build/install/sources.mk

FIRMWARE := build/firmware
FIRMWARE_TOOL := node_modules/.bin/tsx tools/firmware/main.ts
ENGINE ?= wasm3
FIRMWARE_DEPS := build/deps/pico-sdk.stamp build/deps/wasm3.stamp build/deps/bearssl.stamp
FIRMWARE_SOURCES := $(shell find boards/rp2350 boards/chips hal -name '*.[chS]' -o -name '*.cmake' -o -name '*.incl') \
  boards/rp2350/CMakeLists.txt $(wildcard shared-protocol/generated/c/*.h)
BOARDS := $(patsubst boards/%/board.json,%,$(wildcard boards/*/board.json))

# $(1) board, $(2) key: a text of its board.json
board_says = $(shell sed -n 's/^  "$(2)": "\(.*\)",$$/\1/p' boards/$(1)/board.json)

# Checked when a recipe runs, not when this file is read: other goals need no cross compiler.
firmware_needs = $(if $(shell command -v $(1)),,$(error firmware needs $(1); Debian: gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib cmake wabt))

.PHONY: firmware-images contract-images
# Rate of the metering board's front end: 4000 (without it), 8000, 16000 or 32000; the sealed parameters have to say the same.
RATE_Hz ?=
$(FIRMWARE)/rate: FORCE
	@mkdir -p $(@D)
	@echo '$(RATE_Hz)' | cmp -s - $@ || echo '$(RATE_Hz)' > $@
.PHONY: FORCE

$(FIRMWARE)/%.module: build/%-core.wasm $(FIRMWARE)/rate tools/firmware/module-image.ts boards/common.json $(wildcard boards/hot-functions.json)
	@mkdir -p $(@D)
	@$(FIRMWARE_TOOL) pack $* $< $@ $(RATE_Hz)

# $(1) board, $(2) image, $(3) role, $(4) engine
define firmware_image
$(FIRMWARE)/wiring/$(1)/board.h: boards/$(1)/board.json boards/common.json boards/modules.json $(wildcard tools/firmware/board*.ts)
	@$(FIRMWARE_TOOL) board $(1) $(FIRMWARE)/wiring/$(1)

$(FIRMWARE)/$(2).elf: $(FIRMWARE)/wiring/$(1)/board.h $(FIRMWARE)/$(3).module $(FIRMWARE_SOURCES) $(FIRMWARE_DEPS)
	$$(call firmware_needs,arm-none-eabi-gcc)$$(call firmware_needs,cmake)$(if $(filter aot,$(4)),$$(call firmware_needs,wasm2c))
	@# CMake refuses a cache that was made elsewhere: a moved or copied project begins anew.
	@grep -qsx 'CMAKE_HOME_DIRECTORY:INTERNAL=$(CURDIR)/boards/rp2350' $(FIRMWARE)/$(2)/CMakeCache.txt || rm -rf $(FIRMWARE)/$(2)
	@mkdir -p $(FIRMWARE)/$(2)
	@cmake -S boards/rp2350 -B $(FIRMWARE)/$(2) -DWIRING=$(CURDIR)/$(FIRMWARE)/wiring/$(1) -DCMAKE_BUILD_TYPE=MinSizeRel \
	  -DMODULE_IMAGE=$(CURDIR)/$(FIRMWARE)/$(3).module -DMODULE_WASM=$(CURDIR)/build/$(3)-core.wasm \
	  > $(FIRMWARE)/$(2)/configure.log 2>&1 || { tail -15 $(FIRMWARE)/$(2)/configure.log; exit 1; }
	@cmake --build $(FIRMWARE)/$(2) > $(FIRMWARE)/$(2)/build.log 2>&1 \
	  || { grep -E 'error|undefined|Error ' $(FIRMWARE)/$(2)/build.log | head -20; exit 1; }
	@cp $(FIRMWARE)/$(2)/$(2).elf $$@ && $(FIRMWARE_TOOL) seal $$@ && echo "built $$@ for boards/$(1)"

$(FIRMWARE)/$(2).uf2: $(FIRMWARE)/$(2).elf $(wildcard tools/firmware/*.ts)
	@$(FIRMWARE_TOOL) image $$< $(FIRMWARE)/$(2)

firmware-images: $(if $(filter wasm3 $(ENGINE),$(4)),$(FIRMWARE)/$(2).uf2)

contract-images: $(if $(filter wasm3,$(4)),$(FIRMWARE)/$(2)-contract.uf2) $(if $(filter wasm3 $(ENGINE),$(4)),$(FIRMWARE)/$(2)-provision.uf2)
endef

# Beside the meter's, from the same build: the contract of the porting layer on this board, and what gives it its identity.
# $(1) board, $(2) image, $(3) contract or provision
define other_image
$(FIRMWARE)/$(2)-$(3).elf: $(FIRMWARE)/$(2).elf $(wildcard hal/$(3)/*)
	@cmake --build $(FIRMWARE)/$(2) --target $(2)-$(3) > $(FIRMWARE)/$(2)/$(3).log 2>&1 \
	  || { grep -E 'error|undefined|Error ' $(FIRMWARE)/$(2)/$(3).log | head -20; exit 1; }
	@cp $(FIRMWARE)/$(2)/$(2)-$(3).elf $$@ && echo "built $$@ for boards/$(1)"

$(FIRMWARE)/$(2)-$(3).uf2: $(FIRMWARE)/$(2)-$(3).elf $(wildcard tools/firmware/*.ts)
	@$(FIRMWARE_TOOL) image $$< $(FIRMWARE)/$(2)-$(3)
endef
$(foreach board,$(BOARDS),$(eval $(call firmware_image,$(board),$(call board_says,$(board),image),$(call board_says,$(board),role),$(call board_says,$(board),engine))))
$(foreach board,$(BOARDS),$(foreach kind,contract provision,$(eval $(call other_image,$(board),$(call board_says,$(board),image),$(kind)))))
