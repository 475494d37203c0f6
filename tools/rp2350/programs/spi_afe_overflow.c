// The same with its receive channel never started: the receive FIFO takes eight bytes of a frame.
#define STARTED (1u << TX)
#define GIVE_UP_ms 50
#include "spi_afe.c"
