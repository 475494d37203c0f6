// Numbers of the DLMS/COSEM server that its objects tell too.

export const DLMS_VERSION: i32 = 6;
/** Bytes of the longest APDU, either way. */
export const APDU_MOST: i32 = 2048;
/** Logical devices: the management core's own, and that of the metering core, whose APDUs are relayed unread. */
export const MANAGEMENT_DEVICE: i32 = 1;
export const METERING_DEVICE: i32 = 16;

/** The client that proves itself by a signature, under security suite 1 at least. */
export const SIGNING_CLIENT: i32 = 3;

/** Mechanisms of authentication by a digest and by a signature, last arc of 2.16.756.5.8.2. */
export const MECHANISM_DIGEST: i32 = 6;
export const MECHANISM_SIGNATURE: i32 = 7;

/** Conformance bits beside those that both servers have. */
export const CONFORMANCE_BLOCK_SET: u32 = 1 << 11;
export const CONFORMANCE_MULTIPLE: u32 = 1 << 9;
export const CONFORMANCE_TRANSFER: u32 = 1 << 21;
export const CONFORMANCE_ACCESS: u32 = 1 << 6;

/** In the log of access, client n stands as this and n: behind the four levels. */
export const CLIENT_LEVEL: i32 = 16;

/** HDLC (IEC 62056-46): the most that is negotiated, and how long it waits. */
export const WINDOW_MOST: i32 = 7;
export const INFORMATION_MOST: i32 = 2030;
export const INTER_OCTET_ms: i32 = 200;
export const INACTIVITY_s: i32 = 120;
/** Physical device: the lower part of a server's address. */
export const PHYSICAL_ADDRESS: i32 = 17;

/** The wrapper (IEC 62056-47): what stands before an APDU, and the port that is registered for it. */
export const WRAPPER_HEAD_BYTES: i32 = 8;
export const WRAPPER_PORT: i32 = 4059;
