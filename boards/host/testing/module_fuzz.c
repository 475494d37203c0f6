// Compares the host's validator with wasm-validate (Debian: wabt) on mutated modules, under the sanitizers.
// Usage: module-fuzz MUTANTS SEED FOLDER MODULE...   A mutant they disagree about is left in FOLDER.
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "module.h"
#include "module_mutants.h"

#define MODULES_MAX 4000
#define MODULE_MAX (256u * 1024u)
#define TEXT_MAX 200
#define OP_END_BYTE 0x0b

typedef struct {
  uint8_t *bytes;
  size_t length;
} file_t;

static file_t files[MODULES_MAX];
static int file_count;
static module_t module;
static char text[TEXT_MAX], path[4096];
/** What became of the mutants. */
static long accepted, refused, beyond_bound, reference_laxer;

extern char **environ;

static int complain(const char *what, const char *where) {
  fprintf(stderr, "module-fuzz: %s: %s\n", where, what);
  return 2;
}

static bool load(const char *name) {
  file_t *file = &files[file_count];
  FILE *stream = fopen(name, "rb");
  if (stream == NULL) return false;
  file->bytes = malloc(MODULE_MAX);
  file->length = file->bytes != NULL ? fread(file->bytes, 1, MODULE_MAX, stream) : 0;
  fclose(stream);
  if (file->length > 8 && file->length < MODULE_MAX) file_count += 1;
  else free(file->bytes); // an empty module, or one of which there is more
  return true;
}

static bool store(const mutant_t *mutant) {
  int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
  bool stored = file >= 0 && write(file, mutant->bytes, mutant->length) == (ssize_t)mutant->length;
  return close(file) == 0 && stored;
}

/** What wasm-validate says with the features of our cores. @return 1 valid, 0 not, -1 when it cannot be run. */
static int reference(void) {
  static char *const arguments[] = {"wasm-validate",
                                    "--disable-multi-value",
                                    "--disable-simd",
                                    "--disable-reference-types",
                                    "--disable-bulk-memory",
                                    "--disable-sign-extension",
                                    "--disable-saturating-float-to-int",
                                    "--ignore-custom-section-errors",
                                    path,
                                    NULL};
  posix_spawn_file_actions_t actions;
  pid_t child;
  int status = -1;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  int failed = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1) return -1;
  return WEXITSTATUS(status) == 0;
}

/** The validator on an exact copy, so that a byte read beyond it is noticed. */
static bool ours(const mutant_t *mutant) {
  uint8_t *exact = malloc(mutant->length);
  memcpy(exact, mutant->bytes, mutant->length);
  bool valid = module_validate(&module, exact, mutant->length, text, sizeof text);
  free(exact);
  return valid;
}

/** What wasm-validate 1.0.32 lets pass against the standard, or with its check of custom sections switched off. */
static bool reference_is_lax(const mutant_t *mutant) {
  // It reads a type as a number, so 0xff 0x7f is i32 to it; the standard has one byte there (5.3).
  if (strstr(text, "no type of a value") != NULL || strstr(text, "no table of functions") != NULL) return true;
  // It lets the last constant of a section end with it, without `end`.
  if (strstr(text, "a constant does not end") != NULL) return module.reader.at == module.reader.end;
  // A segment may be without the constant that says where it goes.
  if (strstr(text, "instruction 0x0b in a constant") != NULL) return module.section >= SECTION_ELEMENT;
  // It counts no blocks at the last `end` of a body.
  if (strstr(text, "the body does not end") != NULL)
    return mutant->bytes[module.reader.end - module.bytes - 1] == OP_END_BYTE;
  // It takes the segments of later versions, whose kind stands where 1.0 has the index, with bulk memory switched off too.
  if (strstr(text, "there is no table ") != NULL)
    return module.section == SECTION_ELEMENT && strstr(text, "table 0") == NULL;
  if (strstr(text, "there is no memory ") != NULL)
    return module.section == SECTION_DATA && strstr(text, "memory 0") == NULL;
  return module.section == SECTION_CUSTOM;
}

/** Whether we and the reference agree, or differ for a reason that is known. */
static bool agree(const mutant_t *mutant, bool valid, bool reference_valid) {
  if (!valid && module.beyond_bound) return ++beyond_bound;
  if (valid == reference_valid) return ++*(valid ? &accepted : &refused);
  return !valid && reference_is_lax(mutant) && ++reference_laxer;
}

static int compare(mutant_t *mutant, long which) {
  const file_t *file = &files[mutants_any((uint32_t)file_count)];
  if (!mutant_take(mutant, file->bytes, file->length)) return 0;
  mutant_change(mutant);
  bool valid = ours(mutant);
  if (!store(mutant)) return complain("cannot be written", path);
  int expected = reference();
  if (expected < 0) return complain("did not come back with an answer", "wasm-validate");
  if (agree(mutant, valid, expected != 0)) return 0;
  printf("mutant %ld: wasm-validate %s it, we %s it: %s\n  %s\n", which, expected ? "accepts" : "refuses",
         valid ? "accept" : "refuse", valid ? "" : text, path);
  return 1;
}

int main(int count, char **arguments) {
  static mutant_t mutant;
  if (count < 5) return complain("MUTANTS SEED FOLDER MODULE...", "usage");
  long mutants = atol(arguments[1]);
  mutants_begin(strtoull(arguments[2], NULL, 10));
  snprintf(path, sizeof path, "%s/mutant.wasm", arguments[3]);
  for (int i = 4; i < count && file_count < MODULES_MAX; i++) {
    if (!load(arguments[i])) return complain("cannot be read", arguments[i]);
  }
  if (file_count == 0) return complain("no modules", "usage");
  mutant.capacity = 2 * MODULE_MAX;
  mutant.bytes = calloc(1, mutant.capacity + MUTANT_SLACK);
  for (long i = 0; i < mutants; i++) {
    int outcome = compare(&mutant, i);
    if (outcome != 0) return outcome;
  }
  printf(
      "%ld mutants of %d modules, seed %s: both accept %ld, both refuse %ld; we alone refuse %ld beyond a bound, "
      "%ld that only wasm-validate lets pass\n",
      mutants, file_count, arguments[2], accepted, refused, beyond_bound, reference_laxer);
  return 0;
}
