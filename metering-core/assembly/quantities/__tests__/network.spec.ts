// Unbalance and phase sequence through the whole chain.
import {
  SEQUENCE_NEGATIVE, SEQUENCE_NONE, SEQUENCE_POSITIVE, SERVICE_2P3W, SERVICE_3P3W, SERVICE_3P4W_DELTA,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { network } from '../network';
import { parameters } from '../../parameters/parameters';
import { freshMeter, loseVoltage, ppm, setHarmonic, setService, supply, swapPhases } from '../../__tests__/mains';

describe('The network', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('is balanced and turns forward', () => {
    supply(6_000);
    expect(network().voltage_negative_ppm).toBeLessThan(5);
    expect(network().current_zero_ppm).toBeLessThan(20);
    expect(network().phase_sequence).toBe(<u8>SEQUENCE_POSITIVE);
    expect(abs(<i32>network().frequency_mHz - 50_000)).toBeLessThan(2);
  });

  test('turns backward when two phases are changed over', () => {
    swapPhases();
    supply(6_000);
    expect(network().phase_sequence).toBe(<u8>SEQUENCE_NEGATIVE);
  });

  test('has a negative sequence of a half when one voltage is lost', () => {
    loseVoltage(2);
    supply(6_000);
    expect(abs(<i32>network().voltage_negative_ppm - 500_000)).toBeLessThan(20);
    expect(abs(<i32>network().voltage_zero_ppm - 500_000)).toBeLessThan(20);
  });

  test('of a split phase has no order, and shows how far the neutral is off the middle', () => {
    setService(SERVICE_2P3W);
    supply(6_000);
    expect(network().phase_sequence).toBe(<u8>SEQUENCE_NONE);
    expect(network().voltage_zero_ppm).toBeLessThan(20);
    expect(network().current_zero_ppm).toBeLessThan(20);
    loseVoltage(1);
    supply(6_000);
    expect(network().voltage_negative_ppm).toBe(0);
    expect(ppm(<f64>network().voltage_zero_ppm, 1_000_000)).toBeLessThan(20);
  });

  test('of a delta about a neutral is balanced and turns forward', () => {
    setService(SERVICE_3P4W_DELTA);
    supply(6_000);
    expect(network().phase_sequence).toBe(<u8>SEQUENCE_POSITIVE);
    expect(network().voltage_negative_ppm).toBeLessThan(20);
    expect(network().voltage_zero_ppm).toBeLessThan(20);
    expect(network().current_negative_ppm).toBeLessThan(20);
    swapPhases();
    supply(6_000);
    expect(network().phase_sequence).toBe(<u8>SEQUENCE_NEGATIVE);
  });

  test('of a delta without its high leg has a negative sequence as large as the positive one', () => {
    setService(SERVICE_3P4W_DELTA);
    loseVoltage(1);
    supply(6_000);
    expect(ppm(<f64>network().voltage_negative_ppm, 1_000_000)).toBeLessThan(50);
    expect(network().voltage_zero_ppm).toBeLessThan(20);
  });

  test('has the voltages between its lines, of all harmonics that do not cancel there', () => {
    supply(6_000);
    expect(ppm(<f64>network().voltage_12_mV, 230_000 * Math.sqrt(3))).toBeLessThan(20);
    expect(ppm(<f64>network().voltage_31_mV, 230_000 * Math.sqrt(3))).toBeLessThan(20);
    // A fifth of a tenth stands between lines as between line and neutral; a third is alike in all phases and is gone.
    setHarmonic(5, 0.1);
    supply(6_000);
    expect(ppm(<f64>network().voltage_23_mV, 230_000 * Math.sqrt(3 * 1.01))).toBeLessThan(20);
    setHarmonic(3, 0.1);
    supply(6_000);
    expect(ppm(<f64>network().voltage_12_mV, 230_000 * Math.sqrt(3))).toBeLessThan(20);
  });

  test('follows a change of the fundamentals within its window', () => {
    supply(6_000);
    loseVoltage(1);
    supply(1_700);
    expect(ppm(<f64>network().voltage_12_mV, 230_000)).toBeLessThan(20);
    expect(ppm(<f64>network().voltage_23_mV, 230_000)).toBeLessThan(20);
    expect(ppm(<f64>network().voltage_31_mV, 230_000 * Math.sqrt(3))).toBeLessThan(20);
  });

  test('of one phase has no voltage between lines, of a split phase twice that of a leg', () => {
    setService(SERVICE_2P3W);
    supply(6_000);
    expect(ppm(<f64>network().voltage_12_mV, 460_000)).toBeLessThan(20);
    expect(network().voltage_23_mV).toBe(0);
    expect(network().voltage_31_mV).toBe(0);
  });

  test('of three wires derives the third side and the third current', () => {
    parameters().service = <u8>SERVICE_3P3W;
    supply(6_000);
    expect(ppm(<f64>network().voltage_12_mV, 230_000)).toBeLessThan(20);
    expect(ppm(<f64>network().voltage_23_mV, 230_000)).toBeLessThan(20);
    expect(ppm(<f64>network().voltage_31_mV, 230_000 * Math.sqrt(3))).toBeLessThan(20);
    expect(ppm(<f64>network().third_current_uA, 5_000_000)).toBeLessThan(20);
  });
});
