// Names the control and framing characters of IEC 62056-21 (ISO/IEC 646).

export const SOH: u8 = 0x01;
export const STX: u8 = 0x02;
export const ETX: u8 = 0x03;
export const ACK: u8 = 0x06;
export const LF: u8 = 0x0a;
export const CR: u8 = 0x0d;
export const NAK: u8 = 0x15;
export const SPACE: u8 = 0x20;
export const TILDE: u8 = 0x7e;

/** `!`, ends a request and a data block. */
export const END: u8 = 0x21;
/** `/`, starts a request and an identification. */
export const START: u8 = 0x2f;
/** `?`, makes a start a request. */
export const TRANSMISSION_REQUEST: u8 = 0x3f;
export const ZERO: u8 = 0x30;
export const BREAK_COMMAND: u8 = 0x42; // 'B'
