// What the two ends of a line agree on when a connection is set up: longest information field and window, each way.
import { Bytes, number } from '../bytes.ts';

/** As one end sees it: what it transmits, and what it receives. */
export interface LinkParameters {
  /** Most bytes of an information field, 32 to 2030. */
  readonly transmitBytes: number;
  readonly receiveBytes: number;
  /** Frames in a row before an answer is awaited, 1 to 7. */
  readonly transmitWindow: number;
  readonly receiveWindow: number;
}

/** Where nothing is said (IEC 62056-46, 6.4.4.4.3.2). */
export const DEFAULTS: LinkParameters = {
  transmitBytes: 128,
  receiveBytes: 128,
  transmitWindow: 1,
  receiveWindow: 1,
};
export const MOST_BYTES = 2030;
export const MOST_WINDOW = 7;

const FORMAT = 0x81;
const GROUP = 0x80;
const TRANSMIT_BYTES = 5;
const RECEIVE_BYTES = 6;
const TRANSMIT_WINDOW = 7;
const RECEIVE_WINDOW = 8;

/** As SNRM and UA carry it: one byte for a length below 256 unless two are wanted. */
export function encodeParameters(of: LinkParameters, wide = false): Buffer {
  const bytes = (id: number, value: number) => {
    const width = wide || value > 0xff ? 2 : 1;
    return Buffer.concat([Buffer.from([id, width]), number(value, width)]);
  };
  const window = (id: number, value: number) => Buffer.concat([Buffer.from([id, 4]), number(value, 4)]);
  const all = Buffer.concat([
    bytes(TRANSMIT_BYTES, of.transmitBytes),
    bytes(RECEIVE_BYTES, of.receiveBytes),
    window(TRANSMIT_WINDOW, of.transmitWindow),
    window(RECEIVE_WINDOW, of.receiveWindow),
  ]);
  return Buffer.concat([Buffer.from([FORMAT, GROUP, all.length]), all]);
}

function takeValue(bytes: Bytes): number {
  const width = bytes.byte();
  return width === 1 || width === 2 || width === 4
    ? bytes.number(width)
    : bytes.refuse('width of a parameter');
}

/** What the other end says, as it sees it; defaults for what it leaves out. Throws ApduError. */
export function decodeParameters(information: Uint8Array): LinkParameters {
  if (information.length === 0) return DEFAULTS;
  const bytes = new Bytes(information);
  bytes.expect(FORMAT, 'format of the parameters');
  bytes.expect(GROUP, 'group of the parameters');
  if (bytes.byte() !== bytes.left) bytes.refuse('length of the parameters');
  const found = new Map<number, number>();
  while (bytes.left > 0) {
    const id = bytes.byte();
    const value = takeValue(bytes);
    const isWindow = id === TRANSMIT_WINDOW || id === RECEIVE_WINDOW;
    if (value < 1 || (isWindow && value > MOST_WINDOW)) bytes.refuse(`parameter ${id}`);
    found.set(id, value);
  }
  return {
    transmitBytes: found.get(TRANSMIT_BYTES) ?? DEFAULTS.transmitBytes,
    receiveBytes: found.get(RECEIVE_BYTES) ?? DEFAULTS.receiveBytes,
    transmitWindow: found.get(TRANSMIT_WINDOW) ?? DEFAULTS.transmitWindow,
    receiveWindow: found.get(RECEIVE_WINDOW) ?? DEFAULTS.receiveWindow,
  };
}

/** What one end may do: its own wish, and no more than the other end takes or gives. */
export const agreed = (own: LinkParameters, other: LinkParameters): LinkParameters => ({
  transmitBytes: Math.min(own.transmitBytes, other.receiveBytes),
  receiveBytes: Math.min(own.receiveBytes, other.transmitBytes),
  transmitWindow: Math.min(own.transmitWindow, other.receiveWindow),
  receiveWindow: Math.min(own.receiveWindow, other.transmitWindow),
});
