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
/** End of a block, behind which another one of the same message comes. */
export const EOT: u8 = 0x04;
export const OPEN: u8 = 0x28; // '('
export const CLOSE: u8 = 0x29; // ')'
export const STAR: u8 = 0x2a; // '*', before a unit and the sixth field of a code
export const COMMA: u8 = 0x2c;
export const DASH: u8 = 0x2d;
export const DOT: u8 = 0x2e;
export const COLON: u8 = 0x3a;
export const SEMICOLON: u8 = 0x3b;
/** Before the number of an attribute or method. */
export const HASH: u8 = 0x23;
export const AMPERSAND: u8 = 0x26;
export const PASSWORD_COMMAND: u8 = 0x50; // 'P'
export const READ_COMMAND: u8 = 0x52; // 'R'
export const WRITE_COMMAND: u8 = 0x57; // 'W'
export const EXECUTE_COMMAND: u8 = 0x45; // 'E'
