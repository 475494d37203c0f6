// The porting layer: what every board gives the WASM host. A board implements the functions below and those of its
// core, hal_metering.h or hal_management.h; the host never sees a register, an SDK type or a file. All functions are
// called from the run loop only, never from a handler above it, and none of them blocks.
#ifndef TWINMETER_HAL_H
#define TWINMETER_HAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "twinmeter_events.h"

typedef enum { HAL_METERING, HAL_MANAGEMENT } hal_role_t;

/** One board with one core on it; its contents belong to the board. */
typedef struct hal_board hal_board_t;

/** Gives the next event in the order of occurrence; on a chip HAL_EVENT_NONE where there is none yet.
 *  @param[out] event  what happened. */
void hal_wait(hal_board_t *board, hal_event_t *event);

/** Gives bytes received on a port; bytes with a parity or framing error were dropped by the board.
 *  @return bytes given, 0..max_bytes. */
int hal_port_take(hal_board_t *board, int port, uint8_t *bytes, int max_bytes);

/** Queues all bytes in the port's transmit ring (TM_PORT_*_RING bytes), or none of them.
 *  @return length, 0 when there is no room for all now, BAD_LENGTH for more than the ring ever holds, or OUT_OF_RANGE for
 *  a port the board does not have. */
int hal_port_send(hal_board_t *board, int port, const uint8_t *bytes, int length);

/** Gives the bytes of the link transaction the last link event announced.
 *  @return bytes given, 0..max_bytes. */
int hal_link_take(hal_board_t *board, uint8_t *bytes, int max_bytes);

/** Reads from FRAM. @return TM_STATUS_OK, OUT_OF_RANGE, or STORAGE_FAILED (bytes are then undefined). */
tm_status_t hal_storage_read(hal_board_t *board, uint32_t address, uint8_t *bytes, size_t length);

/** Writes to FRAM; when it returns TM_STATUS_OK the bytes survive a power cut. */
tm_status_t hal_storage_write(hal_board_t *board, uint32_t address, const uint8_t *bytes, size_t length);

/** Replaces row 0..3 of the board's display by 20 characters; TM_LCD_ALL_DOTS is a cell with all dots. Never waits for the display. */
tm_status_t hal_lcd_write(hal_board_t *board, int row, const char text[TM_LCD_COLUMNS]);

/** Gives the module to run: a pointer to its bytes, which stay where they are for the whole run. */
tm_status_t hal_module(hal_board_t *board, const uint8_t **bytes, size_t *length);

/** Which of the board's identical copies of the module hal_module gave: 0 the first, 1 the second where the first is damaged. */
int hal_module_copy(hal_board_t *board);

/** SHA-256 of bytes, by the board's best means. */
void hal_sha256(hal_board_t *board, const uint8_t *bytes, size_t length, uint8_t digest[32]);

/** Why the board itself started: TM_RESET_POWER_ON, or TM_RESET_FAULT after its watchdog. */
int hal_reset_cause(hal_board_t *board);

/** Records that the core started, with its software identification. */
void hal_started(hal_board_t *board, int reset_cause, const uint8_t digest[32]);

/** Records a fault of the core (a trap's text, or a panic's code and detail); the host restarts it afterwards. */
void hal_fault(hal_board_t *board, int32_t code, int32_t detail, const char *text);

/** Tells the watchdog that the loop is alive; called once per event. */
void hal_alive(hal_board_t *board);

#include "hal_nor.h"

#endif
