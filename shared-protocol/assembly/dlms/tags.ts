// First bytes of APDUs, results and diagnostics of DLMS (IEC 62056-5-3).

export const APDU_AARQ: i32 = 0x60;
export const APDU_AARE: i32 = 0x61;
export const APDU_RLRQ: i32 = 0x62;
export const APDU_RLRE: i32 = 0x63;
export const APDU_INITIATE_REQUEST: i32 = 0x01;
export const APDU_INITIATE_RESPONSE: i32 = 0x08;
export const APDU_CONFIRMED_SERVICE_ERROR: i32 = 0x0e;
export const APDU_GET: i32 = 0xc0;
export const APDU_SET: i32 = 0xc1;
export const APDU_ACTION: i32 = 0xc3;
/** From a request to its answer. */
export const TO_RESPONSE: i32 = 4;
export const APDU_EXCEPTION: i32 = 0xd8;
/** Ciphered under the global key of a client: of a plain service this much behind its tag. */
export const TO_GLOBAL: i32 = 8;
export const APDU_GLO_INITIATE_REQUEST: i32 = 0x21;
export const APDU_GLO_INITIATE_RESPONSE: i32 = 0x28;
export const APDU_GLO_GET: i32 = 0xc8;
export const APDU_GLO_SET: i32 = 0xc9;
export const APDU_GLO_ACTION: i32 = 0xcb;

/** Application contexts, last arc of 2.16.756.5.8.1: logical names, plain and ciphered. */
export const CONTEXT_LN: i32 = 1;
export const CONTEXT_LN_CIPHERED: i32 = 3;
/** Mechanisms of authentication, last arc of 2.16.756.5.8.2. */
export const MECHANISM_NONE: i32 = 0;
export const MECHANISM_GMAC: i32 = 5;

/** Result of an AARQ, and the diagnostic of the service user beside it. */
export const RESULT_ACCEPTED: i32 = 0;
export const RESULT_REJECTED_PERMANENT: i32 = 1;
export const RESULT_REJECTED_TRANSIENT: i32 = 2;
export const DIAGNOSTIC_NULL: i32 = 0;
export const DIAGNOSTIC_NO_REASON: i32 = 1;
export const DIAGNOSTIC_CONTEXT: i32 = 2;
export const DIAGNOSTIC_CALLING_TITLE: i32 = 3;
export const DIAGNOSTIC_MECHANISM: i32 = 11;
export const DIAGNOSTIC_FAILED: i32 = 13;
export const DIAGNOSTIC_REQUIRED: i32 = 14;

/** Reasons of a release. */
export const RELEASE_NORMAL: i32 = 0;

/** Initiate errors of a ConfirmedServiceError. */
export const INITIATE_VERSION_TOO_LOW: i32 = 1;
export const INITIATE_INCOMPATIBLE_CONFORMANCE: i32 = 2;
export const INITIATE_PDU_SIZE_TOO_SHORT: i32 = 3;

/** State errors and service errors of an exception response. */
export const STATE_SERVICE_NOT_ALLOWED: i32 = 1;
export const STATE_SERVICE_UNKNOWN: i32 = 2;
export const ERROR_OPERATION_NOT_POSSIBLE: i32 = 1;
export const ERROR_SERVICE_NOT_SUPPORTED: i32 = 2;
export const ERROR_OTHER_REASON: i32 = 3;
export const ERROR_DECIPHERING: i32 = 5;
export const ERROR_INVOCATION_COUNTER: i32 = 6;

/** Data access results; an action's results have the same numbers. */
export const ACCESS_SUCCESS: i32 = 0;
export const ACCESS_TEMPORARY_FAILURE: i32 = 2;
export const ACCESS_DENIED: i32 = 3;
export const ACCESS_UNDEFINED: i32 = 4;
export const ACCESS_TYPE_UNMATCHED: i32 = 12;
export const ACCESS_SCOPE_VIOLATED: i32 = 13;
export const ACCESS_BLOCK_UNAVAILABLE: i32 = 14;
export const ACCESS_LONG_GET_ABORTED: i32 = 15;
export const ACCESS_NO_LONG_GET: i32 = 16;
export const ACCESS_BLOCK_NUMBER_INVALID: i32 = 19;
export const ACCESS_OTHER_REASON: i32 = 250;

/** Conformance bits: the first of the 24 on the wire is the highest. */
export const CONFORMANCE_BLOCK_GET: u32 = 1 << 12;
export const CONFORMANCE_GET: u32 = 1 << 4;
export const CONFORMANCE_SET: u32 = 1 << 3;
export const CONFORMANCE_SELECTIVE: u32 = 1 << 2;
export const CONFORMANCE_ACTION: u32 = 1 << 0;
