// Derived registers: remainders make a whole count together, nothing counts twice, and net goes both ways.
import { Registers, REGISTERS_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import { writeDerived } from '../derived';
import { parameters } from '../../parameters/parameters';
import { currentSquaredDivisor, voltageSquaredDivisor } from '../squares';
import { activeDivisor, addToRegister, powerDivisor, Register, ROLL_OVER, STATE_BYTES } from '../register-state';
import { freshMeter } from '../../__tests__/mains';

const STATE = memory.data(1024, 8);
const RECORD = memory.data(REGISTERS_BYTES, 8);

/** Adds counts and a half of one to a register of L1. */
function addHalf(register: i32, counts: i64, divisor: i64): void {
  addToRegister(STATE, 1, register, counts * divisor + divisor / 2, divisor);
}

function derived(): Registers {
  writeDerived(changetype<Registers>(RECORD), STATE, 1);
  return changetype<Registers>(RECORD);
}

describe('Derived registers', () => {
  beforeEach(() => {
    freshMeter();
    expect(STATE_BYTES).toBeLessThanOrEqual(1024);
    memory.fill(STATE, 0, 1024);
  });

  test('sum quadrants I and II, III and IV, and two halves of a count are a count', () => {
    for (let quadrant: i32 = 0; quadrant < 4; quadrant++) addHalf(Register.REACTIVE_Q1 + quadrant, 10 * (quadrant + 1), powerDivisor());
    expect(derived().reactive_import_mvars).toBe(31);
    expect(derived().reactive_export_mvars).toBe(71);
  });

  test('sum import and export, and subtract them with the sign of the larger one', () => {
    addHalf(Register.ACTIVE_IMPORT, 5, activeDivisor());
    addHalf(Register.ACTIVE_EXPORT, 2, activeDivisor());
    expect(derived().active_sum_mWs).toBe(8);
    expect(derived().active_net_mWs).toBe(3);
    addHalf(Register.ACTIVE_EXPORT, 5, activeDivisor());
    // 5.5 less 8: cut towards zero, as a register is.
    expect(derived().active_net_mWs).toBe(-2);
    addHalf(Register.ACTIVE_IMPORT, 5, activeDivisor());
    addHalf(Register.ACTIVE_EXPORT, 0, activeDivisor());
    // 11 less 8.5.
    expect(derived().active_net_mWs).toBe(2);
  });

  test('give the harmonics what the fundamental has not, negative where they flow back', () => {
    addHalf(Register.ACTIVE_IMPORT, 1000, activeDivisor());
    addHalf(Register.FUNDAMENTAL_IMPORT, 1040, powerDivisor());
    expect(derived().active_harmonic_mWs).toBe(-40);
    addHalf(Register.FUNDAMENTAL_EXPORT, 90, powerDivisor());
    expect(derived().active_harmonic_mWs).toBe(50);
  });

  test('roll over with what they are derived from', () => {
    store<i64>(STATE + (13 + Register.REACTIVE_Q1) * 8, ROLL_OVER - 1);
    addHalf(Register.REACTIVE_Q1 + 1, 7, powerDivisor());
    expect(derived().reactive_import_mvars).toBe(6);
  });

  test('are no losses where no resistance and no conductance are sealed', () => {
    addHalf(Register.CURRENT_SQUARED, 1_000_000, currentSquaredDivisor());
    addHalf(Register.VOLTAGE_SQUARED, 1_000_000, voltageSquaredDivisor());
    expect(derived().line_loss_mWs).toBe(0);
    expect(derived().transformer_loss_mWs).toBe(0);
  });

  test('are losses of a resistance and of a conductance, half a count of the squares included', () => {
    parameters().line_resistance_uOhm = 2_000_000;
    parameters().iron_conductance_nS = 4_000_000;
    // 7.5 mA2s x 2 Ohm; 11.5 V2s x 4 mS.
    addHalf(Register.CURRENT_SQUARED, 7, currentSquaredDivisor());
    addHalf(Register.VOLTAGE_SQUARED, 11, voltageSquaredDivisor());
    expect(derived().line_loss_mWs).toBe(15);
    expect(derived().transformer_loss_mWs).toBe(46);
  });

  test('lose no part of a count to the size of a register: 15 years of 209 A in 10 Ohm', () => {
    parameters().line_resistance_uOhm = 9_999_999;
    const squared: i64 = 20_663_235_999_999_999;
    store<i64>(STATE + (13 + Register.CURRENT_SQUARED) * 8, squared);
    addHalf(Register.CURRENT_SQUARED, 0, currentSquaredDivisor());
    // (20,663,235,999,999,999 + 1/2) x 9.999999, by hand in whole numbers.
    expect(derived().line_loss_mWs).toBe(206_632_339_336_763_995);
  });

  test('hold at 32 kHz with the largest remainders, and roll over where a register does', () => {
    parameters().sampling_rate_mHz = 32_100_000;
    parameters().line_resistance_uOhm = 10_000_000;
    parameters().iron_conductance_nS = 10_000_000;
    addToRegister(STATE, 1, Register.CURRENT_SQUARED, currentSquaredDivisor() - 1, currentSquaredDivisor());
    addToRegister(STATE, 1, Register.VOLTAGE_SQUARED, voltageSquaredDivisor() - 1, voltageSquaredDivisor());
    expect(derived().line_loss_mWs).toBe(9);
    expect(derived().transformer_loss_mWs).toBe(9);
    store<i64>(STATE + (13 + Register.CURRENT_SQUARED) * 8, ROLL_OVER / 10 + 1);
    expect(derived().line_loss_mWs).toBe(19);
  });
});
