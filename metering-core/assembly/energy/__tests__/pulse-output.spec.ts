// Pulses: the energy of one, how many there are, how far apart, and where they go on after a restart.
import { resetHost, pulseCount, pulseFraction, pulseSample } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { closedRegisters } from '../energy';
import { activeDivisor, Register, registerValue } from '../register-state';
import { parameters } from '../../parameters/parameters';
import { pulseEnergy, resetPulses } from '../pulse-output';
import { PARAMETERS_pulse_energy } from '../../../../shared-protocol/generated/assembly/layouts';
import { PULSES_OF_APPARENT_EXPORT } from '../../../../shared-protocol/generated/assembly/protocol';
import { freshMeter, setLag_deg, supply } from '../../__tests__/mains';

function withConstant(constant: u32): void {
  freshMeter();
  parameters().meter_constant_imp_per_kWh = constant;
  parameters().meter_constant_imp_per_kvarh = 100;
  resetPulses();
}

describe('Energy of a pulse', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('is exact to one unit where the meter constant does not divide the kWh', () => {
    const each = pulseEnergy(7000, activeDivisor());
    const exact = (<f64>3_600_000_000 / 7000) * <f64>activeDivisor();
    expect(abs(<f64>each - exact) / exact).toBeLessThan(1e-12);
  });

  test('fits 62 bits at the smallest constant and the highest rate', () => {
    expect(pulseEnergy(100, 500 * 32_100_000)).toBeGreaterThan(0);
    expect(pulseEnergy(100, 500 * 32_100_000)).toBeLessThan(<i64>1 << 62);
  });
});

describe('Pulses', () => {
  test('of 3 x 230 V x 5 A at 10,000 imp/kWh come every 417.39 samples', () => {
    withConstant(10_000);
    supply(40_000);
    const last = pulseCount() - 1;
    expect(last).toBeGreaterThan(60);
    const gap = <f64>(pulseSample(last) - pulseSample(last - 20)) + <f64>(pulseFraction(last) - pulseFraction(last - 20)) / 65536;
    expect(gap / 20).toBeCloseTo(417.3913, 3);
  });

  test('are never more than the register holds', () => {
    withConstant(100_000);
    for (let i: i32 = 0; i < 40; i++) {
      supply(1_000);
      const register = registerValue(closedRegisters(), 0, Register.ACTIVE_IMPORT);
      expect(<i64>pulseCount() <= (register * 100_000) / 3_600_000_000).toBe(true);
    }
    expect(pulseCount()).toBeGreaterThan(800);
  });

  test('go on after a reset where the register is: the part of a pulse already counted is not lost', () => {
    withConstant(100);
    supply(36_000);
    // About 31 kWs: one pulse of 36 kWs is nearly due and must come soon after the outputs were made anew.
    expect(pulseCount()).toBe(0);
    resetPulses();
    supply(12_000);
    expect(pulseCount()).toBe(1);
  });

  test('of each choice are those of its registers, at the constant of their kind', () => {
    for (let choice: i32 = 0; choice <= PULSES_OF_APPARENT_EXPORT; choice++) {
      freshMeter();
      const p = parameters();
      p.meter_constant_imp_per_kWh = 20_000;
      p.meter_constant_imp_per_kvarh = 40_000;
      p.meter_constant_imp_per_kVAh = 10_000;
      store<u8>(changetype<usize>(p) + PARAMETERS_pulse_energy, <u8>choice);
      store<u8>(changetype<usize>(p) + PARAMETERS_pulse_energy + 1, <u8>choice);
      // QII: exports active, imports reactive energy.
      setLag_deg(150);
      resetPulses();
      supply(40_000);
      const state = closedRegisters();
      const exported = registerValue(state, 0, Register.ACTIVE_EXPORT) * 20_000;
      const reactive = registerValue(state, 0, Register.REACTIVE_Q1 + 1) * 40_000;
      const apparent = registerValue(state, 0, Register.APPARENT_EXPORT) * 10_000;
      const expected: i64[] = [exported, 0, exported, reactive, reactive, 0, apparent, 0, apparent];
      const due = (2 * expected[choice]) / 3_600_000_000;
      // Pulses come by the longest window and 1.5 blocks after their energy.
      expect(<i64>pulseCount() <= due).toBe(true);
      expect(<f64>pulseCount()).toBeGreaterThanOrEqual(0.95 * <f64>due - 2);
      expect(due > 100).toBe(expected[choice] > 0);
    }
  });

  test('there are none at all without load', () => {
    resetHost();
    freshMeter();
    parameters().starting_current_uA = 400_000_000;
    supply(2_000);
    const before = pulseCount();
    supply(40_000);
    expect(pulseCount()).toBe(before);
  });
});
