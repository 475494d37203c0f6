// Reads and writes the data block of IEC 62056-21: `STX ID(value*unit) CR LF … ! CR LF ETX BCC`.

export const SOH = 0x01;
export const STX = 0x02;
export const ETX = 0x03;
export const NAK = 0x15;

/** One data set: `ID(value*unit)`. */
export interface DataSet {
  /** Identification code as sent; a value without its own code has the one before it. */
  readonly id: string;
  readonly value: string;
  /** Unit as sent, or an empty string. */
  readonly unit: string;
  /** It stands behind another of the same line, without a code of its own. */
  readonly isFurther?: true;
}

/** What a data block holds. */
export interface DataBlock {
  readonly sets: readonly DataSet[];
  /** Lines that hold no data set: what stands in them is anybody's guess, the other lines are as good as ever. */
  readonly unreadable: readonly string[];
}

/** The characters are not a data block; `bytes` holds them. */
export class DataBlockError extends Error {
  override name = 'DataBlockError';
  readonly bytes: Uint8Array;
  constructor(message: string, bytes: Uint8Array) {
    super(`data block: ${message}`);
    this.bytes = bytes;
  }
}

/** The block check character does not fit the characters before it. */
export class BlockCheckError extends DataBlockError {
  override name = 'BlockCheckError';
}

/** BCC of a message: XOR of everything after its SOH or STX up to and including ETX. */
export function blockCheck(bytes: Iterable<number>): number {
  let check = 0;
  for (const byte of bytes) check ^= byte;
  return check;
}

/** A message from SOH or STX to ETX with its BCC put behind. */
export function withBlockCheck(message: Uint8Array): Uint8Array {
  return Uint8Array.from([...message, blockCheck(message.subarray(1))]);
}

/** A code may hold `*`, before the sixth field of an OBIS code; a value may not. Meters do send units such as imp/kWh. */
const DATA_SET = /^([^()/!]*)\(([^()/!*]*)(?:\*([^()!*]*))?\)/;

/** The data sets of a line, or undefined when any part of it is none. */
function parseLine(line: string): DataSet[] | undefined {
  const sets: DataSet[] = [];
  for (let rest = line; rest.length > 0; ) {
    const match = DATA_SET.exec(rest);
    if (!match) return undefined;
    const id = match[1] || (sets.at(-1)?.id ?? '');
    const isFurther = match[1] === '' && sets.length > 0;
    sets.push({ id, value: match[2], unit: match[3] ?? '', ...(isFurther && { isFurther }) });
    rest = rest.slice(match[0].length);
  }
  return sets;
}

/** Splits lines of data sets, each line ended by CR LF. */
export function parseDataLines(text: string): DataBlock {
  const lines = text.split('\r\n').map((line) => ({ line, sets: parseLine(line) }));
  return {
    sets: lines.flatMap(({ sets }) => sets ?? []),
    unreadable: lines.flatMap(({ line, sets }) => (sets ? [] : [line])),
  };
}

/**
 * Parses a whole readout from STX to BCC, 7-bit characters. A line that is no data set costs that line alone.
 * @throws BlockCheckError for a wrong BCC, DataBlockError for anything else that is not a data block.
 */
export function parseDataBlock(bytes: Uint8Array): DataBlock {
  const etx = bytes.indexOf(ETX);
  if (bytes[0] !== STX || etx < 0 || etx !== bytes.length - 2) {
    throw new DataBlockError('does not run from STX to ETX and BCC', bytes);
  }
  if (blockCheck(bytes.subarray(1, etx + 1)) !== bytes[etx + 1]) {
    throw new BlockCheckError('wrong block check character', bytes);
  }
  const text = Buffer.from(bytes.subarray(1, etx)).toString('latin1');
  if (!text.endsWith('!\r\n')) throw new DataBlockError('no `!` line at its end', bytes);
  return parseDataLines(text.slice(0, -3));
}

/** Writes a whole readout, the inverse of `parseDataBlock` for sets that each have their own code. */
export function formatDataBlock(sets: readonly DataSet[]): Uint8Array {
  const lines = sets.map(({ id, value, unit }) => `${id}(${value}${unit ? `*${unit}` : ''})\r\n`);
  return withBlockCheck(Buffer.from(`\x02${lines.join('')}!\r\n\x03`, 'latin1'));
}
