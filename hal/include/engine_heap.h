// The memory an engine lives in: a static block handed out from the front at load, closed while the module runs.
#ifndef TWINMETER_ENGINE_HEAP_H
#define TWINMETER_ENGINE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint8_t *start;
  size_t capacity;
  size_t used;
  size_t peak;
  uint8_t *last;    /**< Newest block: it may grow and shrink in place. */
  uint32_t refused; /**< Requests refused because the block was full, or closed. */
  bool open;
} engine_heap_t;

/** The block a board sets aside for it; a laptop takes one from its own heap instead. */
extern uint8_t engine_heap_block[];

/** Empties the heap and opens it for a load. */
void engine_heap_open(engine_heap_t *heap, void *start, size_t capacity);

/** Closes the heap: from now on a request is refused and counted. */
void engine_heap_close(engine_heap_t *heap);

/** Gives zeroed bytes aligned to 16, or NULL. */
void *engine_heap_take(engine_heap_t *heap, size_t length);

/** Changes the size of a block; new bytes are zero. @return the block, perhaps moved, or NULL. */
void *engine_heap_resize(engine_heap_t *heap, void *block, size_t old_length, size_t new_length);

/** Takes back a block; only the newest one becomes free again, the rest at the next engine_heap_open. */
void engine_heap_give(engine_heap_t *heap, void *block);

#endif
