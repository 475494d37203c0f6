// Another module than the one that sealed the parameters: it tells so, marks what it reads, and counts nothing until it seals itself.
import { framWrite, norEnds, pulseCount, setModule } from '../../../shared-protocol/assembly/__tests__/mocked-host';
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { AUDIT_RECORD_BYTES, AuditRecord, Parameters, PARAMETERS_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import {
  AUDIT_MODULE_CHANGED, EVENT_MODULE_CHANGED, EVENT_MODULE_COPY, FRAM_PARAMETERS_A, FRAM_PARAMETERS_B, METERING_FLAG_MODULE,
  METERING_FLAG_PARAMETERS_DEFAULT, RESET_POWER_ON, RING_AUDIT, SHA256_BYTES, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { openRegisters } from '../energy/energy';
import { registerValue } from '../energy/register-state';
import { holdsEvent } from '../events/event-log';
import { meteringFlags } from '../events/marks';
import { replaceParameters, startMetering } from '../metering';
import { moduleChanged } from '../parameters/module-identity';
import { parameters, parametersAreDefault } from '../parameters/parameters';
import { newestOf, readRecord } from '../records/ring-reader';
import { recordEnded } from '../records/recorder';
import { freshMeter, supply } from './mains';

const NEXT = memory.data(PARAMETERS_BYTES, 8);
const ENTRY = memory.data(AUDIT_RECORD_BYTES, 8);
const MARKED: u32 = METERING_FLAG_MODULE | METERING_FLAG_PARAMETERS_DEFAULT;

function settle(): void {
  while (norEnds(true)) recordEnded(Status.OK);
}

function seal(): void {
  memory.copy(NEXT, changetype<usize>(parameters()), PARAMETERS_BYTES);
  expect(replaceParameters(NEXT)).toBe(Status.OK);
  settle();
}

/** A module by the byte its digest is made of starts on the same storage, and meters for some seconds. */
function startAs(module: i32, copy: i32 = 0): void {
  supply(8000); // what was counted is stored
  setModule(module, copy);
  startMetering(RESET_POWER_ON);
  settle();
}

function counted(): i64 {
  return registerValue(openRegisters(), 0, 0);
}

function expectStands(): void {
  const before = counted();
  const pulses = pulseCount();
  supply(12_000);
  expect(counted()).toBe(before);
  expect(pulseCount()).toBe(pulses);
}

function expectCounts(): void {
  const before = counted();
  supply(12_000);
  expect(counted()).toBeGreaterThan(before);
}

describe('A module', () => {
  beforeEach(() => freshMeter());

  test('goes on counting by what it sealed itself, over restarts', () => {
    seal();
    startAs(0);
    expect(moduleChanged).toBe(false);
    expect(meteringFlags() & MARKED).toBe(0);
    expectCounts();
  });

  test('that did not seal the parameters counts nothing and fires no pulse, keeps the registers, and marks every reading', () => {
    seal();
    supply(8000);
    const before = counted();
    startAs(7);
    expect(counted()).toBeGreaterThanOrEqual(before);
    expect(meteringFlags() & MARKED).toBe(MARKED);
    expectStands();
  });

  test('that did not is an event, and an entry of the audit trail with both digests, once for all starts', () => {
    seal();
    startAs(7);
    expect(holdsEvent(EVENT_MODULE_CHANGED, 0)).toBe(true);
    expect(readRecord(RING_AUDIT, 2, ENTRY)).toBe(Status.OK);
    const entry = changetype<AuditRecord>(ENTRY);
    expect(entry.kind).toBe(<u8>AUDIT_MODULE_CHANGED);
    expect(entry.old).toBe(0x0706050403020100);
    expect(entry.new).toBe(0x0e0d0c0b0a090807);
    startAs(7);
    expect(newestOf(RING_AUDIT)).toBe(2);
  });

  test('counts again once somebody sealed with it, and so does the old one that comes back', () => {
    seal();
    startAs(7);
    startAs(0);
    expect(meteringFlags() & MARKED).toBe(0);
    expectCounts();
    startAs(7);
    expectStands();
    seal();
    expect(moduleChanged).toBe(false);
    expectCounts();
    startAs(7);
    expectCounts();
  });

  test('counts by nominal parameters as before', () => {
    for (let bank = 0; bank < 2; bank++) framWrite((bank ? FRAM_PARAMETERS_B : FRAM_PARAMETERS_A) + 9, 0);
    startAs(7);
    expect(moduleChanged).toBe(false);
    expectCounts();
  });

  test('counts by a record of the version before, which no module had sealed', () => {
    seal();
    const bytes = PARAMETERS_BYTES - SHA256_BYTES;
    memory.copy(NEXT, changetype<usize>(parameters()), PARAMETERS_BYTES);
    const record = changetype<Parameters>(NEXT);
    record.version = 3;
    record.length = <u16>bytes;
    store<u32>(NEXT + bytes - 4, crc32(NEXT, bytes - 4));
    supply(8000);
    for (let at = 0; at < bytes; at++) {
      framWrite(FRAM_PARAMETERS_A + at, load<u8>(NEXT + at));
      framWrite(FRAM_PARAMETERS_B + at, load<u8>(NEXT + at));
    }
    startAs(7);
    expect(parametersAreDefault).toBe(false);
    expect(moduleChanged).toBe(false);
    expect(meteringFlags() & MARKED).toBe(0);
    expectCounts();
  });

  test('that runs from the second copy of the board says so', () => {
    startAs(0, 1);
    expect(holdsEvent(EVENT_MODULE_COPY, 1)).toBe(true);
    expectCounts();
  });
});
