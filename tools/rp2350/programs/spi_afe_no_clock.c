// The same with its transmit channel never started: nothing clocks the bus.
#define STARTED (1u << RX)
#define GIVE_UP_ms 50
#include "spi_afe.c"
