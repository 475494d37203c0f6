// Hands out a static block from the front: a load allocates, a restart begins again, nothing is ever lost.
#include "engine_heap.h"

#include <string.h>

#define ALIGNMENT 16u

void engine_heap_open(engine_heap_t *heap, void *start, size_t capacity) {
  size_t skew = (ALIGNMENT - (uintptr_t)start % ALIGNMENT) % ALIGNMENT;
  heap->start = (uint8_t *)start + skew;
  heap->capacity = capacity > skew ? capacity - skew : 0;
  heap->used = 0;
  heap->last = NULL;
  heap->open = true;
}

void engine_heap_close(engine_heap_t *heap) { heap->open = false; }

static void *refuse(engine_heap_t *heap) {
  heap->refused += 1;
  return NULL;
}

void *engine_heap_take(engine_heap_t *heap, size_t length) {
  size_t free_bytes = heap->capacity - heap->used;
  if (!heap->open || length > free_bytes) return refuse(heap);
  size_t rounded = (length + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (rounded > free_bytes) return refuse(heap);
  heap->last = heap->start + heap->used;
  heap->used += rounded;
  if (heap->used > heap->peak) heap->peak = heap->used;
  memset(heap->last, 0, rounded);
  return heap->last;
}

void *engine_heap_resize(engine_heap_t *heap, void *block, size_t old_length, size_t new_length) {
  if (block != NULL && new_length == old_length) return block;
  if (!heap->open) return refuse(heap);
  if (block != NULL && block == heap->last) {
    // In place: take the newest block again from its own start, keeping its bytes.
    size_t kept = old_length < new_length ? old_length : new_length;
    size_t offset = (size_t)(heap->last - heap->start);
    size_t rounded = (new_length + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (rounded < new_length || rounded > heap->capacity - offset) return refuse(heap);
    heap->used = offset + rounded;
    if (heap->used > heap->peak) heap->peak = heap->used;
    memset(heap->last + kept, 0, rounded - kept);
    return block;
  }
  void *moved = engine_heap_take(heap, new_length);
  if (moved != NULL && block != NULL) memcpy(moved, block, old_length < new_length ? old_length : new_length);
  return moved;
}

void engine_heap_give(engine_heap_t *heap, void *block) {
  if (block == NULL || block != heap->last) return;
  heap->used = (size_t)(heap->last - heap->start);
  heap->last = NULL;
}
