// One turn of a talk at a port of a meter in virtual time: what is said, and what comes until it is whole.
import type { Turn } from '../../clients/programming/index.ts';
import { toWire } from '../../clients/parity.ts';
import type { Meter } from '../../meter/meter.ts';
import type { ReadablePort } from '../scenarios/reader.ts';

/** The meter begins to answer within this, and pauses no longer. */
const PATIENCE_us = 2_000_000;
const SLOWEST_Bd = 300;

/** `heard`: where whoever listens at the port puts its characters. */
export async function turnAt(
  conductor: Pick<Meter['conductor'], 'now_us' | 'tick'>,
  port: Pick<ReadablePort, 'line' | 'setBaud'>,
  heard: number[],
  { characters, baud, isWhole }: Turn,
): Promise<Uint8Array> {
  heard.length = 0;
  if (baud !== undefined) port.setBaud?.(baud);
  port.line.fromOutside(toWire(characters));
  let last_us = conductor.now_us + (characters.length * 10e6) / SLOWEST_Bd;
  let count = 0;
  while (conductor.now_us < last_us + PATIENCE_us && isWhole(Uint8Array.from(heard)) === 0) {
    await conductor.tick();
    if (heard.length > count) last_us = Math.max(last_us, conductor.now_us);
    count = heard.length;
  }
  return Uint8Array.from(heard);
}
