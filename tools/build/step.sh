#!/usr/bin/env bash
# Runs one step of a build: one line with its time for people; everything it prints goes to build/log, shown when it fails.
# Usage: step.sh LOG 'what it is (about how long)' COMMAND...; with V=1 the output comes as it is.
# A step of less than three seconds had nothing to do, and says nothing.
set -u

log="build/log/$1.log"
what="$2"
shift 2
[ -z "${V:-}" ] || exec "$@"
mkdir -p build/log
began=$(date +%s)
took() { echo $(($(date +%s) - began)); }

# On a terminal the seconds are counted, with the per cent that the log says last; elsewhere a long step is announced.
progress() {
  [ -t 1 ] || { sleep 10 >/dev/null; echo "$what ..."; return; }
  while sleep 1 >/dev/null; do
    printf '\r\033[K%s ... %s s %s' "$what" "$(took)" "$(grep -aoE '\[ *[0-9]+%\]' "$log" | tail -1)"
  done
}

progress 2>/dev/null &
watcher=$!
if "$@" >"$log" 2>&1 </dev/null; then code=0; else code=$?; fi
kill "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
[ -t 1 ] && printf '\r\033[K'
if [ "$code" -ne 0 ]; then
  echo "$what: failed after $(took) s; the end of $log:" >&2
  tail -n 20 "$log" >&2
  exit "$code"
fi
[ "$(took)" -lt 3 ] || echo "$what: $(took) s"
