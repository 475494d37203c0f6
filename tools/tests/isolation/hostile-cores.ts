// Management cores that mean harm: one that says nothing, one that hangs, some that ask without end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRAME_REQUEST, MESSAGES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { DlmsClient } from '../../clients/dlms/index.ts';
import { probeText, type Scratch } from '../../cores/testing/probes.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { ApduCarrier } from '../../records/apdu-carrier.ts';
import { encodeFrame } from '../../records/framing.ts';
import type { MessageName } from '../../records/legal-client.ts';
import { encodeRecord, type RecordValues } from '../../records/records.ts';

const TEXT = join(import.meta.dirname, '../../cores/testing/management-cycle.wat');
/** A frame's place in the module. */
const PLACE = 256;
/** Rounds of questions until they begin anew: numbers of APDUs come round with them. */
const ROUNDS = 18;

const escaped = (bytes: Iterable<number>) =>
  Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');

/** A core that asks these frames, round and round; none of them: it says nothing at all. */
export function askingCore(scratch: Scratch, frames: readonly Uint8Array[]): Uint8Array {
  const lengths = frames.flatMap(({ length }) => [length & 255, length >> 8]);
  const places = frames.map((frame) => escaped(Buffer.concat([frame, Buffer.alloc(PLACE - frame.length)])));
  const text = readFileSync(TEXT, 'utf8')
    .replaceAll('COUNT', String(frames.length))
    .replace('LENGTHS', escaped(lengths))
    .replace('FRAMES', places.join(''));
  return new Uint8Array(readFileSync(scratch.assemble(text)));
}

function frame(message: MessageName, values: RecordValues = {}): Uint8Array {
  const { code, request } = MESSAGES[message];
  const payload = request ? encodeRecord(request, values) : new Uint8Array();
  return encodeFrame({ kind: FRAME_REQUEST, sequence: 1, message: code, payload });
}

/** The dearest answer the metering core has, over and over. */
export const floodFrames = (): Uint8Array[] => [frame('read_registers', { scope: 0, moment: 1 })];

/** The association request of a client that exists, as frames, and one for its answer. */
function opening(client: number): Uint8Array[] {
  const hex = (text: string) => Buffer.from(text, 'hex');
  const { encryption_key, authentication_key } = testKeys().clients[client - 1];
  const keys = { encryption: hex(encryption_key), authentication: hex(authentication_key) };
  const apdu = new DlmsClient({ keys, title: Buffer.from('HOSTILE1') }).associate().next().value as Buffer;
  const work = new ApduCarrier().carry(client, apdu);
  const messages = [work.next().value, work.next({ state: 2 }).value];
  return messages.flatMap((each) => (each && 'message' in each ? [frame(each.message, each.values)] : []));
}

/** Opens sessions and asks for signatures, freezes, exports and records as often as it can. */
export const sessionFrames = (): Uint8Array[] =>
  Array.from({ length: ROUNDS }, (_, i) => [
    ...opening(1 + (i % 4)),
    frame('sign_reading', { ring: 0, sequence: 0 }),
    frame('begin_export', { ring: 0, first: 1 + i, challenge: [] }),
    frame('end_export', { last: 1 + i }),
    frame('freeze'),
    frame('read_record', { ring: i % 7, part: 0, sequence: 1 }),
    frame('find_record', { ring: i % 7, time_s: 1_767_225_600n }),
    frame('latch'),
  ]).flat();

/** From half a second after its start on no tick ends. */
export function hangingCore(scratch: Scratch): Uint8Array {
  const tick = '(func (export "tick") (param $now i64) (result i32)';
  const hang = '(if (i64.gt_u (local.get $now) (i64.const 500000)) (then (loop $ever (br $ever))))';
  return new Uint8Array(
    readFileSync(scratch.assemble(probeText('management').replace(tick, `${tick} ${hang}`))),
  );
}
