// Takes readings in words that the meter signed, as OCMF 1.4 has them: a line each, for anybody's software to judge.
import {
  EXPORT_SIGNED,
  EXPORT_SIGNING,
  RINGS as NOW,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Ring } from './rings.ts';
import { ExportRefusedError, statusOf, type Asked, type Range } from './take-export.ts';

const PAUSE_ms = 500;
const PATIENCE_ms = 60_000;
const HALF_BYTES = 32;

/** An integer of DER: without leading zeros, with one where it would be negative. */
function derInteger(bytes: Buffer): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const rest = bytes.subarray(from);
  const whole = rest[0] & 0x80 ? Buffer.concat([Buffer.of(0), rest]) : rest;
  return Buffer.concat([Buffer.of(0x02, whole.length), whole]);
}

/** A signature of r and s as DER (SEC 1, C.8). */
export function derSignature(signature: Buffer): Buffer {
  const integers = [0, HALF_BYTES].map((at) => derInteger(signature.subarray(at, at + HALF_BYTES)));
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

/** The line of a reading: the text stands between the bars as it was signed. */
export function ocmfLine(text: string, signature: Buffer): string {
  const signed = {
    SA: 'ECDSA-secp256r1-SHA256',
    SE: 'hex',
    SM: 'application/x-der',
    SD: derSignature(signature).toString('hex'),
  };
  return `OCMF|${text}|${JSON.stringify(signed)}\n`;
}

async function textOf(meter: Asked, length: number): Promise<string> {
  const parts: Buffer[] = [];
  for (let part = 0, parts_ = 1; part < parts_; part++) {
    const reply = await meter.ask('read_reading', { part });
    parts_ = Number(reply.parts);
    parts.push(Buffer.from(reply.text as number[]));
  }
  return Buffer.concat(parts).toString('latin1', 0, length);
}

/** One reading, asked for until it is signed. Throws ExportRefusedError. */
async function readingOf(meter: Asked, ring: number, sequence: number): Promise<string> {
  for (let waited_ms = 0; waited_ms < PATIENCE_ms; waited_ms += PAUSE_ms) {
    try {
      const { state, length, signature } = await meter.ask('sign_reading', { ring, sequence });
      if (Number(state) === EXPORT_SIGNED)
        return ocmfLine(await textOf(meter, Number(length)), Buffer.from(signature as number[]));
      if (Number(state) !== EXPORT_SIGNING) throw new ExportRefusedError('the meter cannot sign');
    } catch (error) {
      if (statusOf(error) === Status.NOT_FOUND)
        throw new ExportRefusedError('the meter has no identity to sign with, or not that reading');
      if (statusOf(error) !== Status.BUSY) throw error;
    }
    await meter.pause(PAUSE_ms);
  }
  throw new ExportRefusedError(`the meter did not sign within ${PATIENCE_ms / 1000} s`);
}

/** The freezes of a range, where there is one, and the registers as they stand. */
export async function takeReadings(
  meter: Asked,
  ring: Ring,
  range: Range | undefined,
  progress: (sequence: number) => void,
): Promise<string> {
  let lines = '';
  for (let sequence = range?.first ?? 1; sequence <= (range?.last ?? 0); sequence++) {
    lines += await readingOf(meter, ring.code, sequence);
    progress(sequence);
  }
  return lines + (await readingOf(meter, NOW, Math.floor(Math.random() * 2 ** 32)));
}
