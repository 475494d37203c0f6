// What the chip denies: a block held in reset, an isolated pad, an input let go of with only its internal pull-down.
#include "hardware/resets.h"
#include "hardware/structs/pads_bank0.h"
#include "hardware/structs/spi.h"
#include "hardware/timer.h"
#include "report.h"

// The board drives LEAKING and PULLED high and lets go of both when LET_GO rises; PULLED has a resistor to ground.
enum { LEAKING = 3, PULLED = 4, LET_GO = 5, ISOLATED = 6 };

static void reset_holds(void) {
    reset_block_mask(1u << RESET_SPI1);
    spi1_hw->cpsr = 2;
    report("held_reads", (int32_t)spi1_hw->cpsr);
    report("held_status", (int32_t)spi1_hw->sr);
    unreset_block_mask_wait_blocking(1u << RESET_SPI1);
    report("write_was_lost", spi1_hw->cpsr == 0);
    spi1_hw->cpsr = 2;
    report("released_reads", (int32_t)spi1_hw->cpsr);
}

static void timer_begins_anew(void) {
    reset_block_mask(1u << RESET_TIMER1);
    busy_wait_us(100);
    unreset_block_mask_wait_blocking(1u << RESET_TIMER1);
    report("timer_from_zero", timer1_hw->timerawl < 10);
}

static void isolation(void) {
    gpio_init(ISOLATED);
    gpio_set_dir(ISOLATED, true);
    hw_set_bits(&pads_bank0_hw->io[ISOLATED], PADS_BANK0_GPIO0_ISO_BITS);
    gpio_put(ISOLATED, true);
    report("isolated_level", gpio_get(ISOLATED));
    hw_clear_bits(&pads_bank0_hw->io[ISOLATED], PADS_BANK0_GPIO0_ISO_BITS);
    report("joined_level", gpio_get(ISOLATED));
}

static void input_with_pull_down(uint gpio) {
    gpio_init(gpio);
    gpio_pull_down(gpio);
}

static void leak(void) {
    input_with_pull_down(LEAKING);
    input_with_pull_down(PULLED);
    gpio_init(LET_GO);
    gpio_set_dir(LET_GO, true);
    report("driven", gpio_get(LEAKING) + gpio_get(PULLED));
    gpio_put(LET_GO, true);
    report("leaking_reads", gpio_get(LEAKING));
    report("pulled_reads", gpio_get(PULLED));
    gpio_set_input_enabled(LEAKING, false);
    gpio_set_input_enabled(LEAKING, true);
    report("after_input_was_off", gpio_get(LEAKING));
}

int main(void) {
    report_begin(1000000);
    reset_holds();
    timer_begins_anew();
    isolation();
    leak();
    report_end();
}
