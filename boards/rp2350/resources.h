// What every RP2350 board here has in common: bus rates, time limits, DMA channels, timer alarms, priorities.
// Which pin is what, and how large the memories are, is data of each board: board.h is generated from its board.json.
#ifndef TWINMETER_RESOURCES_H
#define TWINMETER_RESOURCES_H

#include "board.h"

// --- Buses ---------------------------------------------------------------------------------------------------
// ADS131M08: SCLK at most 25 MHz (SBAS950 6.6); 150 MHz / 6. A frame of 240 bits takes 10 us of the 250.
#define AFE_SPI_Hz 25000000
// Channels of the AFE in the order of a sample set: V1 V2 V3 I1 I2 I3 IN. Channel 7 is spare.
#define AFE_CHANNEL_OF_WORD { 0, 1, 2, 3, 4, 5, 6 }
// A block is handed on when it holds so many sets (8 ms at 4 kHz), or its first set is so old.
#define AFE_BLOCK_SETS 32
#define AFE_BLOCK_AGE_us 20000
// FRAM and NOR: 150 MHz / 4; MB85RS2MTA at most 40 MHz, W25Q128 50 MHz for READ. At most so many bytes while an AFE frame
// has to wait: with their header 68 x 8 / 37.5 MHz = 14.5 us, and the frame behind them 10 us: both within a sample's
// 31 us at 32 kHz.
#define STORAGE_SPI_Hz 37500000
#define STORAGE_SPI_MODE 0
#define STORAGE_CHUNK 64
// A read of NOR waits no longer for the operation under way to have its share of the time.
#define NOR_WAIT_MAX_us 1000
// PL022 slave: SCK at most clk_peri / 12; mode 3 so that select may stay low over a whole transaction.
#define LINK_SPI_MODE 3
// More edges of the select line in a millisecond (1024 us) are no master: an exchange makes four, one in 10 ms.
#define LINK_EDGES_MAX 40
#define LINK_READY_TIMEOUT_us 20000
// Metering resets its SSP and DMA after select went high: the next transaction keeps this distance.
#define LINK_GAP_us 50

// --- Times and limits ----------------------------------------------------------------------------------------
// The DS3231 keeps time down to 2.3 V at VBAT.
#define CLOCK_BATTERY_LOW_mV 2400
// A contact is believed when it has kept its state for so long; bouncing ends within 10 ms.
#define SWITCH_DEBOUNCE_us 10000
#define TEMPERATURE_PERIOD_us 1000000
// Shortest pulse that a test head has to see (0.2 ms), and the pause behind it; together they let 2.5 kHz pass.
#define PULSE_WIDTH_us 200
#define PULSE_PAUSE_us 190
#define WATCHDOG_ms 8000
// The hold-up capacitors are charged within a tenth of a second; nothing starts before the comparator says so.
#define SUPPLY_RISE_ms 1000
// The loop comes round at least this often even when nothing interrupts.
// No talk holds a line low as long: a reader at another rate does for 30 ms at most, eight bits of 300 baud.
#define UART_BREAK_us 500000
// More edges of an RX pin while the loop goes round once are no reader: 19,200 baud make 96 of them in 5 ms at most.
#define UART_EDGES_MAX 100
#define LOOP_PERIOD_us 1000
// A module holds its TX high but for characters: the longest low is nine bits of 300 baud, 30 ms. A slot that was low for
// longer than this is empty.
#define SLOT_EMPTY_us 100000

// Stack of slow work: the verification of a P-384 signature takes 3,800 bytes of it, and an exception a frame of 104.
#define WORK_STACK_BYTES 6144

// --- DMA channels --------------------------------------------------------------------------------------------
#define DMA_SENSOR_RX 0  // metering: AFE and FRAM; management: FRAM
#define DMA_SENSOR_TX 1
#define DMA_LINK_RX 2
#define DMA_LINK_TX 3
#define DMA_UART0_RX 4
#define DMA_UART0_TX 5
#define DMA_UART1_RX 6
#define DMA_UART1_TX 7
#define DMA_SLOT_RX 8  // management: 8 uplink, 9 downlink
#define DMA_SLOT_TX 10 // 10 uplink, 11 downlink

// --- TIMER0 alarms -------------------------------------------------------------------------------------------
#define ALARM_LOOP 0
#define ALARM_PULSE 1
#define ALARM_LINK 1
#define ALARM_UART 2
#define ALARM_SWITCH 3 // management: end of the load switch's pulse

// --- Interrupt priorities (0 is the highest; the RP2350 keeps the upper four bits) ----------------------------
// Handlers of one level do not nest, so what they share needs no lock between them.
#define PRIORITY_SENSOR_LINK 0x40
#define PRIORITY_PORTS 0x80
// The record of a failing supply, half a millisecond of FRAM: samples, pulses and received bytes pass it.
#define PRIORITY_RECORD 0xc0
#define PRIORITY_LOOP 0xf0

#endif
