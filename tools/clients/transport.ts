// What a client needs of the way to a meter: bytes out and in, a rate to change, and word when it fails.

/** A way to the meter: a serial port, a socket, a meter in the same process. */
export interface Transport {
  /** Where it leads, for messages: `port /dev/ttyUSB0`. */
  readonly where: string;
  /** Resolves when the bytes are on their way. */
  send(bytes: Uint8Array): Promise<void>;
  setBaud(baud: number): Promise<void>;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** The way went away or failed. */
  onFailure(listener: (error: Error) => void): void;
  close(): Promise<void>;
}
