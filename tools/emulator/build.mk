# The emulator's native part; included by the root Makefile.

EMULATOR_NATIVE := build/emulator/emulator-native.so

$(EMULATOR_NATIVE): $(wildcard tools/emulator/native/*) tools/emulator/build.mjs
	@node tools/emulator/build.mjs
