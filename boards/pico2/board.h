// The two boards as data: pins, clocks, bus rates, DMA channels, interrupt priorities and the flash layout.
#ifndef TWINMETER_BOARD_H
#define TWINMETER_BOARD_H

// --- Metering board: Raspberry Pi Pico 2 (all 26 pins of its header) -----------------------------------------
#define METERING_PIN_LEGAL_TX 0           // UART0 TX to the RS485 transceiver's DI
#define METERING_PIN_LEGAL_RX 1           // UART0 RX from the RS485 transceiver's RO
#define METERING_PIN_LEGAL_DE 2           // RS485 driver enable (DE, /RE tied to it)
#define METERING_PIN_AFE_DRDY 3           // ADS131M08 /DRDY
#define METERING_PIN_RTC_SDA 4            // I2C0 SDA, DS3231
#define METERING_PIN_RTC_SCL 5            // I2C0 SCL, DS3231
#define METERING_PIN_RTC_1HZ 6            // DS3231 INT/SQW at 1 Hz
#define METERING_PIN_CALIBRATION_JUMPER 7 // closed to ground: adjustment port alive
#define METERING_PIN_LINK_RX 8            // SPI1 RX (slave in, from management GPIO 19)
#define METERING_PIN_LINK_CS 9            // SPI1 CSn (from management GPIO 17)
#define METERING_PIN_LINK_SCK 10          // SPI1 SCK (from management GPIO 18)
#define METERING_PIN_LINK_TX 11           // SPI1 TX (slave out, to management GPIO 16)
#define METERING_PIN_LINK_READY 12        // READY, to management GPIO 3
#define METERING_PIN_PULSE_ACTIVE 13      // kWh pulse LED
#define METERING_PIN_PULSE_REACTIVE 14    // kvarh pulse LED
#define METERING_PIN_COVER 15             // main cover switch, closed to ground
#define METERING_PIN_AFE_RX 16            // SPI0 RX: ADS131M08, FRAM and NOR data out
#define METERING_PIN_AFE_CS 17            // ADS131M08 /CS
#define METERING_PIN_AFE_SCK 18           // SPI0 SCK
#define METERING_PIN_AFE_TX 19            // SPI0 TX: ADS131M08, FRAM and NOR data in
#define METERING_PIN_ADJUSTMENT_TX 20     // UART1 TX, pads inside the seal
#define METERING_PIN_ADJUSTMENT_RX 21     // UART1 RX, pads inside the seal
#define METERING_PIN_FRAM_CS 22           // MB85RS2MTA /CS
#define METERING_PIN_NOR_CS 26            // W25Q128 /CS
#define METERING_PIN_POWER_FAIL 27        // power-fail comparator, low while the supply fails
#define METERING_PIN_CLOCK_BATTERY 28     // ADC2, clock battery
#define METERING_PIN_STATUS_LED 25        // LED of the Pico 2

// --- Management board: Pimoroni Pico Plus 2 (RP2350B, 8 MB PSRAM) --------------------------------------------
#define MANAGEMENT_PIN_RS485_TX 0        // UART0 TX to the RS485 transceiver's DI
#define MANAGEMENT_PIN_RS485_RX 1        // UART0 RX from the RS485 transceiver's RO
#define MANAGEMENT_PIN_RS485_DE 2        // RS485 driver enable (DE, /RE tied to it)
#define MANAGEMENT_PIN_LINK_READY 3      // READY, from metering GPIO 12
#define MANAGEMENT_PIN_LCD_SDA 4         // I2C0 SDA, PCF8574 of the LCD
#define MANAGEMENT_PIN_LCD_SCL 5         // I2C0 SCL, PCF8574 of the LCD
#define MANAGEMENT_PIN_SCROLL_BUTTON 6   // scroll button, closed to ground
#define MANAGEMENT_PIN_SEALED_BUTTON 7   // sealed button, closed to ground
#define MANAGEMENT_PIN_OPTICAL_TX 8      // UART1 TX to the optical head's LED
#define MANAGEMENT_PIN_OPTICAL_RX 9      // UART1 RX from the optical head
#define MANAGEMENT_PIN_STORAGE_SCK 10    // SPI1 SCK
#define MANAGEMENT_PIN_STORAGE_TX 11     // SPI1 TX: FRAM and NOR data in
#define MANAGEMENT_PIN_STORAGE_RX 12     // SPI1 RX: FRAM and NOR data out
#define MANAGEMENT_PIN_FRAM_CS 13        // MB85RS2MTA /CS
#define MANAGEMENT_PIN_NOR_CS 14         // W25Q128 /CS
#define MANAGEMENT_PIN_ALARM_LED 15      // alarm LED
#define MANAGEMENT_PIN_LINK_RX 16        // SPI0 RX (master in, from metering GPIO 11)
#define MANAGEMENT_PIN_LINK_CS 17        // chip select of the link (to metering GPIO 9)
#define MANAGEMENT_PIN_LINK_SCK 18       // SPI0 SCK (to metering GPIO 10)
#define MANAGEMENT_PIN_LINK_TX 19        // SPI0 TX (master out, to metering GPIO 8)
#define MANAGEMENT_PIN_SWITCH_OPEN 20    // load switch, opening coil
#define MANAGEMENT_PIN_SWITCH_CLOSE 21   // load switch, closing coil
#define MANAGEMENT_PIN_SWITCH_FEEDBACK 22 // load switch, auxiliary contact
#define MANAGEMENT_PIN_STATUS_LED 25     // LED of the Pico Plus 2
#define MANAGEMENT_PIN_COVER 26          // terminal cover switch, closed to ground
#define MANAGEMENT_PIN_POWER_FAIL 27     // power-fail comparator, low while the supply fails
#define MANAGEMENT_PIN_UPLINK_TX 32      // PIO UART of the uplink module slot (extra connector)
#define MANAGEMENT_PIN_UPLINK_RX 33      // PIO UART of the uplink module slot (extra connector)
#define MANAGEMENT_PIN_DOWNLINK_TX 34    // PIO UART of the downlink module slot (extra connector)
#define MANAGEMENT_PIN_DOWNLINK_RX 35    // PIO UART of the downlink module slot (extra connector)

