// Telegrams of P1 as a reader that trusts nothing takes them: cut out of what came, their CRC checked, lines by code.

const POLYNOMIAL = 0xa001;

/** CRC-16/ARC of characters. */
export function crc16(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return crc;
}

/** A telegram that is none, with its characters. */
export class TelegramError extends Error {
  constructor(
    reason: string,
    readonly text: string,
  ) {
    super(`${reason}: ${JSON.stringify(text)}`);
  }
}

export interface Telegram {
  identification: string;
  /** What stands in the brackets of each line, in the order of the lines. */
  lines: ReadonlyMap<string, readonly string[]>;
}

const WHOLE = /^\/(...5[^\r\n]*)\r\n\r\n((?:[^\r\n!]+\r\n)*)!([0-9A-F]{4})\r\n$/;
const LINE = /^(\d+-\d+:\d+\.\d+\.\d+)((?:\([^()]*\))+)$/;

/** Takes a telegram apart. Throws TelegramError. */
export function telegramOf(text: string): Telegram {
  const [, identification, body, check] = WHOLE.exec(text) ?? [];
  if (check === undefined) throw new TelegramError('no telegram', text);
  if (crc16(text.slice(0, text.indexOf('!') + 1)) !== parseInt(check, 16))
    throw new TelegramError('wrong CRC', text);
  const lines = body.split('\r\n').slice(0, -1);
  const taken = lines.map((line) => {
    const [, code, fields] = LINE.exec(line) ?? [];
    if (code === undefined) throw new TelegramError('no line', line);
    return [code, fields.slice(1, -1).split(')(')] as const;
  });
  return { identification, lines: new Map(taken) };
}

/** The number in a line, without its unit; NaN where there is no such line. */
export const numberOf = ({ lines }: Telegram, code: string): number =>
  Number.parseFloat(lines.get(code)?.at(-1) ?? '');
