// A character on an asynchronous serial wire, and what a receiver with other settings makes of it.

export interface SerialFormat {
  /** 5 to 8. */
  readonly dataBits: number;
  /** `mark` and `space` are the PL011's stick parity. */
  readonly parity: 'none' | 'even' | 'odd' | 'mark' | 'space';
  readonly stopBits: 1 | 2;
  /** Duration of one bit in cycles of virtual time. */
  readonly bitCycles: number;
}

/** A frame as it was sent. */
export interface SerialFrame {
  readonly data: number;
  readonly format: SerialFormat;
  /** False where two drivers overlapped or nobody drove the line: it arrives with a framing error. */
  readonly intact?: boolean;
}

export interface ReceivedFrame {
  readonly data: number;
  readonly parityError: boolean;
  readonly framingError: boolean;
}

/** Bits of a frame on the wire: start, data, parity, stop. */
export function frameBits(format: SerialFormat): number {
  return 1 + format.dataBits + (format.parity === 'none' ? 0 : 1) + format.stopBits;
}

export function frameCycles(format: SerialFormat): number {
  return frameBits(format) * format.bitCycles;
}

function onesAreOdd(value: number): boolean {
  let odd = false;
  for (let v = value; v !== 0; v &= v - 1) odd = !odd;
  return odd;
}

/** The parity bit that belongs to the data. */
export function parityBit(data: number, parity: SerialFormat['parity']): 0 | 1 {
  if (parity === 'mark') return 1;
  if (parity === 'space' || parity === 'none') return 0;
  return onesAreOdd(data) === (parity === 'even') ? 1 : 0;
}

/** Level of the wire at a time after the start edge: start bit 0, data LSB first, parity, then idle 1. */
function levelAt(frame: SerialFrame, cycles: number): 0 | 1 {
  const { dataBits, parity, bitCycles } = frame.format;
  const bit = Math.floor(cycles / bitCycles);
  if (bit === 0) return 0;
  if (bit <= dataBits) return ((frame.data >>> (bit - 1)) & 1) as 0 | 1;
  return bit === dataBits + 1 && parity !== 'none' ? parityBit(frame.data, parity) : 1;
}

/** A change of the wire's level, in cycles after the start edge. */
export interface Edge {
  readonly level: 0 | 1;
  readonly cycles: number;
}

/** The edges of a frame, from idle to idle. */
export function frameEdges(frame: SerialFrame): Edge[] {
  const { bitCycles } = frame.format;
  const edges: Edge[] = [];
  let before: 0 | 1 = 1;
  for (let bit = 0; bit < frameBits(frame.format); bit++) {
    const level = levelAt(frame, (bit + 0.5) * bitCycles);
    if (level !== before) edges.push({ level, cycles: bit * bitCycles });
    before = level;
  }
  return edges;
}

/**
 * What a receiver makes of a frame: one character, or, of a slower sender, one for each falling edge that comes when the
 * character before is over.
 */
export function receiveFrame(frame: SerialFrame, receiver: SerialFormat): ReceivedFrame[] {
  if (frame.intact === false) return [{ data: 0, parityError: false, framingError: true }];
  const received: ReceivedFrame[] = [];
  const stop = frameBits(receiver) - receiver.stopBits;
  let free = 0;
  for (const { level, cycles } of frameEdges(frame)) {
    if (level === 1 || cycles < free) continue;
    received.push(receiveFrom(frame, cycles, receiver));
    free = cycles + (stop + 0.5) * receiver.bitCycles;
  }
  return received;
}

/** Samples in the middle of the receiver's own bits behind a start edge, so that any difference of settings shows. */
function receiveFrom(frame: SerialFrame, start: number, receiver: SerialFormat): ReceivedFrame {
  const sample = (bit: number): 0 | 1 => levelAt(frame, start + (bit + 0.5) * receiver.bitCycles);
  let data = 0;
  for (let i = 0; i < receiver.dataBits; i++) data |= sample(1 + i) << i;
  const hasParity = receiver.parity !== 'none';
  const parityError = hasParity && sample(1 + receiver.dataBits) !== parityBit(data, receiver.parity);
  const framingError = sample(1 + receiver.dataBits + (hasParity ? 1 : 0)) === 0;
  return { data, parityError, framingError };
}
