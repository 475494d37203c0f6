// The quantities of a window over frequency, power factor and services.
import { NOT_MEASURED, NOT_MEASURED_SIGNED, SERVICE_3P3W } from '../../../../shared-protocol/generated/assembly/protocol';
import { parameters } from '../../parameters/parameters';
import { quantities } from '../quantities';
import { freshMeter, loseMains, loseVoltage, ppm, setAmps, setDirectCurrent, setFrequency, setLag_deg, setRamp, supply } from '../../__tests__/mains';

describe('Quantities', () => {
  beforeEach(() => {
    freshMeter();
  });

  test('hold 20 ppm in U, I and P at any frequency from 40 to 70 Hz', () => {
    for (let tenths: i32 = 400; tenths <= 700; tenths += 37) {
      freshMeter();
      setFrequency(<f64>tenths / 10);
      setLag_deg(60);
      supply(6_000);
      const q = quantities(2);
      expect(ppm(<f64>q.voltage_mV, 230_000)).toBeLessThan(20);
      expect(ppm(<f64>q.current_uA, 5_000_000)).toBeLessThan(20);
      expect(ppm(<f64>q.active_power_mW, 575_000)).toBeLessThan(20);
      expect(ppm(<f64>q.reactive_power_mvar, 995_929)).toBeLessThan(20);
      expect(abs(<i32>q.frequency_mHz - tenths * 100)).toBeLessThan(2);
    }
  });

  test('tell inductive from capacitive, and the power factor', () => {
    setLag_deg(-36.869897645844);
    supply(6_000);
    expect(quantities(1).reactive_power_mvar).toBeLessThan(-689_900);
    expect(abs(quantities(1).power_factor_ppm - 800_000)).toBeLessThan(20);
    expect(abs(quantities(1).current_angle_mdeg - 323_130)).toBeLessThan(3);
  });

  test('tell the angles of the voltages after U1', () => {
    supply(6_000);
    expect(quantities(1).voltage_angle_mdeg % 360_000).toBeLessThan(2);
    expect(abs(quantities(2).voltage_angle_mdeg - 120_000)).toBeLessThan(3);
    expect(abs(quantities(3).voltage_angle_mdeg - 240_000)).toBeLessThan(3);
  });

  test('have no angle of a voltage that is not there, and of a current that has not started', () => {
    loseVoltage(1);
    setAmps(0.021);
    supply(6_000);
    expect(quantities(2).voltage_angle_mdeg).toBe(NOT_MEASURED_SIGNED);
    expect(abs(quantities(2).current_angle_mdeg - 120_000)).toBeLessThan(50);
    setAmps(0.019);
    supply(4_000);
    for (let scope: i32 = 1; scope <= 3; scope++) expect(quantities(scope).current_angle_mdeg).toBe(NOT_MEASURED_SIGNED);
    expect(quantities(3).voltage_angle_mdeg).not.toBe(NOT_MEASURED_SIGNED);
  });

  test('have no frequency before one was found, and none without a mains', () => {
    expect(quantities(0).frequency_mHz).toBe(NOT_MEASURED);
    supply(6_000);
    expect(quantities(0).frequency_mHz).toBe(50_000);
    loseMains();
    supply(6_000);
    expect(quantities(0).frequency_mHz).toBe(NOT_MEASURED);
    for (let scope: i32 = 1; scope <= 3; scope++) {
      expect(quantities(scope).voltage_angle_mdeg).toBe(NOT_MEASURED_SIGNED);
      expect(quantities(scope).current_angle_mdeg).toBe(NOT_MEASURED_SIGNED);
    }
  });

  test('sum the elements, the apparent power of three wires by root of three quarters', () => {
    supply(6_000);
    const sum = quantities(1).apparent_power_mVA + quantities(2).apparent_power_mVA + quantities(3).apparent_power_mVA;
    expect(quantities(0).apparent_power_mVA).toBe(sum);
    freshMeter();
    parameters().service = <u8>SERVICE_3P3W;
    supply(6_000);
    expect(ppm(<f64>quantities(0).apparent_power_mVA, 2 * 1_150_000 * Math.sqrt(0.75))).toBeLessThan(20);
  });

  test('take the direct component into currents at once, and let it go at once', () => {
    supply(4_000);
    // A window after the one in which it came: 5 A and 1 A of direct current.
    setDirectCurrent(40_000);
    supply(2_000);
    expect(ppm(<f64>quantities(1).current_uA, Math.sqrt(26) * 1_000_000)).toBeLessThan(20);
    expect(ppm(<f64>quantities(1).apparent_power_mVA, Math.sqrt(26) * 230_000)).toBeLessThan(200);
    expect(ppm(<f64>quantities(1).active_power_mW, 1_150_000)).toBeLessThan(20);
    setDirectCurrent(0);
    supply(2_000);
    expect(ppm(<f64>quantities(1).current_uA, 5_000_000)).toBeLessThan(20);
  });

  test('leave out of currents what drifts in an AFE: a direct component below half the starting current', () => {
    setDirectCurrent(390);
    supply(4_000);
    expect(quantities(0).current_uA).toBeLessThan(20);
    setDirectCurrent(410);
    supply(2_000);
    expect(ppm(<f64>quantities(1).current_uA, 5_000_010)).toBeLessThan(10);
  });

  test('hold reactive power in a window off the frequency before: at a start, and at a step', () => {
    setFrequency(47.6);
    setLag_deg(60);
    while (quantities(2).voltage_mV == 0) supply(10);
    expect(ppm(<f64>quantities(2).reactive_power_mvar, 995_929)).toBeLessThan(70_000);
    freshMeter();
    setLag_deg(60);
    // After 2.5 s both frequencies stand at the same phase.
    supply(10_000);
    setFrequency(48.4);
    for (let n: i32 = 0; n < 20; n++) {
      supply(100);
      expect(ppm(<f64>quantities(2).reactive_power_mvar, 995_929)).toBeLessThan(70_000);
    }
  });

  test('hold reactive and fundamental power while the frequency runs by a hertz a second', () => {
    for (let run: i32 = 0; run < 4; run++) {
      const lag = run < 2 ? 60.0 : 25.84;
      freshMeter();
      setFrequency(run & 1 ? 52 : 48);
      setRamp(run & 1 ? -1 : 1);
      setLag_deg(lag);
      supply(4_000);
      let worst: f64 = 0;
      for (let n: i32 = 0; n < 120; n++) {
        supply(100);
        const wanted = 1_150_000 * Math.sin((lag * Math.PI) / 180);
        worst = Math.max(worst, ppm(<f64>quantities(2).reactive_power_mvar, wanted));
      }
      expect(worst).toBeLessThan(250);
    }
  });
});
