// What a way for whole APDUs is to the layers above it: a machine without input, output or clock of its own.

/**
 * Everything a link is told carries the time, ms of any clock that never goes back; what it wants is asked of it. Each
 * of these throws a ClientError when the link cannot go on; it is closed then.
 */
export interface Link {
  readonly state: 'closed' | 'opening' | 'open' | 'closing';
  /** When `tick` wants to be called, if nothing comes before. */
  readonly deadline_ms: number | undefined;
  open(now_ms: number): void;
  /** Nothing else is sent before the answer has come. */
  send(apdu: Uint8Array, now_ms: number): void;
  /** The answer before has more behind it, which the server sends without being asked. */
  awaitMore(now_ms: number): void;
  close(now_ms: number): void;
  receive(bytes: Uint8Array, now_ms: number): void;
  tick(now_ms: number): void;
  /** Bytes for the wire, in order. */
  takeOutput(): Buffer | undefined;
  /** Whole APDUs, in order. */
  takeApdu(): Buffer | undefined;
}
