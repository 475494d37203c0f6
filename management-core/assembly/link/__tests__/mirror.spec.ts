// The mirror: banks of records with the time they came, one shown, one filled, one for each reader that holds it.
import {
  HARMONICS_BYTES, IDENTIFICATION_BYTES, INSTANTANEOUS_BYTES, NETWORK_BYTES, POWER_QUALITY_BYTES, REGISTERS_BYTES,
  STATUS_BYTES,
} from '../../../../shared-protocol/generated/assembly/layouts';
import { MIRROR_BYTES, ROUND_SLOTS, SLOTS, TURNS } from '../../../../shared-protocol/generated/assembly/mirror';
import {
  MESSAGE_IDENTIFY, MESSAGE_READ_AGGREGATE, MESSAGE_READ_EVENTS, MESSAGE_READ_HARMONIC_POWERS, MESSAGE_READ_HARMONICS,
  MESSAGE_READ_INSTANTANEOUS,
  MESSAGE_READ_NETWORK, MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS,
} from '../../../../shared-protocol/generated/assembly/protocol';
import {
  age_us, beginFilling, fillRecord, flipBanks, frontBank, holdBank, isMirrored, mirrored, READERS, releaseBank,
  resetMirror, undoTurn,
} from '../mirror';
import { firstOfTurn, nextInTurn, slotBytes, slotOf, slotRow } from '../slots';
import { mirrorRecord, RECORD } from '../../__tests__/testing';

const SCOPES: i32 = 4;
const INPUTS: i32 = 7;

/** Shows records all full of one byte. */
function showAll(fill: u8): void {
  memory.fill(RECORD, fill, 256);
  beginFilling();
  for (let slot = 0; slot < SLOTS; slot++) fillRecord(slot, RECORD, fill);
  flipBanks();
}

/** Bytes of a slot's record that are not the given one. */
function others(bank: usize, slot: i32, fill: u8): i32 {
  let count = 0;
  for (let i = 0; i < slotBytes(slot); i++) if (load<u8>(mirrored(bank, slot) + i) != fill) count++;
  return count;
}

function expectAll(bank: usize, fill: u8): void {
  let count = 0;
  for (let slot = 0; slot < SLOTS; slot++) count += others(bank, slot, fill);
  expect(count).toBe(0);
}

describe('The mirror', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('knows nothing before it received something', () => {
    for (let slot = 0; slot < SLOTS; slot++) {
      expect(isMirrored(frontBank(), slot)).toBe(false);
      expect(age_us(frontBank(), slot, 5_000_000)).toBe(-1);
    }
  });

  test('holds a record with its age, from the very start of time', () => {
    mirrorRecord(3, RECORD, 0);
    expect(isMirrored(frontBank(), 3)).toBe(true);
    expect(age_us(frontBank(), 3, 0)).toBe(0);
    expect(age_us(frontBank(), 3, 1_500_000)).toBe(1_500_000);
  });

  test('keeps every byte of each record, and no record touches another', () => {
    beginFilling();
    for (let slot = 0; slot < SLOTS; slot++) {
      memory.fill(RECORD, <u8>(slot + 1), 256);
      fillRecord(slot, RECORD, slot);
    }
    flipBanks();
    for (let slot = 0; slot < SLOTS; slot++) {
      expect(others(frontBank(), slot, <u8>(slot + 1))).toBe(0);
    }
  });

  test('is empty again after a reset, its old bytes too', () => {
    for (let i = 0; i < 5; i++) showAll(0xa5);
    resetMirror();
    for (let slot = 0; slot < SLOTS; slot++) expect(isMirrored(frontBank(), slot)).toBe(false);
    expectAll(frontBank(), 0);
  });

  test('shows nothing of what is being filled until it flips', () => {
    showAll(1);
    memory.fill(RECORD, 2, 256);
    beginFilling();
    for (let slot = 0; slot < SLOTS; slot++) fillRecord(slot, RECORD, 2);
    expectAll(frontBank(), 1);
    flipBanks();
    expectAll(frontBank(), 2);
  });

  test('goes on showing what takes its turn another time', () => {
    showAll(1);
    memory.fill(RECORD, 2, 256);
    mirrorRecord(0, RECORD, 9);
    expect(load<u8>(mirrored(frontBank(), SLOTS - 1))).toBe(1);
    expect(age_us(frontBank(), SLOTS - 1, 9)).toBe(8);
  });

  test('forgets what a round that was given up had filled', () => {
    showAll(1);
    memory.fill(RECORD, 2, 256);
    beginFilling();
    fillRecord(5, RECORD, 2);
    beginFilling();
    flipBanks();
    expectAll(frontBank(), 1);
  });

  test('takes a turn back that did not come as a whole, with its age, and no other record', () => {
    showAll(1);
    memory.fill(RECORD, 2, 256);
    beginFilling();
    for (let slot = 0; slot < SLOTS; slot++) fillRecord(slot, RECORD, 2);
    undoTurn(3);
    flipBanks();
    for (let slot = 0; slot < SLOTS; slot++) {
      const expected: u8 = slotRow(slot).turn == 3 ? 1 : 2;
      expect(load<u8>(mirrored(frontBank(), slot))).toBe(expected);
      expect(age_us(frontBank(), slot, 10)).toBe(10 - <i64>expected);
    }
  });

  test('has slots for records of their layouts\' lengths, inside a bank', () => {
    expect(slotBytes(slotOf(MESSAGE_IDENTIFY, 0))).toBe(IDENTIFICATION_BYTES);
    expect(slotBytes(slotOf(MESSAGE_READ_STATUS, 0))).toBe(STATUS_BYTES);
    expect(slotBytes(slotOf(MESSAGE_READ_REGISTERS, 3))).toBe(REGISTERS_BYTES);
    expect(slotBytes(slotOf(MESSAGE_READ_INSTANTANEOUS, 0))).toBe(INSTANTANEOUS_BYTES);
    expect(slotBytes(slotOf(MESSAGE_READ_POWER_QUALITY, 3))).toBe(POWER_QUALITY_BYTES);
    expect(slotBytes(slotOf(MESSAGE_READ_NETWORK, 0))).toBe(NETWORK_BYTES);
    expect(slotBytes(slotOf(MESSAGE_READ_HARMONICS, 6) + 2)).toBe(HARMONICS_BYTES);
    const end = mirrored(frontBank(), SLOTS - 1) + slotBytes(SLOTS - 1);
    expect(end - mirrored(frontBank(), 0)).toBeLessThanOrEqual(MIRROR_BYTES);
  });
});

