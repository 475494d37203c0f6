// Writes what the fuzzer's boards begin with: FRAM and NOR of a meter that ran over an hour and a midnight, its identity, and
// what it answers on the link; and what a management board has of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRAM_BYTES, NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { identityOf, provision } from '../../meter/keys/provisioned.ts';
import { withDownlink } from '../../records/downlink.ts';
import { withLines } from '../../records/lines.ts';
import { norImageHead } from '../../rp2350/chips/nor-image.ts';
import { tape } from './tape.ts';
import { SessionBench } from '../session/session-bench.ts';

/** Of the image: cells begin here, inverted; behind them are counters of erases, which no core sees. */
const HEADER_BYTES = 4096;
/** Two minutes before midnight at UTC+8 or any other whole hour, so that minute, hour and day end. */
const BEFORE_MIDNIGHT_s = 1_795_881_600 - 120;

function norImage({ nor }: SessionBench): Uint8Array {
  const image = new Uint8Array(HEADER_BYTES + NOR_BYTES);
  image.set(norImageHead(NOR_BYTES));
  for (let at = 0; at < NOR_BYTES; at++) image[HEADER_BYTES + at] = ~nor.read(at) & 0xff;
  return image;
}

/** A meter with events, minute records, freezes of an hour and a day, one on command. */
function used(): SessionBench {
  const bench = new SessionBench();
  bench.seconds(130);
  bench.message('link', { message: 'freeze', values: {} });
  bench.seconds(5);
  for (const clock_s of [BEFORE_MIDNIGHT_s - 12 * 3600, BEFORE_MIDNIGHT_s]) {
    bench.clock_s = clock_s;
    bench.restart();
    bench.seconds(250);
  }
  return bench;
}

const [folder] = process.argv.slice(2);
const bench = used();
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'fram.bin'), bench.fram);
writeFileSync(join(folder, 'nor.bin'), norImage(bench));
writeFileSync(join(folder, 'tape.bin'), tape(bench));
writeFileSync(join(folder, 'identity.bin'), identityOf(testKeys()));

// The management board has its keys, HDLC at its pair, the wrapper in one slot and Modbus in the other.
const management = withDownlink(
  withLines(new Uint8Array(FRAM_BYTES).fill(0xff), { rs485: 'hdlc', uplink: 'wrapper' }),
  'modbus',
);
writeFileSync(join(folder, 'management-identity.bin'), provision(management, 'management'));
writeFileSync(join(folder, 'management-fram.bin'), management);
