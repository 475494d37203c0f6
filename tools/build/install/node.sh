#!/bin/sh
# Says at once when Node.js or npm is missing or too old, before anything is installed. Debian 12's own nodejs is 18.
# 20.19 and 22.12 are what vite, and with it the tests, ask for.
set -eu

need="Twinmeter needs Node.js 20.19 or newer, 22.12 or newer in the 22 line, with npm"
command -v node >/dev/null || { echo "$need; there is no node here" >&2; exit 2; }
command -v npm >/dev/null || { echo "$need; there is no npm here" >&2; exit 2; }
node -e '
  var version = process.versions.node.split(".").map(Number);
  var lowest = { 20: 19, 21: Infinity, 22: 12 }[version[0]] || 0;
  process.exit(version[0] < 20 || version[1] < lowest ? 1 : 0);
' || { echo "$need; this is $(node --version)" >&2; exit 2; }