describe('A bank that a reader holds', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('stays as it is while the mirror flips, until it is released', () => {
    showAll(1);
    const held = holdBank();
    for (let fill: u8 = 2; fill < 12; fill++) {
      showAll(fill);
      expectAll(held, 1);
      expectAll(frontBank(), fill);
    }
  });

  test('comes back to the pool when it is released: any number of readings may follow one another', () => {
    for (let fill: u8 = 1; fill < 20; fill++) {
      showAll(fill);
      const first = holdBank();
      showAll(fill + 100);
      const second = holdBank();
      for (let later: u8 = 200; later < 204; later++) showAll(later);
      expectAll(first, fill);
      expectAll(second, fill + 100);
      releaseBank(first);
      releaseBank(second);
    }
  });

  test('is one of as many as there are readers, each of a moment of its own', () => {
    const held: usize[] = [];
    for (let reader = 0; reader < READERS; reader++) {
      showAll(<u8>(reader + 1));
      held.push(holdBank());
    }
    for (let fill: u8 = 50; fill < 60; fill++) showAll(fill);
    for (let reader = 0; reader < READERS; reader++) expectAll(held[reader], <u8>(reader + 1));
    expectAll(frontBank(), 59);
  });

  test('may be held by all readers at once', () => {
    showAll(1);
    const held = holdBank();
    for (let reader = 1; reader < READERS; reader++) expect(holdBank()).toBe(held);
    for (let fill: u8 = 2; fill < 6; fill++) showAll(fill);
    expectAll(held, 1);
    releaseBank(held);
    for (let fill: u8 = 6; fill < 12; fill++) showAll(fill);
    expectAll(held, 1);
  });
});

describe('The slots', () => {
  test('are one for every message and scope or input, and none for others', () => {
    expect(slotOf(MESSAGE_READ_STATUS, 0)).toBe(0);
    for (let scope = 0; scope < SCOPES; scope++) {
      expect(slotOf(MESSAGE_READ_REGISTERS, scope)).toBe(1 + scope);
      expect(slotOf(MESSAGE_READ_INSTANTANEOUS, scope)).toBe(5 + scope);
      expect(slotOf(MESSAGE_READ_POWER_QUALITY, scope)).toBe(9 + scope);
    }
    expect(slotOf(MESSAGE_READ_NETWORK, 0)).toBe(13);
    expect(slotOf(MESSAGE_READ_REGISTERS, SCOPES)).toBe(-1);
    expect(slotOf(MESSAGE_READ_HARMONICS, INPUTS)).toBe(-1);
    expect(slotOf(MESSAGE_READ_EVENTS, 0)).toBe(-1);
    expect(slotOf(99, 0)).toBe(-1);
  });

  test('keep the pages of a spectrum behind each other, each with its first order', () => {
    for (let page = 0; page < 3; page++) {
      const row = slotRow(slotOf(MESSAGE_READ_HARMONICS, 4) + page);
      expect(row.request_0).toBe(4);
      expect(row.request_1).toBe(<u8>(1 + 24 * page));
    }
  });

  test('take turns: the identification, the pages of each input and of each phase, the aggregates of all scopes', () => {
    expect(TURNS).toBe(12);
    expect(firstOfTurn(1)).toBe(slotOf(MESSAGE_IDENTIFY, 0));
    for (let input = 0; input < INPUTS; input++) expect(firstOfTurn(2 + input)).toBe(slotOf(MESSAGE_READ_HARMONICS, input));
    for (let phase = 1; phase <= 3; phase++) expect(firstOfTurn(8 + phase)).toBe(slotOf(MESSAGE_READ_HARMONIC_POWERS, phase));
    expect(firstOfTurn(12)).toBe(slotOf(MESSAGE_READ_AGGREGATE, 0));
  });

  test('are each in the round or in one turn', () => {
    let seen = 0;
    for (let slot = 0; slot >= 0; slot = nextInTurn(slot)) seen++;
    expect(seen).toBe(ROUND_SLOTS);
    for (let turn = 1; turn <= TURNS; turn++) {
      for (let slot = firstOfTurn(turn); slot >= 0; slot = nextInTurn(slot)) seen++;
    }
    expect(seen).toBe(SLOTS);
  });
});
