// The AFE program with the clock phase wrong: every frame must fail.
#define MODE_CPHA SPI_CPHA_0
#include "spi_afe.c"
