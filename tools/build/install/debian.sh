#!/bin/sh
# Installs the Debian packages a target needs, when they are missing. Usage: debian.sh GROUP...; groups below.
# Quick when nothing is missing: one dpkg-query, no network.
set -eu

# libFuzzer and the sanitizers' runtime are of the same version as clang, a package by itself.
fuzzer_runtime() {
  version=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
  echo "libclang-rt-${version:-14}-dev"
}

packages() {
  case "$1" in
    host) echo gcc libc6-dev libbearssl-dev ;;
    test) echo openssl python3-cryptography wabt ;;
    browser) echo chromium ;;
    emulator) echo libunicorn2 ;;
    fuzz) echo clang "$(fuzzer_runtime)" ;;
    firmware) echo cmake gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib python3-minimal wabt xz-utils ;;
    *) echo "debian.sh: no group '$1'" >&2; exit 2 ;;
  esac
}

missing=""
for group in "$@"; do
  for package in $(packages "$group"); do
    case "$missing " in *" $package "*) continue ;; esac
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
  done
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  as_root="$(command -v sudo || true)"
  [ -n "$as_root" ] || { echo "need root or sudo to install:$missing" >&2; exit 2; }
fi
echo "installing:$missing"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
