// Loads from where no memory is.
#include "report.h"

int main(void) {
    report_begin(1000000);
    volatile uint32_t *nowhere = (volatile uint32_t *)0x30000000;
    report("value", (int32_t)*nowhere);
    report_end();
}
