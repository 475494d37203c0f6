// Why a DLMS exchange can fail, one class a cause; each carries the bytes or the code that says so.
import { ClientError } from '../errors.ts';

/** What was asked for cannot be said in this protocol: an option, an address or a value of the caller's. */
export class DlmsOptionError extends ClientError {
  override name = 'DlmsOptionError';
}

/** Any cause of which the bytes tell more. */
class BytesError extends ClientError {
  readonly bytes: Uint8Array;
  constructor(what: string, bytes: Uint8Array) {
    super(bytes.length > 0 ? `${what}: ${Buffer.from(bytes).toString('hex')}` : what);
    this.bytes = bytes;
  }
}

/** What stands between two flags is no frame of HDLC. */
export class FrameError extends BytesError {
  override name = 'FrameError';
}

/** FRMR, or a sequence number that cannot be: both ends have to begin anew. */
export class FrameRejectedError extends BytesError {
  override name = 'FrameRejectedError';
}

/** An answer does not begin with the header of the link layer. */
export class LlcError extends BytesError {
  override name = 'LlcError';
}

/** The header of a wrapper is none, or of somebody else's APDU. */
export class WrapperError extends BytesError {
  override name = 'WrapperError';
}

/** Nothing came, however often it was asked. */
export class LinkTimeoutError extends ClientError {
  override name = 'LinkTimeoutError';
}

/** The server has disconnected, or refuses a connection. */
export class LinkLostError extends ClientError {
  override name = 'LinkLostError';
}

/** What came is no APDU, or not the one that was awaited. */
export class ApduError extends ClientError {
  override name = 'ApduError';
  readonly apdu: Uint8Array;
  constructor(what: string, apdu: Uint8Array) {
    super(`${what}: ${Buffer.from(apdu).toString('hex')}`);
    this.apdu = apdu;
  }
}

/** Why an association is refused (IEC 62056-5-3, 7.2). */
export const DIAGNOSTICS: Readonly<Record<number, string>> = {
  0: 'no reason is told',
  1: 'no reason given',
  2: 'the application context is not supported',
  3: 'the calling system title is not recognised',
  11: 'the authentication mechanism is not recognised',
  12: 'the authentication mechanism is required',
  13: 'authentication failed',
  14: 'authentication is required',
};

/** The server did not accept the association. */
export class AssociationRefusedError extends ClientError {
  override name = 'AssociationRefusedError';
  readonly result: number;
  readonly diagnostic: number;
  constructor(result: number, diagnostic: number) {
    super(`association refused: ${DIAGNOSTICS[diagnostic] ?? `diagnostic ${diagnostic}`} (result ${result})`);
    this.result = result;
    this.diagnostic = diagnostic;
  }
}

/** The server does not know the key that it says it has, or what it sent was altered on the way. */
export class DecipheringError extends ClientError {
  override name = 'DecipheringError';
}

/** An answer whose counter is not higher than that of one before: it is an old one. */
export class ReplayError extends ClientError {
  override name = 'ReplayError';
}

const STATES: Readonly<Record<number, string>> = { 1: 'service not allowed', 2: 'service unknown' };
const SERVICES: Readonly<Record<number, string>> = {
  1: 'operation not possible',
  2: 'service not supported',
  3: 'other reason',
  4: 'PDU too long',
  5: 'deciphering error',
  6: 'invocation counter error',
};

/** An exception response: a state error and a service error; with a wrong counter the one that is awaited. */
export class ServiceExceptionError extends ClientError {
  override name = 'ServiceExceptionError';
  readonly state: number;
  readonly service: number;
  readonly expectedCounter?: number;
  constructor(state: number, service: number, expectedCounter?: number) {
    const counter = expectedCounter === undefined ? '' : `, counter ${expectedCounter} expected`;
    super(
      `exception: ${STATES[state] ?? `state error ${state}`}, ${SERVICES[service] ?? `service error ${service}`}${counter}`,
    );
    this.state = state;
    this.service = service;
    this.expectedCounter = expectedCounter;
  }
}

/** The object was found, and refused: a data access result, or the result of an action. */
export class AccessError extends ClientError {
  override name = 'AccessError';
  readonly result: number;
  constructor(result: number) {
    super(`access refused: ${ACCESS_RESULTS[result] ?? `result ${result}`}`);
    this.result = result;
  }
}

/** Data access results (IEC 62056-5-3, 7.3). */
export const ACCESS_RESULTS: Readonly<Record<number, string>> = {
  0: 'success',
  1: 'hardware fault',
  2: 'temporary failure',
  3: 'read-write denied',
  4: 'object undefined',
  9: 'object class inconsistent',
  11: 'object unavailable',
  12: 'type unmatched',
  13: 'scope of access violated',
  14: 'data block unavailable',
  15: 'long get aborted',
  16: 'no long get in progress',
  17: 'long set aborted',
  18: 'no long set in progress',
  19: 'data block number invalid',
  250: 'other reason',
};
