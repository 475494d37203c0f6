# Fetches the C sources that are not npm dependencies; included by every fragment that compiles them.
ifndef SOURCES_MK
SOURCES_MK := 1
build/deps/%.stamp: tools/build/install/packages.json tools/build/install/fetch-sources.mjs
	@node tools/build/install/fetch-sources.mjs $* && touch $@
endif
