// Begins the watchdog of a library, unloads it, and works on for many of the timer's periods: it must not be missed.
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#define PERIODS 30

enum { ENDED_WELL, NOT_STARTED, STILL_LOADED };

int main(int count, char *words[]) {
  static const int limit_ms = 10;
  void *library = count == 2 ? dlopen(words[1], RTLD_NOW) : NULL;
  if (library == NULL) return NOT_STARTED;
  bool (*begin)(int);
  *(void **)&begin = dlsym(library, "guard_begin");
  if (begin == NULL || !begin(limit_ms)) return NOT_STARTED;
  dlclose(library);
  if (dlopen(words[1], RTLD_NOW | RTLD_NOLOAD) != NULL) return STILL_LOADED;
  while (clock() < (clock_t)PERIODS * limit_ms * (CLOCKS_PER_SEC / 1000)) {
  }
  puts("went on");
  return ENDED_WELL;
}
