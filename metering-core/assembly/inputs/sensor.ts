// The current sensors: what each kind does to the signal, and the integral that undoes it.
// Legally relevant (IR46). Changes alter the software identification.
import { PARAMETERS_current_sensor } from '../../../shared-protocol/generated/assembly/layouts';
import { SENSOR_CT, SENSOR_CT_DC_TOLERANT, SENSOR_ROGOWSKI, SENSOR_SHUNT } from '../../../shared-protocol/generated/assembly/protocol';
import { cosine_Q30, rotate, sine_Q30 } from '../math/cordic';
import { lead_udeg, parameters } from '../parameters/parameters';

/** The value is the filter's output, or that plus a little of its integral, or the integral itself. */
export namespace Chain {
  export const DIRECT: i32 = 0;
  export const LEAD_CORRECTED: i32 = 1;
  export const INTEGRATED: i32 = 2;
}

const TWO_PI_Q28: i64 = 1686629713;

/** The sensor of a current input 3..6. */
function sensorOf(input: i32): i32 {
  return <i32>load<u8>(changetype<usize>(parameters()) + PARAMETERS_current_sensor + input - 3);
}

/** True where direct current of the load reaches the input: only a shunt carries it. */
export function carriesDirect(input: i32): bool {
  return input >= 3 && sensorOf(input) == SENSOR_SHUNT;
}

/** Inputs 0..2 are voltages, direct; 3..6 currents. */
export function chainOf(input: i32): i32 {
  if (input < 3) return Chain.DIRECT;
  const sensor = sensorOf(input);
  if (sensor == SENSOR_ROGOWSKI) return Chain.INTEGRATED;
  const leads = (sensor == SENSOR_CT || sensor == SENSOR_CT_DC_TOLERANT) && lead_udeg(input) != 0;
  return leads ? Chain.LEAD_CORRECTED : Chain.DIRECT;
}

/** Angle of one sample at the nominal frequency, radians, Q30: 2 pi f0 / rate. */
export function nominalStep_Q30(): i64 {
  const p = parameters();
  return ((<i64>p.nominal_frequency_mHz << 30) / <i64>p.sampling_rate_mHz * TWO_PI_Q28) >> 28;
}

/**
 * Share of the integral that undoes a transformer's lead, Q30. Magnetising inductance makes it a high pass
 * s / (s + wc), wc = w0 tan(lead); the inverse is 1 + wc / s, and one sample's integral weighs wc / rate.
 */
export function leadShare_Q30(input: i32): i64 {
  rotate(<u32>((<i64>lead_udeg(input) << 32) / 360_000_000));
  return (nominalStep_Q30() * sine_Q30) / cosine_Q30;
}
