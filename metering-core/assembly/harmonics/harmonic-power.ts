// Active power of each harmonic of an element, with its direction, from the last turns of its voltage and its current.
// Legally relevant (IR46). Changes alter the software identification.
import { FIRST_CURRENT } from '../../../shared-protocol/generated/assembly/protocol';
import { divideRounded } from '../math/arithmetic';
import { cosine_Q30, rotate } from '../math/cordic';
import { harmonicAmplitude, harmonicAngle_mdeg } from './harmonics';

/**
 * U x I x cos of the angle between them, mW; positive flows into the load. Angles of both are told at the zero crossing
 * of the reference voltage, so that two turns a second apart go together. 2^29 uV x 2^28 uA / 10^6 x 2^22 is below 2^60.
 */
export function harmonicPower_mW(element: i32, order: i32): i32 {
  const current = element + FIRST_CURRENT;
  const apparent_uVA = (<i64>harmonicAmplitude(element, order) * <i64>harmonicAmplitude(current, order)) / 1_000_000;
  const between_mdeg = <i64>harmonicAngle_mdeg(element, order) - <i64>harmonicAngle_mdeg(current, order);
  rotate(<u32>((between_mdeg << 32) / 360_000));
  return <i32>divideRounded((apparent_uVA * <i64>(cosine_Q30 >> 8)) >> 22, 1000);
}
