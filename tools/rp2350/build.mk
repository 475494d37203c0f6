# The emulator's native part; included by the root Makefile.

EMULATOR_NATIVE := build/emulator/emulator-native.so

$(EMULATOR_NATIVE): $(wildcard tools/rp2350/native/*) tools/rp2350/build-native.ts
	@$(TSX) tools/rp2350/build-native.ts
