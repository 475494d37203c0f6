// Frames of the management core's lines, made with checks of the harness's own, and its answers looked through.
#ifndef FUZZ_WIRES_H
#define FUZZ_WIRES_H

#include <stdbool.h>
#include <stdint.h>

#define WIRES_FRAME_MAX 2200u // bytes of a frame with whatever stands around it

/** CRC of Modbus (polynomial A001H, begins with FFFFH), and FCS of HDLC (8408H, the complement). */
uint16_t wires_crc_modbus(const uint8_t *bytes, uint32_t length);
uint16_t wires_fcs(const uint8_t *bytes, uint32_t length);

/** Makes a frame of HDLC with both flags: bytes are addresses as they are sent, control field, information.
 *  @param segmented  whether further segments follow. @param head  bytes of addresses and control field. @return its length. */
uint32_t wires_hdlc(uint8_t *frame, bool segmented, const uint8_t *bytes, uint32_t head, uint32_t length);

/** Bytes of the whole frame of HDLC at the start, both flags among them; 0 where there is none. */
uint32_t wires_is_hdlc(const uint8_t *bytes, uint32_t length);

/** Whether as many bytes came as the frame at the start says it has, or it does not begin like one: more change nothing. */
bool wires_whole_hdlc(const uint8_t *bytes, uint32_t length);

/** Makes a frame of the wrapper from a client to a logical device. @return its length. */
uint32_t wires_wrapper(uint8_t *frame, uint8_t client, uint8_t device, const uint8_t *apdu, uint32_t length);

/** Makes a request of Modbus RTU: unit, function, data, and the CRC. @return its length. */
uint32_t wires_modbus(uint8_t *frame, const uint8_t *bytes, uint32_t length);

#endif
