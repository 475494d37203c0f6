// The metering as a whole: every sample counted once, however they are cut, and what is refused.
import { RESET_FAULT, SENSOR_CT_DC_TOLERANT, SENSOR_ROGOWSKI, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { Aggregate, AGGREGATE_BYTES, PARAMETERS_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { aggregateRecord } from '../intervals/publication';
import { startIntervals } from '../intervals/ten-minutes';
import { shortFlicker_ppm } from '../flicker/flicker-classes';
import { openRegisters } from '../energy/energy';
import { Register, registerValue } from '../energy/register-state';
import { latency_samples, makeFilters } from '../inputs/filter';
import { invalidInWindow } from '../inputs/afe-watch';
import { channel } from '../inputs/channel';
import { lifeSamples, missedSamples, sampleIndex } from '../clock/sample-clock';
import { meterBlock, replaceParameters, startMetering } from '../metering';
import { parameters } from '../parameters/parameters';
import { quantities } from '../quantities/quantities';
import { freshMeter, ppm, setDirect, setFrequency, setHarmonic, setLag_deg, supply } from './mains';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(256, 8);

function imported(scope: i32): i64 {
  return registerValue(openRegisters(), scope, Register.ACTIVE_IMPORT);
}

/** Total import of a run cut into blocks of one size. */
function runInBlocks(block: i32): i64 {
  freshMeter();
  setFrequency(49.3);
  setLag_deg(40);
  setHarmonic(5, 0.1);
  supply(9_137, block);
  return imported(0) * 1_000_003 + imported(2) + <i64>quantities(1).voltage_mV + quantities(3).reactive_power_mvar;
}

/** CRC of an interval's aggregates, cut short by a due sample in the past; a change of the wave flickers. */
function flickerInBlocks(block: i32): u32 {
  freshMeter();
  setFrequency(49.3);
  setHarmonic(3, 0.02);
  supply(41_000, block);
  setHarmonic(3, 0.1);
  supply(2_000, block);
  startIntervals(0, 71_700, 0);
  supply(3_000, block);
  return crc32(aggregateRecord(0, 0), 4 * AGGREGATE_BYTES);
}

describe('Metering', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('counts all energy but that still inside the filters', () => {
    supply(40_000);
    const power_mW: f64 = 3 * 230 * 5 * 1000;
    const seconds = <f64>(40_000 - latency_samples) / 4000;
    expect(ppm(<f64>imported(0), power_mW * seconds)).toBeLessThan(5);
  });

  test('gives the same result to the last digit however samples are cut into blocks', () => {
    const whole = runInBlocks(64);
    for (let block: i32 = 1; block < 64; block += 7) expect(runInBlocks(block)).toBe(whole);
  });

  test('gives the same flicker and the same aggregates however samples are cut into blocks', () => {
    const whole = flickerInBlocks(64);
    expect(shortFlicker_ppm(0)).toBeGreaterThan(0);
    for (let block: i32 = 1; block < 64; block += 13) expect(flickerInBlocks(block)).toBe(whole);
  });

  test('begins its aggregates where the AFE goes on after a fault, not at sample 0', () => {
    startMetering(RESET_FAULT);
    meterBlock(50_000_000, 64);
    supply(4_000);
    expect(sampleIndex).toBe(50_004_064);
    expect(changetype<Aggregate>(aggregateRecord(0, 0)).sequence).toBe(0);
  });

  test('refuses samples seen already and changes nothing', () => {
    supply(1000);
    const before = imported(0);
    expect(meterBlock(999, 1)).toBe(Status.OUT_OF_RANGE);
    expect(imported(0)).toBe(before);
    expect(sampleIndex).toBe(1000);
  });

  test('counts what is missing and meters what is given', () => {
    supply(1000);
    expect(meterBlock(1010, 4)).toBe(Status.SEQUENCE_GAP);
    expect(missedSamples).toBe(10);
    expect(invalidInWindow).toBe(10);
    expect(sampleIndex).toBe(1014);
  });

  test('takes no energy from direct components in voltage and current', () => {
    setDirect(1200);
    supply(8000);
    const before = imported(0);
    supply(8000);
    expect(ppm(<f64>(imported(0) - before), 3 * 230 * 5 * 1000 * 2)).toBeLessThan(3);
  });

  test('goes on counting its life and its energy when a new record is sealed within a second', () => {
    freshMeter();
    supply(9_137);
    const life = lifeSamples;
    const energy = imported(0);
    memory.copy(RECORD, changetype<usize>(parameters()), PARAMETERS_BYTES);
    expect(replaceParameters(RECORD)).toBe(Status.OK);
    expect(lifeSamples).toBe(life);
    expect(imported(0)).toBe(energy);
  });

  test('corrects the lead of a transformer: a current that leads by it is in phase', () => {
    parameters().current_sensor_0 = <u8>SENSOR_CT_DC_TOLERANT;
    parameters().current_lead_udeg_0 = 4_000_000;
    makeFilters();
    setLag_deg(-4);
    supply(12_000);
    expect(abs(quantities(1).reactive_power_mvar)).toBeLessThan(60);
    // The transformer's own loss of magnitude, the cosine of the lead, is undone too.
    expect(ppm(<f64>quantities(1).active_power_mW, (1_150_000.0) / Math.cos((4 * Math.PI) / 180))).toBeLessThan(20);
  });

  test('integrates a Rogowski coil without drift, its voltage a quarter turn ahead of the current', () => {
    parameters().current_sensor_1 = <u8>SENSOR_ROGOWSKI;
    makeFilters();
    setLag_deg(-90);
    setDirect(500);
    supply(80_000);
    expect(ppm(<f64>quantities(2).active_power_mW, 1_150_000)).toBeLessThan(20);
    expect(abs(quantities(2).reactive_power_mvar)).toBeLessThan(60);
    expect(abs(channel(4).integral >> 28)).toBeLessThan(400_000);
  });
});
