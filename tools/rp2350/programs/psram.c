// Has the SDK detect the PSRAM behind QMI chip select 1 and set up its window, then uses it, also after flash work.
#include "hardware/flash.h"
#include "hardware/psram.h"
#include "report.h"

static volatile uint32_t *const window = (volatile uint32_t *)0x11000000;

int main(void) {
    report_begin(115200);
    report("available", psram_is_available());
    report("size", (int32_t)psram_get_size());
    for (uint32_t i = 0; i < 1024; i++) window[i * 2048] = i * 2654435761u;
    uint8_t id[FLASH_UNIQUE_ID_SIZE_BYTES];
    flash_get_unique_id(id);
    report("unique", id[0]);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < 1024; i++) wrong += window[i * 2048] != i * 2654435761u;
    report("wrong", (int32_t)wrong);
    report_end();
}
