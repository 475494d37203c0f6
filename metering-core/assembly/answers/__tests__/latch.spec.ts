// The latch: what the link is told until the next one, and who may latch.
import { encodeFrame, FrameHeader, frameKind, framePayload } from '../../../../shared-protocol/assembly/framing';
import { Error, Latch, LATCH_BYTES, Network, PowerQuality, Registers, Status as StatusRecord } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  FRAME_ERROR, FRAME_REPLY, FRAME_REQUEST, MESSAGE_LATCH, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_NETWORK,
  MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS, MOMENT_CLOSED, MOMENT_OPEN, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { freshMeter, supply } from '../../__tests__/mains';
import { resetLatch } from '../latch';
import { Asker } from '../messages';
import { reply } from '../reply';

const FRAME = memory.data(256, 8);
const SCOPES: i32 = 4;

/** Asks with a payload of up to two bytes; returns the reply's payload. */
function ask(asker: i32, message: i32, bytes: i32, first: i32, second: i32): usize {
  store<u8>(framePayload(FRAME), <u8>first);
  store<u8>(framePayload(FRAME), <u8>second, 1);
  reply(asker, FRAME, encodeFrame(FRAME, FRAME_REQUEST, 9, <u8>message, bytes));
  return framePayload(FRAME);
}

/** Moment of each record of a round; they all begin with it but the status. */
function momentOf(asker: i32, message: i32, bytes: i32, scope: i32): u64 {
  const payload = ask(asker, message, bytes, scope, MOMENT_CLOSED);
  expect(frameKind(FRAME)).toBe(FRAME_REPLY);
  return message == MESSAGE_READ_STATUS ? changetype<StatusRecord>(payload).window_index : load<u64>(payload);
}

function latched(): u64 {
  return changetype<Latch>(ask(Asker.LINK, MESSAGE_LATCH, 0, 0, 0)).sample_index;
}

function registersOf(asker: i32, moment: i32): Registers {
  return changetype<Registers>(ask(asker, MESSAGE_READ_REGISTERS, 2, 0, moment));
}

function expectRoundOf(asker: i32, moment: u64): void {
  for (let scope = 0; scope < SCOPES; scope++) {
    expect(momentOf(asker, MESSAGE_READ_REGISTERS, 2, scope)).toBe(moment);
    expect(momentOf(asker, MESSAGE_READ_INSTANTANEOUS, 1, scope)).toBe(moment);
    expect(momentOf(asker, MESSAGE_READ_POWER_QUALITY, 1, scope)).toBe(moment);
  }
  expect(momentOf(asker, MESSAGE_READ_NETWORK, 0, 0)).toBe(moment);
  expect(momentOf(asker, MESSAGE_READ_STATUS, 0, 0)).toBe(moment);
}

describe('After a latch', () => {
  beforeEach(() => {
    freshMeter();
    resetLatch();
    supply(8_000);
  });

  test('the link is told of one window until the next latch, however many have closed since', () => {
    const moment = latched();
    expect(changetype<FrameHeader>(FRAME).payloadLength).toBe(<u16>LATCH_BYTES);
    expect(moment).toBeGreaterThan(0);
    const energy = registersOf(Asker.LINK, MOMENT_CLOSED).active_import_mWs;
    supply(8_000);
    expectRoundOf(Asker.LINK, moment);
    expect(registersOf(Asker.LINK, MOMENT_CLOSED).active_import_mWs).toBe(energy);
    const later = latched();
    expect(later).toBeGreaterThan(moment + 7_000);
    expectRoundOf(Asker.LINK, later);
    expect(registersOf(Asker.LINK, MOMENT_CLOSED).active_import_mWs).toBeGreaterThan(energy);
  });

  test('a reader on the legal port is told how things stand, as before', () => {
    const moment = latched();
    supply(8_000);
    const now = momentOf(Asker.LEGAL, MESSAGE_READ_REGISTERS, 2, 0);
    expect(now).toBeGreaterThan(moment + 7_000);
    expectRoundOf(Asker.LEGAL, now);
  });

  test('the link is told of open registers as they stand, and refused what there is not', () => {
    latched();
    supply(800);
    const open = registersOf(Asker.LINK, MOMENT_OPEN);
    expect(open.sample_index).toBe(8_800);
    expect(open.moment).toBe(<u8>MOMENT_OPEN);
    for (let message = MESSAGE_READ_REGISTERS; message <= MESSAGE_READ_INSTANTANEOUS; message++) {
      ask(Asker.LINK, message, message == MESSAGE_READ_REGISTERS ? 2 : 1, SCOPES, MOMENT_CLOSED);
      expect(frameKind(FRAME)).toBe(FRAME_ERROR);
      expect(changetype<Error>(framePayload(FRAME)).status).toBe(Status.OUT_OF_RANGE);
    }
  });

  test('each record says whose it is', () => {
    latched();
    for (let scope = 0; scope < SCOPES; scope++) {
      expect(changetype<PowerQuality>(ask(Asker.LINK, MESSAGE_READ_POWER_QUALITY, 1, scope, 0)).scope).toBe(<u8>scope);
    }
    expect(changetype<Network>(ask(Asker.LINK, MESSAGE_READ_NETWORK, 0, 0, 0)).frequency_mHz).toBeGreaterThan(49_900);
  });
});

describe('A latch', () => {
  beforeEach(() => {
    freshMeter();
    resetLatch();
    supply(8_000);
  });

  test('is for the link alone', () => {
    ask(Asker.LEGAL, MESSAGE_LATCH, 0, 0, 0);
    expect(frameKind(FRAME)).toBe(FRAME_ERROR);
    expect(changetype<Error>(framePayload(FRAME)).status).toBe(Status.UNKNOWN_MESSAGE);
  });

  test('has no payload', () => {
    ask(Asker.LINK, MESSAGE_LATCH, 1, 0, 0);
    expect(changetype<Error>(framePayload(FRAME)).status).toBe(Status.BAD_LENGTH);
  });

  test('is forgotten at a start: before the next one the link is told how things stand', () => {
    latched();
    resetLatch();
    supply(8_000);
    expect(momentOf(Asker.LINK, MESSAGE_READ_REGISTERS, 2, 0)).toBeGreaterThan(15_000);
  });
});
