// IN_SRAM: a function that runs from SRAM; nothing elsewhere, so that pure code also builds for a desk test.
#ifndef TWINMETER_SRAM_H
#define TWINMETER_SRAM_H

#ifdef PICO_RP2350
#include "pico.h"
#define IN_SRAM(name) __not_in_flash_func(name)
#else
#define IN_SRAM(name) name
#endif

#endif
