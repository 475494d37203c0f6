// What every form of the C host promises a core: events in order, checked pointers, storage, ports, link and display.
import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import { boot, buildsProbes, FORMS, probe } from './testing/c-host-forms.ts';
import {
  MANAGEMENT_COMMANDS as MC,
  METERING_BYTES,
  METERING_COMMANDS as C,
  answers,
  command,
  ofType,
  reports,
} from './testing/probes.ts';

buildsProbes();

function sampleSets(count: number, from: number): Int32Array {
  return Int32Array.from({ length: count * P.SAMPLE_WORDS }, (_, i) => from + i);
}

describe.each(FORMS)('a core in %s', (_, start) => {
  it('says once that it started, with the cause and the SHA-256 of its module', async () => {
    const core = start('metering');
    const sha256 = createHash('sha256').update(probe('metering')).digest('hex');
    expect(await core.slice([])).toEqual([{ type: 'started', resetCause: P.RESET_POWER_ON, sha256 }]);
    expect(await core.slice([])).toEqual([]);
  });

  it('gets the events of a slice in the order given', async () => {
    const slice = await boot(start, 'management');
    const outputs = await slice([
      { type: 'tick', now_us: 10_000 },
      { type: 'linkReply', bytes: Uint8Array.of(0xa5, 1), status: 0 },
      { type: 'linkReply', bytes: new Uint8Array(), status: P.Status.TIMEOUT },
      { type: 'tick', now_us: 2 ** 40 + 3 },
    ]);
    const [first, replied, failed, second] = reports(outputs);
    expect([first.toString('latin1', 0, 1), Number(first.readBigInt64LE(1))]).toEqual(['T', 10_000]);
    expect([replied.toString('latin1', 0, 1), replied.readInt32LE(1), replied[5]]).toEqual(['R', 2, 0xa5]);
    expect(failed.readInt32LE(1)).toBe(P.Status.TIMEOUT);
    expect(Number(second.readBigInt64LE(1))).toBe(2 ** 40 + 3);
  });

  it('gets switches, RTC edges and temperatures with what belongs to them', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([
      { type: 'switch', input: P.SWITCH_MAIN_COVER, closed: true, sampleIndex: 513 },
      { type: 'second', sampleIndex: 7, fraction_Q16: 0x8001 },
      { type: 'temperature', temperature_mC: -12_345 },
    ]);
    const words = reports(outputs).map((report) => report.readInt32LE(0));
    expect(words).toEqual([(P.SWITCH_MAIN_COVER << 24) | (1 << 16) | 513, (7 << 16) + 0x8001, -12_345]);
  });

  it('gets a long block of samples in pieces with a running index', async () => {
    const slice = await boot(start, 'metering');
    const firstIndex = 2 ** 33 + 7;
    const outputs = await slice([{ type: 'samples', firstIndex, sets: sampleSets(150, -5) }]);
    const blocks = reports(outputs).map((report) => ({
      first: Number(report.readBigInt64LE(1)),
      count: report.readInt32LE(9),
      firstWord: report.readInt32LE(13),
      lastWord: report.readInt32LE(17),
    }));
    expect(blocks).toEqual([
      { first: firstIndex, count: 64, firstWord: -5, lastWord: -5 + 64 * 8 - 1 },
      { first: firstIndex + 64, count: 64, firstWord: -5 + 64 * 8, lastWord: -5 + 128 * 8 - 1 },
      { first: firstIndex + 128, count: 22, firstWord: -5 + 128 * 8, lastWord: -5 + 150 * 8 - 1 },
    ]);
  });

  it('gets received bytes in chunks that fit its buffer, none lost', async () => {
    const slice = await boot(start, 'metering');
    const bytes = Uint8Array.from({ length: 400 }, (_, i) => i & 0xff);
    const outputs = await slice([{ type: 'port', port: 0, bytes }]);
    expect(reports(outputs).map((report) => report.length)).toEqual([256, 144]);
    expect(Buffer.concat(reports(outputs))).toEqual(Buffer.from(bytes));
  });

  it('sends all bytes of a call or none: what the ring has no room for waits, what is longer than the ring never fits', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([
      { type: 'portState', port: 0, free: 512, idle: true },
      { type: 'portState', port: 1, free: 9, idle: true },
      command(C.portSend, 1, 0, 8),
      command(C.portSend, 1, 0, 8),
      { type: 'portState', port: 1, free: 512, idle: true },
      command(C.portSend, 1, 0, 8),
      command(C.portSend, 1, 0, P.PORT_ADJUSTMENT_RING + 1),
    ]);
    expect(answers(outputs)).toEqual([8, 0, 8, P.Status.BAD_LENGTH]);
  });

  it('arms its link reply, and none when the core has no answer', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([
      { type: 'linkFrame', bytes: Uint8Array.of(1, 2, 3) },
      { type: 'linkFrame', bytes: Uint8Array.of(0xdd) },
    ]);
    expect(outputs).toEqual([{ type: 'linkArmed', bytes: Uint8Array.of(2, 2, 3) }]);
  });

  it('hands out pulses with their instant, and none for an output that does not exist', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([command(C.pulse, 1, -1, 0xffff), command(C.pulse, 7, 1, 1)]);
    expect(ofType(outputs, 'pulse')).toEqual([
      { type: 'pulse', output: 1, sampleIndex: 2 ** 32 - 1, fraction_Q16: 0xffff },
    ]);
  });

  it.each([
    ['just past the end', METERING_BYTES - 3, 4],
    ['far outside', 0x7fffffff, 1],
    ['whose end wraps around', -4, 8],
    ['with a negative length', 0, -1],
  ])('answers BAD_POINTER to a pointer %s and touches nothing', async (_name, pointer, length) => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([
      command(C.portSend, 1, pointer, length),
      command(C.storageRead, 0, pointer, length),
      command(C.storageWrite, 0, pointer, length),
      command(C.softwareId, METERING_BYTES - 31),
      command(C.load, METERING_BYTES - 4),
    ]);
    expect(answers(outputs)).toEqual([...Array(4).fill(P.Status.BAD_POINTER), 0]);
    expect(ofType(outputs, 'port').filter((sent) => sent.port === 1)).toEqual([]);
  });

  it('reads the last byte of memory, and an empty range at its very end', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([
      command(C.portSend, 1, METERING_BYTES - 1, 1),
      command(C.portSend, 1, METERING_BYTES, 0),
      command(C.softwareId, METERING_BYTES - 32),
    ]);
    expect(answers(outputs)).toEqual([1, 0, P.Status.OK]);
  });

  it('keeps storage inside the FRAM, below the key store', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([
      command(C.storageWrite, P.KEY_BANKS - 4, 4096, 4),
      command(C.storageRead, P.KEY_BANKS - 4, 20000, 4),
      command(C.load, 20000),
      command(C.storageRead, P.KEY_BANKS - 3, 20000, 4),
      command(C.storageWrite, -1, 20000, 4),
    ]);
    // The command itself: its code, then the address.
    const written = C.storageWrite | ((P.KEY_BANKS - 4) << 8);
    expect(answers(outputs)).toEqual([
      P.Status.OK,
      P.Status.OK,
      written,
      P.Status.OUT_OF_RANGE,
      P.Status.OUT_OF_RANGE,
    ]);
  });

  it('configures an idle port only, and only as the hardware can', async () => {
    const slice = await boot(start, 'management');
    const outputs = await slice([
      command(MC.portIdle, 1),
      command(MC.portConfigure, 1, 9600, P.PORT_FORMAT_7E1),
      command(MC.portSend, 1, 9000, 4),
      command(MC.portIdle, 1),
      command(MC.portConfigure, 1, 300, P.PORT_FORMAT_8N1),
      { type: 'portState', port: 1, free: 512, idle: true },
      command(MC.portConfigure, 1, 299, P.PORT_FORMAT_8N1),
      command(MC.portConfigure, 1, 300, 3),
      command(MC.portIdle, P.MANAGEMENT_PORTS),
    ]);
    expect(answers(outputs)).toEqual([
      1,
      0,
      4,
      0,
      P.Status.BUSY,
      P.Status.OUT_OF_RANGE,
      P.Status.OUT_OF_RANGE,
      P.Status.OUT_OF_RANGE,
    ]);
    expect(ofType(outputs, 'portConfig')).toEqual([
      { type: 'portConfig', port: 1, baud: 9600, format: P.PORT_FORMAT_7E1 },
    ]);
  });

  it('sends on no port that only the other core has', async () => {
    const slice = await boot(start, 'metering');
    const outputs = await slice([command(C.portSend, P.METERING_PORTS, 9000, 4)]);
    expect(answers(outputs)).toEqual([P.Status.OUT_OF_RANGE]);
  });

  it('runs one link exchange at a time', async () => {
    const slice = await boot(start, 'management');
    const outputs = await slice([
      command(MC.linkRequest, 9000, 10, 62),
      command(MC.linkRequest, 9000, 10, 62),
      { type: 'linkReply', bytes: new Uint8Array(), status: P.Status.TIMEOUT },
      command(MC.linkRequest, 9000, 10, 257),
      command(MC.linkRequest, 9000, 256, 256),
    ]);
    const statuses = reports(outputs).filter((report) => report.length === 4);
    expect(statuses.map((report) => report.readInt32LE(0))).toEqual([
      0,
      P.Status.BUSY,
      P.Status.BAD_LENGTH,
      0,
    ]);
    expect(ofType(outputs, 'linkRequest').map((request) => request.replyLength)).toEqual([62, 256]);
  });

  it('pads display rows to 20 characters and refuses what no display row can show', async () => {
    const slice = await boot(start, 'management');
    const outputs = await slice([
      command(MC.lcdWrite, 3, 9000, 10),
      command(MC.lcdWrite, 4, 9000, 10),
      command(MC.lcdWrite, 0, 9000, 21),
      command(MC.lcdWrite, 0, 9010, 17),
    ]);
    expect(answers(outputs)).toEqual([0, P.Status.OUT_OF_RANGE, P.Status.BAD_LENGTH, P.Status.OUT_OF_RANGE]);
    expect(ofType(outputs, 'lcd')).toEqual([{ type: 'lcd', row: 3, text: '0123456789          ' }]);
  });
});
