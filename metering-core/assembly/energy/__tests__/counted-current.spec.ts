// A single phase whose neutral may count: the higher current, once, with the phase's sign, and the nominal voltage without one.
import {
  NETTING_CYCLE, NETTING_WINDOW, NEUTRAL_IGNORED, NEUTRAL_LARGER, NEUTRAL_LARGER_OR_ALONE, SERVICE_1P2W, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { Parameters, PARAMETERS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { replaceParameters } from '../../metering';
import { finishRecord, parameters } from '../../parameters/parameters';
import { quantities } from '../../quantities/quantities';
import {
  freshMeter, loseMains, loseVoltage, ppm, setAmps, setLag_deg, setReturned, supply,
} from '../../__tests__/mains';
import { closedRegisters, openRegisters } from '../energy';
import { Register, registerValue } from '../register-state';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(512, 8);

/** I1 as an input that a bypass takes past its sensor. */
const I1: i32 = 3;
/** Windows of 200 ms, and the energy of one at 230 V and 5 A. */
const WINDOW: i32 = 800;
const WINDOW_mWs: f64 = 230_000;

function closed(register: i32): f64 {
  return <f64>registerValue(closedRegisters(), 0, register);
}

/** A single phase with all of its current in the neutral, settled at full load. */
function singlePhase(method: i32, netting: i32 = NETTING_WINDOW): void {
  freshMeter();
  memory.copy(RECORD, changetype<usize>(parameters()), PARAMETERS_BYTES);
  const p = changetype<Parameters>(RECORD);
  p.service = <u8>SERVICE_1P2W;
  p.neutral_method = <u8>method;
  p.neutral_difference_permille = method == NEUTRAL_IGNORED ? 0 : 50;
  p.netting_interval = <u8>netting;
  finishRecord(RECORD);
  expect(replaceParameters(RECORD)).toBe(Status.OK);
  setReturned(1);
  supply(10 * WINDOW);
}

/** What a register counts in 50 windows, in energies of one at full load, after two to settle. */
function counted(register: i32): f64 {
  supply(2 * WINDOW);
  const before = closed(register);
  supply(50 * WINDOW);
  return (closed(register) - before) / WINDOW_mWs;
}

describe('Phase and neutral current', () => {
  test('count once where both are the same', () => {
    singlePhase(NEUTRAL_LARGER);
    expect(ppm(counted(Register.ACTIVE_IMPORT), 50)).toBeLessThan(50);
    expect(closed(Register.ACTIVE_EXPORT)).toBe(0);
  });

  test('of a bypassed phase sensor the neutral counts, as import', () => {
    singlePhase(NEUTRAL_LARGER);
    loseVoltage(I1);
    expect(ppm(counted(Register.ACTIVE_IMPORT), 50)).toBeLessThan(50);
    expect(ppm(counted(Register.APPARENT_IMPORT), 50)).toBeLessThan(50);
    expect(ppm(counted(Register.FUNDAMENTAL_IMPORT), 50)).toBeLessThan(50);
    expect(closed(Register.ACTIVE_EXPORT)).toBe(0);
    expect(ppm(<f64>quantities(1).active_power_mW, 1_150_000)).toBeLessThan(50);
    expect(quantities(1).current_uA).toBeLessThan(100);
  });

  test('by cycles it counts the same', () => {
    singlePhase(NEUTRAL_LARGER, NETTING_CYCLE);
    loseVoltage(I1);
    expect(ppm(counted(Register.ACTIVE_IMPORT), 50)).toBeLessThan(500);
  });

  test('an export stays one, and its reactive energy in its quadrant', () => {
    singlePhase(NEUTRAL_LARGER);
    setLag_deg(150);
    loseVoltage(I1);
    const imported = closed(Register.ACTIVE_IMPORT);
    expect(ppm(counted(Register.ACTIVE_EXPORT), 50 * Math.cos(Math.PI / 6))).toBeLessThan(100);
    expect(ppm(counted(Register.REACTIVE_Q1 + 1), 25)).toBeLessThan(200);
    expect(closed(Register.ACTIVE_IMPORT) - imported).toBeLessThan(WINDOW_mWs);
  });

  test('a neutral higher by less than the sealed difference does not count, by more it does', () => {
    singlePhase(NEUTRAL_LARGER);
    setReturned(1.049);
    expect(ppm(counted(Register.ACTIVE_IMPORT), 50)).toBeLessThan(50);
    setReturned(1.051);
    expect(ppm(counted(Register.ACTIVE_IMPORT), 50 * 1.051)).toBeLessThan(50);
    setReturned(0.2);
    expect(ppm(counted(Register.ACTIVE_IMPORT), 50)).toBeLessThan(50);
  });

  test('without the choice a bypassed current is lost', () => {
    singlePhase(NEUTRAL_IGNORED);
    loseVoltage(I1);
    expect(counted(Register.ACTIVE_IMPORT)).toBe(0);
  });
});

describe('Without a voltage', () => {
  test('the higher current counts at the nominal one where that is sealed', () => {
    singlePhase(NEUTRAL_LARGER_OR_ALONE);
    loseMains();
    // The meter was to see two windows of 300 ms without a voltage before.
    supply(4 * WINDOW);
    expect(ppm(counted(Register.ACTIVE_IMPORT), 50)).toBeLessThan(40_000);
    loseVoltage(I1);
    supply(4 * WINDOW);
    expect(ppm(counted(Register.ACTIVE_IMPORT), 50)).toBeLessThan(40_000);
    expect(ppm(<f64>quantities(1).active_power_mW, 1_150_000)).toBeLessThan(100);
    expect(ppm(<f64>quantities(1).power_factor_ppm, 1_000_000)).toBeLessThan(1);
  });

  test('nothing counts where it is not', () => {
    singlePhase(NEUTRAL_LARGER);
    loseMains();
    supply(4 * WINDOW);
    expect(counted(Register.ACTIVE_IMPORT)).toBe(0);
  });

  test('and without a current nothing counts either', () => {
    singlePhase(NEUTRAL_LARGER_OR_ALONE);
    loseMains();
    setAmps(0);
    supply(4 * WINDOW);
    expect(counted(Register.ACTIVE_IMPORT)).toBe(0);
  });

  test('no reading goes back when it comes again, whatever the load', () => {
    singlePhase(NEUTRAL_LARGER_OR_ALONE);
    setLag_deg(60);
    loseMains();
    supply(8 * WINDOW);
    loseMains(false);
    let last: i64 = 0;
    for (let n: i32 = 0; n < 200; n++) {
      // Whole cycles of 80 samples, so that the swing of the power within one does not show.
      supply(80, 40);
      const now = registerValue(openRegisters(), 0, Register.ACTIVE_IMPORT);
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });
});
