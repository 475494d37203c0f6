// twinmeter-core: one core as a POSIX process, slices in on stdin, slices out on stdout.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board.h"
#include "pipes.h"
#include "signals.h"
#include "twinmeter.h"
#include "watchdog.h"

#define IN_CAPACITY (4u * 1024u * 1024u)
#define MODULE_MAX (16 * 1024 * 1024)
#define WATCHDOG_ms 8000 /* About the longest the RP2350's own watchdog waits. */

typedef struct {
  const char *role, *module, *fram, *nor, *identity, *watchdog, *cut_fram, *cut_nor;
  int watchdog_ms;
} options_t;

static int complain(const char *what, const char *where) {
  fprintf(stderr, "twinmeter-core: %s%s%s\n", where, *where != '\0' ? ": " : "", what);
  return BAD_INPUT;
}

static const char **option_target(options_t *options, const char *name) {
  if (strcmp(name, "--role") == 0) return &options->role;
  if (strcmp(name, "--module") == 0) return &options->module;
  if (strcmp(name, "--fram") == 0) return &options->fram;
  if (strcmp(name, "--nor") == 0) return &options->nor;
  if (strcmp(name, "--identity") == 0) return &options->identity;
  if (strcmp(name, "--cut-fram") == 0) return &options->cut_fram;
  if (strcmp(name, "--cut-nor") == 0) return &options->cut_nor;
  if (strcmp(name, "--watchdog-ms") == 0) return &options->watchdog;
  return NULL;
}

static int parse_options(int count, char **arguments, options_t *options) {
  for (int i = 1; i < count; i += 2) {
    const char **target = option_target(options, arguments[i]);
    if (target == NULL) return complain("unknown option", arguments[i]);
    if (i + 1 == count) return complain("needs a value", arguments[i]);
    *target = arguments[i + 1];
  }
  if (options->role == NULL || options->module == NULL) {
    return complain("usage: twinmeter-core --role metering|management --module FILE [--fram FILE] [--nor FILE] "
                    "[--identity FILE] [--watchdog-ms T] [--cut-fram BYTES] [--cut-nor OPERATIONS]", "");
  }
  if (strcmp(options->role, "metering") != 0 && strcmp(options->role, "management") != 0) {
    return complain("no such role (metering or management)", options->role);
  }
  int limit_ms = options->watchdog == NULL ? WATCHDOG_ms : atoi(options->watchdog);
  if (limit_ms < 10 || limit_ms > 3600000) return complain("no watchdog limit (10 to 3600000 ms)", options->watchdog);
  options->watchdog_ms = limit_ms;
  return 0;
}

static int load_module(const char *path, uint8_t **bytes, uint32_t *length) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return complain(strerror(errno), path);
  struct stat status;
  int outcome = 0;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) outcome = complain("not a regular file", path);
  else if (status.st_size < 1) outcome = complain("is empty", path);
  else if (status.st_size > MODULE_MAX) outcome = complain("is larger than 16 MB", path);
  if (outcome == 0) {
    *length = (uint32_t)status.st_size;
    *bytes = malloc(*length);
    if (*bytes == NULL || board_read_all(file, *bytes, *length) != 1) outcome = complain("cannot be read", path);
  }
  close(file);
  return outcome;
}

/** The file has the bytes of tm_give_identity. */
static int load_identity(const char *path) {
  uint8_t identity[TM_GIVEN_IDENTITY_BYTES + 1];
  if (path == NULL) return 0;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return complain(strerror(errno), path);
  ssize_t length = read(file, identity, sizeof identity);
  close(file);
  if (length != TM_GIVEN_IDENTITY_BYTES) return complain("is no identity of a board", path);
  tm_give_identity(identity);
  return 0;
}

static int handle_slices(tm_core_t *core, uint8_t *in, uint8_t *out) {
  for (;;) {
    int got = board_read_all(STDIN_FILENO, in, 4);
    if (got == 0) return 0;
    if (got < 0) return complain("a slice broke off", "stdin");
    uint32_t length = slice_get_u32(in);
    if (length > IN_CAPACITY - 4) return complain("a slice is longer than 4 MB", "stdin");
    if (length > 0 && board_read_all(STDIN_FILENO, in + 4, length) != 1) return complain("a slice broke off", "stdin");
    int32_t answer = tm_slice(core, in, length + 4, out, BOARD_OUT_CAPACITY);
    if (answer < 0) {
      char text[64];
      snprintf(text, sizeof text, "a slice was refused with status %d", (int)answer);
      return complain(text, "stdin");
    }
    if (!board_write_all(STDOUT_FILENO, out, (size_t)answer)) return 0;
  }
}

static uint32_t count_of(const char *text) { return text == NULL ? 0 : (uint32_t)strtoul(text, NULL, 10); }

/** Nothing is tidied up, as when the supply goes. */
static void lose_power(void) { raise(SIGKILL); }

int main(int count, char **arguments) {
  static uint8_t in[IN_CAPACITY], out[BOARD_OUT_CAPACITY];
  options_t options = {0};
  uint8_t *module = NULL;
  uint32_t length = 0;
  char error[256];
  board_signals_begin();
  int outcome = parse_options(count, arguments, &options);
  if (outcome == 0) outcome = load_identity(options.identity);
  if (outcome == 0) outcome = load_module(options.module, &module, &length);
  if (outcome != 0) return outcome;
  int role = strcmp(options.role, "metering") == 0 ? TM_ROLE_METERING : TM_ROLE_MANAGEMENT;
  board_watchdog_start(options.watchdog_ms);
  tm_core_t *core = tm_open(role, module, length, options.fram, options.nor, error, sizeof error);
  free(module);
  if (core == NULL) return complain(error, strncmp(error, "bad module", 10) == 0 ? options.module : "");
  tm_watch(core, board_watchdog_alive);
  tm_cut_power(core, count_of(options.cut_fram), count_of(options.cut_nor), lose_power);
  outcome = handle_slices(core, in, out);
  tm_close(core);
  return outcome;
}
