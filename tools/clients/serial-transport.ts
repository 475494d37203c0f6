// Carries 7-bit characters with even parity over a serial port opened as 8N1, parity made in software.
import { SerialPort } from 'serialport';
import { evenParity } from '../lines/serial-format.ts';
import { openingError, PortUnusableError } from './errors.ts';

/** Seven bits and even parity as the eight bits of 8N1: bit-identical on the wire to 7E1. */
export function toWire(characters: Uint8Array): Uint8Array {
  return characters.map((character) => (character & 0x7f) | (evenParity(character & 0x7f) << 7));
}

/** The characters of `bytes` with right parity, and how many had not. */
export function fromWire(bytes: Uint8Array): { characters: Uint8Array; parityErrors: number } {
  const right = bytes.filter((byte) => evenParity(byte) === 0);
  return { characters: right.map((byte) => byte & 0x7f), parityErrors: bytes.length - right.length };
}

/** An open port. */
export interface SerialTransport {
  readonly path: string;
  /** Resolves when the characters are with the operating system. */
  send(characters: Uint8Array): Promise<void>;
  setBaud(baud: number): Promise<void>;
  /** Characters with right parity; the others are dropped. */
  onCharacters(listener: (characters: Uint8Array) => void): void;
  /** The port went away or failed. */
  onFailure(listener: (error: PortUnusableError) => void): void;
  close(): Promise<void>;
}

type Callback = (error: Error | null | undefined) => void;
const promised = (run: (callback: Callback) => void): Promise<void> =>
  new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve())));

/**
 * Opens a serial port or pseudo-terminal at 300 Bd.
 * @throws PortMissingError when `path` does not exist, PortUnusableError when it cannot be opened.
 */
export async function openSerialTransport(path: string, baud = 300): Promise<SerialTransport> {
  const port = new SerialPort({ path, baudRate: baud, dataBits: 8, parity: 'none', autoOpen: false });
  await promised((callback) => port.open(callback)).catch((error: Error) => {
    throw openingError(path, error);
  });
  // Drops what earlier talk left behind. A pseudo-terminal has no modem lines and may refuse: no harm.
  await promised((callback) => port.flush(callback)).catch(() => {});
  let failure: (error: PortUnusableError) => void = () => {};
  const report = (why: string): void => failure(new PortUnusableError(`port ${path}: ${why}`));
  port.on('error', (error: Error) => report(error.message));
  port.on('close', (error: Error | null) => error && report('it was closed from outside'));
  return {
    path,
    send: async (characters) => {
      await promised((callback) => void port.write(Buffer.from(toWire(characters)), callback));
      await promised((callback) => port.drain(callback));
    },
    setBaud: (baudRate) => promised((callback) => port.update({ baudRate }, callback)),
    onCharacters: (listener) =>
      void port.on('data', (bytes: Buffer) => listener(fromWire(new Uint8Array(bytes)).characters)),
    onFailure: (listener) => void (failure = listener),
    close: () => (port.isOpen ? promised((callback) => port.close(callback)) : Promise.resolve()),
  };
}
