// Takes readings in words that the meter signed, as OCMF 1.4 has them: a line each, for anybody's software to judge.
import { RECORD_PART, RINGS as NOW } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Ring } from './rings.ts';
import type { Range } from './take-export.ts';
import { untilSigned, type Asked } from './until-signed.ts';

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
  for (let part = 0; part * RECORD_PART < length; part++) {
    const reply = await meter.ask('read_reading', { part });
    parts.push(Buffer.from(reply.text as number[]));
  }
  return Buffer.concat(parts).toString('latin1', 0, length);
}

/** One reading. Throws ExportRefusedError. */
async function readingOf(meter: Asked, ring: number, sequence: number): Promise<string> {
  const missing = 'the meter has no identity to sign with, or not that reading';
  const { length, signature } = await untilSigned(meter, 'sign_reading', { ring, sequence }, missing);
  return ocmfLine(await textOf(meter, Number(length)), Buffer.from(signature as number[]));
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
