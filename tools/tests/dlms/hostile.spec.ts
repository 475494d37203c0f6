// A hostile client at one port: how long others wait for their answers at the other ports meanwhile, in virtual time.
import { describe, expect, it } from 'vitest';
import { encodeFrame, type Control } from '../../clients/dlms/hdlc/frame.ts';
import { encodeWrapper } from '../../clients/dlms/wrapper.ts';
import type { Meter } from '../../meter/meter.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, PUBLIC, READING, withDlms } from './dlms-bench.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const IMPORT = { class: 3, obis: '1-0:1.8.0.255', id: 2 };
const AARQ = hex('601DA109060760857405080101BE10040E01000000065F1F040000101DFFFF');
const GET_LIST = hex('C001C1 000F 0000280000FF 02 00');
/** The whole event log by a range of a column that is not its clock: all rows are looked through. */
const GET_RANGE = hex(
  'C001C1 0007 0000636200FF 02 01 01 0204 0204 120001 09060000600B00FF 0F02 120000 1100 11FF 0100',
);
const WRONG_PASSWORD = hex(
  '6036A1090607608574050801018A0207808B0760857405080201AC0A80083030303030303030BE10040E01000000065F1F040000101DFFFF',
);
/** Seconds that the attack lasts, as full as its line can be. */
const ATTACK_s = 12;
const READINGS = 12;
/** Two turns of the core, 10 ms each, beside what an undisturbed answer takes. */
const SLACK_ms = 20;

type Port = 'rs485' | 'uplink' | 'optical';
const BYTES_A_SECOND: Readonly<Record<Port, number>> = { rs485: 960, uplink: 11_520, optical: 30 };

const lineOf = (meter: Meter, port: Port) =>
  port === 'uplink' ? meter.slots!.uplink : port === 'optical' ? meter.optical! : meter.rs485!;

/** What fills a line for as long as the attack lasts: a beginning, then the same again and again. */
function filled(port: Port, again: Uint8Array, beginning: Uint8Array = new Uint8Array(0)): Buffer {
  const times = Math.ceil((ATTACK_s * BYTES_A_SECOND[port] - beginning.length) / again.length);
  return Buffer.concat([beginning, ...Array<Uint8Array>(times).fill(again)]);
}

const wrapped = (apdu: Uint8Array, source = PUBLIC) => encodeWrapper({ source, destination: 1, apdu });
/** A frame of the public client to logical device 1. */
const framed = (control: Control, apdu?: Uint8Array) =>
  encodeFrame({
    ...{ destination: hex('0223'), source: hex('21'), control, segmented: false },
    information: apdu ? Buffer.concat([hex('E6E600'), apdu]) : Buffer.alloc(0),
  });
const SNRM = framed({ kind: 'SNRM', final: true });

/** Bytes that mean nothing, the same each time. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}

/** What is done at which port; those that the meter has to answer end in true. */
const ATTACKS: readonly [string, Port, () => Buffer, boolean][] = [
  ['noise', 'rs485', () => filled('rs485', noise(500)), false],
  ['link after link', 'rs485', () => filled('rs485', SNRM), true],
  [
    'the object list asked for in every frame, nothing of it taken',
    'rs485',
    () => {
      const begins = [SNRM, framed({ kind: 'I', ns: 0, nr: 0, final: true }, AARQ)];
      const asks = [0, 1, 2, 3, 4, 5, 6, 7].map((ns) =>
        framed({ kind: 'I', ns: (ns + 1) & 7, nr: 0, final: true }, GET_LIST),
      );
      return filled('rs485', Buffer.concat(asks), Buffer.concat(begins));
    },
    true,
  ],
  ['a frame that never ends', 'rs485', () => filled('rs485', hex('00'), hex('7EA7EE')), false],
  [
    'the object list again and again',
    'uplink',
    () => filled('uplink', wrapped(GET_LIST), wrapped(AARQ)),
    true,
  ],
  ['searches of a whole log', 'uplink', () => filled('uplink', wrapped(GET_RANGE), wrapped(AARQ)), true],
  ['wrong passwords', 'uplink', () => filled('uplink', wrapped(WRONG_PASSWORD, READING)), true],
  ['a message that never ends', 'uplink', () => filled('uplink', hex('00'), hex('000100100001FFFF')), false],
  ['noise', 'uplink', () => filled('uplink', noise(500)), false],
  ['sign-on after sign-on', 'optical', () => filled('optical', Buffer.from('/?!\r\n')), true],
];

/** Virtual ms from a sign-on at the optical port to the end of its answer; then the reader signs off. */
async function signOn(meter: Meter): Promise<number> {
  let heard = '';
  const listener = (bytes: Uint8Array) => void (heard += Buffer.from(bytes).toString('latin1'));
  const { line } = meter.optical!;
  line.setOutside({ baud: 300, format: '7E1' });
  meter.optical!.listen(listener);
  const began_us = meter.conductor.now_us;
  line.fromOutside(Buffer.from('/?!\r\n'));
  while (!heard.endsWith('\r\n') && meter.conductor.now_us < began_us + 5_000_000)
    await meter.conductor.tick();
  const took_ms = heard.startsWith('/TWM') ? (meter.conductor.now_us - began_us) / 1000 : Infinity;
  line.fromOutside(Buffer.from('\x01B0\x03q'));
  await idle(meter, 500);
  meter.optical!.unlisten();
  return took_ms;
}

/** Longest time from the first byte of a request to the last of its answer, ms, at each of these ports. */
async function longest(meter: Meter, askers: readonly Asker[], withOptical: boolean): Promise<number[]> {
  const most = askers.map(() => 0);
  for (let i = 0; i < READINGS; i++)
    for (const [j, asker] of askers.entries()) {
      const began_us = meter.conductor.now_us;
      await asker.run(asker.client.get(IMPORT));
      most[j] = Math.max(most[j], (meter.conductor.now_us - began_us) / 1000);
      await idle(meter, 50 + 7 * i);
    }
  return withOptical ? [...most, await signOn(meter)] : most;
}

/** The attack, and the readings meanwhile: none may take longer than without it. */
async function judge(meter: Meter, port: Port, attack: Uint8Array, isAnswered: boolean): Promise<void> {
  const askers: Asker[] = [];
  if (port !== 'rs485') askers.push(await new Asker(meter, { client: PUBLIC }).associate());
  if (port !== 'uplink') askers.push(await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate());
  const quiet = await longest(meter, askers, port !== 'optical');
  await idle(meter, 3000);
  let answered = 0;
  lineOf(meter, port).listen((heard) => (answered += heard.length));
  if (port === 'optical') meter.optical!.line.setOutside({ baud: 300, format: '7E1' });
  const began_us = meter.conductor.now_us;
  lineOf(meter, port).line.fromOutside(attack);
  const busy = await longest(meter, askers, port !== 'optical');
  expect(meter.conductor.now_us - began_us).toBeLessThan(ATTACK_s * 1_000_000);
  expect(answered > 0).toBe(isAnswered);
  for (const [i, ms] of busy.entries()) expect(ms).toBeLessThanOrEqual(quiet[i] + SLACK_ms);
  console.info(
    `${port}: ${quiet.join(', ')} ms, meanwhile ${busy.join(', ')} ms; ${answered} bytes of answers`,
  );
}

describe('Behind a hostile client the other ports answer as ever', { timeout: 120_000 }, () => {
  it.each(ATTACKS)('%s at %s', (_, port, bytes, isAnswered) =>
    withDlms((meter) => judge(meter, port, bytes(), isAnswered)),
  );
});