// --- Clocks and rates ----------------------------------------------------------------------------------------
#define BOARD_CPU_Hz 150000000
// ADS131M08: SCLK at most 25 MHz (SBAS950 6.6); 150 MHz / 10. A frame of 240 bits takes 16 us of the 250.
#define AFE_SPI_Hz 15000000
#define AFE_SPI_MODE 1
#define AFE_CRYSTAL_Hz 8192000
// High resolution mode: the modulator runs at crystal / 2; data rate = crystal / 2 / OSR.
#define AFE_OSR 1024
#define AFE_RATE_mHz (AFE_CRYSTAL_Hz / 2 * 1000LL / AFE_OSR)
// Channels of the AFE in the order of a sample set: V1 V2 V3 I1 I2 I3 IN. Channel 7 is spare.
#define AFE_CHANNEL_OF_WORD { 0, 1, 2, 3, 4, 5, 6 }
// A block is handed on when it holds so many sets (8 ms at 4 kHz), or its first set is so old.
#define AFE_BLOCK_SETS 32
#define AFE_BLOCK_AGE_us 20000
// MB85RS2MTA: 40 MHz; mode 0. At most so many bytes while an AFE frame has to wait: 68 x 8 / 15 MHz = 36 us.
#define FRAM_SPI_Hz 15000000
#define FRAM_SPI_MODE 0
#define FRAM_CHUNK 64
// PL022 slave: SCK at most clk_peri / 12; mode 3 so that select may stay low over a whole transaction.
#define LINK_SPI_Hz 1000000
#define LINK_SPI_MODE 3
// More edges of the select line in a millisecond (1024 us) are no master: an exchange makes four, one in 10 ms.
#define LINK_EDGES_MAX 40
#define LINK_READY_TIMEOUT_us 20000
// Metering resets its SSP and DMA after select went high: the next transaction keeps this distance.
#define LINK_GAP_us 50
#define LCD_I2C_Hz 100000
#define LCD_ADDRESS 0x27
#define RTC_I2C_Hz 100000
#define RTC_ADDRESS 0x68
// The DS3231 keeps time down to 2.3 V at VBAT.
#define CLOCK_BATTERY_LOW_mV 2400
// A contact is believed when it has kept its state for so long; bouncing ends within 10 ms.
#define SWITCH_DEBOUNCE_us 10000
#define TEMPERATURE_PERIOD_us 1000000
// Shortest pulse that a test head has to see (0.2 ms), and the pause behind it; together they let 2.5 kHz pass.
#define PULSE_WIDTH_us 200
#define PULSE_PAUSE_us 190
#define WATCHDOG_ms 8000
// The loop comes round at least this often even when nothing interrupts.
#define LOOP_PERIOD_us 1000

// --- DMA channels --------------------------------------------------------------------------------------------
#define DMA_SENSOR_RX 0  // metering: AFE and FRAM; management: FRAM
#define DMA_SENSOR_TX 1
#define DMA_LINK_RX 2
#define DMA_LINK_TX 3
#define DMA_UART0_RX 4
#define DMA_UART0_TX 5
#define DMA_UART1_RX 6
#define DMA_UART1_TX 7

// --- TIMER0 alarms -------------------------------------------------------------------------------------------
#define ALARM_LOOP 0
#define ALARM_PULSE 1
#define ALARM_LINK 1
#define ALARM_UART 2

// --- Interrupt priorities (0 is the highest; the RP2350 keeps the upper four bits) ----------------------------
// Handlers of one level do not nest, so what they share needs no lock between them.
#define PRIORITY_SENSOR_LINK 0x40
#define PRIORITY_PORTS 0x80

// --- Flash layout --------------------------------------------------------------------------------------------
#define FLASH_CODE_OFFSET 0
// Start of the module's header; the bytes of the module follow it. The code before it must not reach here.
#define FLASH_MODULE_OFFSET 0x40000
#define FLASH_MODULE_MAX 0x80000

// --- Memory of the engine ------------------------------------------------------------------------------------
// The linear memory of 64 KB, the operand stack, functions (68 bytes each) and, on metering, the code pages.
#define ENGINE_HEAP_BYTES (400 * 1024)
// Management: three times the 512 KB that a module may have, and 68 bytes for each of 4,096 functions.
#define CODE_PAGES_PSRAM_BYTES (2 * 1024 * 1024)
// C stack: SCRATCH_X, SCRATCH_Y and at least this much of the top of the main SRAM below them.
#define STACK_RESERVED_BYTES 0x6000

#endif
