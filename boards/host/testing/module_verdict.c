// Says of each module named what the host's validator says: valid, invalid, or beyond one of its bounds, and why.
#include <stdio.h>
#include <stdlib.h>

#include "module.h"

#define MODULE_MAX (4u * 1024u * 1024u)

/** Validates an exact copy, so that a byte read beyond it is noticed. */
static void judge(const char *path, const uint8_t *bytes, size_t length) {
  static module_t module;
  char text[200] = "";
  uint8_t *exact = malloc(length);
  for (size_t i = 0; i < length; i++) exact[i] = bytes[i];
  bool valid = module_validate(&module, exact, length, text, sizeof text);
  free(exact);
  printf("%s\t%s\t%s\n", path, valid ? "valid" : module.beyond_bound ? "bound" : "invalid", text);
}

int main(int count, char **arguments) {
  static uint8_t bytes[MODULE_MAX];
  for (int i = 1; i < count; i++) {
    FILE *file = fopen(arguments[i], "rb");
    if (file == NULL) {
      perror(arguments[i]);
      return 2;
    }
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    judge(arguments[i], bytes, length);
  }
  return 0;
}
