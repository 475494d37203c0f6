// The registers: three methods for the phases, two for apparent energy, roll-over, and what an open window shows.
import {
  APPARENT_VECTOR, METHOD_ABSOLUTE, METHOD_NET, METHOD_VECTOR_SUM,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { closedRegisters, openRegisters, restoreRegisters } from '../energy';
import { Register, registerValue, ROLL_OVER } from '../register-state';
import { parameters } from '../../parameters/parameters';
import { quantities } from '../../quantities/quantities';
import { accrueSquares } from '../squares';
import { freshMeter, loseMains, ppm, setAmps, setHarmonic, setLag_deg, supply } from '../../__tests__/mains';

// @ts-ignore: decorator
@lazy const VALUES = memory.data(512, 8);

function total(register: i32): i64 {
  return registerValue(closedRegisters(), 0, register);
}

/** All phases export. */
function exporting(method: i32): void {
  freshMeter();
  parameters().energy_method = <u8>method;
  setLag_deg(180);
  supply(40_000);
}

describe('Energy methods', () => {
  test('vector sum and net count an export as export', () => {
    for (let method: i32 = METHOD_VECTOR_SUM; method <= METHOD_NET; method++) {
      exporting(method);
      expect(total(Register.ACTIVE_EXPORT)).toBeGreaterThan(30_000_000);
      expect(total(Register.ACTIVE_IMPORT)).toBe(0);
    }
  });

  test('absolute counts every phase as import, and export stands still', () => {
    exporting(METHOD_ABSOLUTE);
    expect(total(Register.ACTIVE_IMPORT)).toBeGreaterThan(30_000_000);
    expect(total(Register.ACTIVE_EXPORT)).toBe(0);
  });
});

describe('Apparent energy', () => {
  test('counts from the first sample on, like active energy: at unity power factor both are one', () => {
    freshMeter();
    supply(8_000);
    expect(ppm(<f64>total(Register.APPARENT_IMPORT), <f64>total(Register.ACTIVE_IMPORT))).toBeLessThan(700);
  });

  test('by the vector method of a single reactive and a single active sum is their root of squares', () => {
    freshMeter();
    parameters().apparent_method = <u8>APPARENT_VECTOR;
    setLag_deg(60);
    supply(40_000);
    const active = <f64>total(Register.ACTIVE_IMPORT);
    const reactive = <f64>total(Register.REACTIVE_Q1);
    expect(ppm(<f64>total(Register.APPARENT_IMPORT), Math.sqrt(active * active + reactive * reactive))).toBeLessThan(1000);
  });
});

/** Active import of the total, the open window included. */
function shown(): i64 {
  return registerValue(openRegisters(), 0, Register.ACTIVE_IMPORT);
}

describe('A load after a rest', () => {
  beforeEach(() => {
    freshMeter();
    setAmps(0);
    supply(8_000);
  });

  test('shows in the open window as soon as it is sure to count', () => {
    const before = shown();
    setAmps(5);
    supply(120);
    // 30 ms of 3.45 kW are 103,500 mWs, filters' delay apart.
    expect(ppm(<f64>(shown() - before), 103_500)).toBeLessThan(100_000);
  });

  test('shows later the smaller it is', () => {
    const before = shown();
    setAmps(0.02);
    supply(400);
    expect(shown()).toBe(before);
    supply(1_600);
    // Not of a first window of which it filled less than a quarter.
    expect(ppm(<f64>(shown() - before), 3 * 4.6 * 500)).toBeLessThan(100_000);
  });

  test('of less than a window after an interruption is not lost', () => {
    loseMains();
    supply(8_100);
    setAmps(5);
    loseMains(false);
    const before = shown();
    supply(2_000);
    expect(ppm(<f64>(shown() - before), 1_725_000)).toBeLessThan(30_000);
  });
});

describe('A register', () => {
  test('never goes back while a load falls below the threshold, stays there and comes back', () => {
    freshMeter();
    setAmps(0.1);
    supply(8_000);
    let last = shown();
    for (let n: i32 = 0; n < 12_000; n++) {
      if (n == 1_100) setAmps(0.004);
      if (n == 5_300) setAmps(0.015);
      if (n == 8_700) setAmps(0);
      if (n == 9_000) setAmps(0.03);
      supply(1);
      expect(shown() >= last).toBe(true);
      last = shown();
    }
  });
});

describe('The fundamental', () => {
  test('of a sine has all of the active energy, in its direction', () => {
    for (let lag: i32 = 0; lag <= 180; lag += 180) {
      freshMeter();
      setLag_deg(lag);
      supply(40_000);
      const all = total(lag ? Register.ACTIVE_EXPORT : Register.ACTIVE_IMPORT);
      const fundamental = total(lag ? Register.FUNDAMENTAL_EXPORT : Register.FUNDAMENTAL_IMPORT);
      expect(total(lag ? Register.FUNDAMENTAL_IMPORT : Register.FUNDAMENTAL_EXPORT)).toBe(0);
      // The first window of a start is valued by the second's powers.
      expect(ppm(<f64>fundamental, <f64>all)).toBeLessThan(200);
      for (let scope: i32 = 1; scope <= 3; scope++) {
        const ofPhase = <f64>registerValue(closedRegisters(), scope, lag ? Register.FUNDAMENTAL_EXPORT : Register.FUNDAMENTAL_IMPORT);
        expect(ppm(3 * ofPhase, <f64>fundamental)).toBeLessThan(20);
      }
    }
  });

  test('beside a fifth of third harmonic in voltage and current lacks the 4 % that the harmonic carries', () => {
    freshMeter();
    setHarmonic(3, 0.2);
    supply(80_000);
    const share = <f64>total(Register.FUNDAMENTAL_IMPORT) / <f64>total(Register.ACTIVE_IMPORT);
    expect(abs(share - 1 / 1.04)).toBeLessThan(0.0002);
  });

  test('is turned round with its element where exports count as imports', () => {
    exporting(METHOD_ABSOLUTE);
    expect(total(Register.FUNDAMENTAL_EXPORT)).toBe(0);
    expect(ppm(<f64>total(Register.FUNDAMENTAL_IMPORT), <f64>total(Register.ACTIVE_IMPORT))).toBeLessThan(200);
  });
});

describe('Charge and squares', () => {
  beforeEach(() => {
    freshMeter();
    supply(40_000);
  });

  test('are those of 230 V and 5 A over the time of the closed windows', () => {
    const seconds = <f64>quantities(0).sample_index / 4000;
    for (let scope: i32 = 1; scope <= 3; scope++) {
      expect(ppm(<f64>registerValue(closedRegisters(), scope, Register.CHARGE), 5_000 * seconds)).toBeLessThan(200);
      expect(ppm(<f64>registerValue(closedRegisters(), scope, Register.VOLTAGE_SQUARED), 52_900 * seconds)).toBeLessThan(200);
      expect(ppm(<f64>registerValue(closedRegisters(), scope, Register.CURRENT_SQUARED), 25_000 * seconds)).toBeLessThan(200);
    }
    expect(ppm(<f64>total(Register.VOLTAGE_SQUARED), 3 * 52_900 * seconds)).toBeLessThan(200);
    expect(ppm(<f64>total(Register.CURRENT_SQUARED), 3 * 25_000 * seconds)).toBeLessThan(200);
  });

  test('of the total have the neutral current\'s charge', () => {
    expect(total(Register.CHARGE)).toBe(0);
    quantities(0).current_uA = 1_234_000;
    accrueSquares(closedRegisters(), 10 * 4_000 << 8);
    expect(total(Register.CHARGE)).toBe(12_340);
  });

  test('count no current below half of the starting one, and the voltage all the same', () => {
    parameters().starting_current_uA = 10_100_000;
    supply(1_000);
    const charge = total(Register.CHARGE);
    const squared = total(Register.CURRENT_SQUARED);
    const volts = total(Register.VOLTAGE_SQUARED);
    supply(8_000);
    expect(total(Register.CURRENT_SQUARED)).toBe(squared);
    expect(registerValue(closedRegisters(), 1, Register.CHARGE)).toBeGreaterThan(0);
    expect(total(Register.CHARGE)).toBe(charge);
    expect(total(Register.VOLTAGE_SQUARED)).toBeGreaterThan(volts + 300_000);
  });
});

describe('Registers', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('hold 15 years at the most the inputs take: 3 x 480 V x 209 A', () => {
    const most_mW: i64 = 3 * 480 * 209 * 1000;
    const seconds: i64 = 15 * 31_557_600;
    expect(most_mW * seconds).toBeLessThan(ROLL_OVER);
    // At that power the register lasts 379 years, and 64 bits two and a half times as long.
    expect(ROLL_OVER / most_mW / 31_557_600).toBe(379);
    expect(ROLL_OVER).toBeLessThan(i64.MAX_VALUE / 2);
  });

  test('roll over from 10^9 kWh to zero and keep what is over', () => {
    memory.fill(VALUES, 0, 512);
    store<i64>(VALUES, ROLL_OVER - 1);
    restoreRegisters(VALUES);
    supply(8_000);
    const value = total(Register.ACTIVE_IMPORT);
    expect(value).toBeGreaterThan(6_000_000);
    expect(value).toBeLessThan(7_000_000);
  });

  test('of closed windows never go back, and the open window only adds to them', () => {
    let before: i64 = 0;
    for (let i: i32 = 0; i < 50; i++) {
      supply(500);
      const closed = total(Register.ACTIVE_IMPORT);
      expect(closed >= before).toBe(true);
      expect(registerValue(openRegisters(), 0, Register.ACTIVE_IMPORT) >= closed).toBe(true);
      before = closed;
    }
  });

  test('stand still below the creep threshold, total and phases', () => {
    parameters().starting_current_uA = 400_000_000;
    supply(2_000);
    const before = total(Register.ACTIVE_IMPORT);
    supply(20_000);
    expect(total(Register.ACTIVE_IMPORT)).toBe(before);
    expect(quantities(1).active_power_mW).toBeGreaterThan(1_000_000);
  });
});
