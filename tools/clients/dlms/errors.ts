// Why a DLMS exchange can fail, one class a cause; each carries the bytes or the code that says so.
import { ClientError } from '../errors.ts';

/** What came is no APDU, or not the one that was awaited. */
export class ApduError extends ClientError {
  override name = 'ApduError';
  readonly apdu: Uint8Array;
  constructor(what: string, apdu: Uint8Array) {
    super(`${what}: ${Buffer.from(apdu).toString('hex')}`);
    this.apdu = apdu;
  }
}

/** The server did not accept the association. */
export class AssociationRefusedError extends ClientError {
  override name = 'AssociationRefusedError';
  readonly result: number;
  readonly diagnostic: number;
  constructor(result: number, diagnostic: number) {
    super(`association refused: result ${result}, diagnostic ${diagnostic}`);
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

/** An exception response: a state error and a service error; with a wrong counter the one that is awaited. */
export class ServiceExceptionError extends ClientError {
  override name = 'ServiceExceptionError';
  readonly state: number;
  readonly service: number;
  readonly expectedCounter?: number;
  constructor(state: number, service: number, expectedCounter?: number) {
    const counter = expectedCounter === undefined ? '' : `, counter ${expectedCounter} expected`;
    super(`exception: state error ${state}, service error ${service}${counter}`);
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
  19: 'data block number invalid',
  250: 'other reason',
};
