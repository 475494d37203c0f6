// Answers of what quality the supply is: read_power_quality, read_harmonics, read_network, read_aggregate, read_interval.
// Legally relevant (IR46). Changes alter the software identification.
import {
  Aggregate, AGGREGATE_BYTES, Groups, GROUPS_BYTES, GROUPS_group_u, GROUPS_interharmonic_u, GROUPS_subgroup_u, HarmonicPowers, HARMONIC_POWERS_BYTES, HARMONIC_POWERS_power_mW, Harmonics, HARMONICS_amplitude_u, HARMONICS_angle_mdeg, HARMONICS_BYTES, Network,
  NETWORK_BYTES, PowerQuality, POWER_QUALITY_BYTES, ReadAggregateRequest, ReadGroupsRequest, ReadHarmonicPowersRequest, ReadHarmonicsRequest, ReadIntervalRequest, ReadPowerQualityRequest,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  FIRST_CURRENT, GROUP_ORDERS, GROUPS_PAGE, HARMONICS_PAGE, INPUTS, INTERVAL_TEN_MINUTES, INTERVALS, NOT_MEASURED, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import {
  crestFactor_ppm, harmonicAmplitude, harmonicAngle_mdeg, harmonicsCount, harmonicsHighest, harmonicsThd_ppm, kFactor_ppm, ORDERS_MAX,
  peak_u,
} from '../harmonics/harmonics';
import { GROUP_INPUTS, group_u, groupsCount, groupsHighest } from '../harmonics/groups';
import { harmonicPower_mW } from '../harmonics/harmonic-power';
import { ELEMENTS } from '../inputs/element';
import { aggregateRecord } from '../intervals/publication';
import { network } from '../quantities/network';
import { direct_uA, fundamentalPower_mW, vectorApparent_mVA } from '../quantities/power-quality';
import { quantities, SCOPES } from '../quantities/quantities';
import { halfCycleRms_mV } from '../windows/half-cycle';
import { tenSecondFrequency_mHz, tenSeconds } from '../windows/ten-seconds';
import { meteringFlags } from '../events/marks';

/** What only a phase has: distortions, the direct component of its current, the rms of its last cycle. */
function phaseQuality(p: PowerQuality, element: i32): void {
  const current = element + FIRST_CURRENT;
  p.voltage_thd_ppm = harmonicsThd_ppm(element);
  p.voltage_crest_ppm = crestFactor_ppm(element);
  const peak_uV = peak_u(element);
  p.voltage_peak_mV = peak_uV == NOT_MEASURED ? NOT_MEASURED : peak_uV / 1000;
  p.current_peak_uA = peak_u(current);
  p.current_crest_ppm = crestFactor_ppm(current);
  p.current_k_ppm = kFactor_ppm(current);
  p.current_thd_ppm = harmonicsThd_ppm(current);
  p.direct_current_uA = direct_uA(current);
  p.half_cycle_voltage_mV = halfCycleRms_mV(element);
}

export function readPowerQuality(payload: usize): i32 {
  const scope = <i32>changetype<ReadPowerQualityRequest>(payload).scope;
  if (scope >= SCOPES) return Status.OUT_OF_RANGE;
  memory.fill(payload, 0, POWER_QUALITY_BYTES);
  const p = changetype<PowerQuality>(payload);
  p.sample_index = quantities(scope).sample_index;
  p.scope = <u8>scope;
  p.flags = <u8>meteringFlags();
  p.fundamental_power_mW = fundamentalPower_mW(scope);
  p.apparent_vector_mVA = vectorApparent_mVA(scope);
  p.apparent_arithmetic_mVA = quantities(scope).apparent_power_mVA;
  if (scope > 0) phaseQuality(p, scope - 1);
  return POWER_QUALITY_BYTES;
}

/** A page of one input's spectrum. */
export function readHarmonics(payload: usize): i32 {
  const request = changetype<ReadHarmonicsRequest>(payload);
  const input = <i32>request.input;
  const first = <i32>request.first_order;
  if (input >= INPUTS || first < 1 || first > ORDERS_MAX) return Status.OUT_OF_RANGE;
  memory.fill(payload, 0, HARMONICS_BYTES);
  const reply = changetype<Harmonics>(payload);
  reply.measurements = harmonicsCount(input);
  reply.input = <u8>input;
  reply.first_order = <u8>first;
  reply.highest_order = <u8>harmonicsHighest(input);
  reply.flags = <u8>meteringFlags();
  reply.thd_ppm = harmonicsThd_ppm(input);
  for (let i: i32 = 0; i < HARMONICS_PAGE && first + i <= ORDERS_MAX; i++) {
    store<u32>(payload + HARMONICS_amplitude_u + (i << 2), harmonicAmplitude(input, first + i));
    store<i32>(payload + HARMONICS_angle_mdeg + (i << 2), harmonicAngle_mdeg(input, first + i));
  }
  return HARMONICS_BYTES;
}

/** A page of the powers of one element's harmonics. */
export function readHarmonicPowers(payload: usize): i32 {
  const request = changetype<ReadHarmonicPowersRequest>(payload);
  const element = <i32>request.phase - 1;
  const first = <i32>request.first_order;
  if (<u32>element >= <u32>ELEMENTS || first < 1 || first > ORDERS_MAX) return Status.OUT_OF_RANGE;
  memory.fill(payload, 0, HARMONIC_POWERS_BYTES);
  const reply = changetype<HarmonicPowers>(payload);
  reply.measurements = harmonicsCount(element + FIRST_CURRENT);
  reply.phase = <u8>(element + 1);
  reply.first_order = <u8>first;
  reply.highest_order = <u8>min(harmonicsHighest(element), harmonicsHighest(element + FIRST_CURRENT));
  reply.flags = <u8>meteringFlags();
  for (let i: i32 = 0; i < HARMONICS_PAGE && first + i <= <i32>reply.highest_order; i++) {
    store<i32>(payload + HARMONIC_POWERS_power_mW + (i << 2), harmonicPower_mW(element, first + i));
  }
  return HARMONIC_POWERS_BYTES;
}

/** A page of one input's groups. */
export function readGroups(payload: usize): i32 {
  const request = changetype<ReadGroupsRequest>(payload);
  const input = <i32>request.phase_input;
  const first = <i32>request.first_group;
  if (input >= GROUP_INPUTS || first < 1 || first > GROUP_ORDERS) return Status.OUT_OF_RANGE;
  memory.fill(payload, 0, GROUPS_BYTES);
  const reply = changetype<Groups>(payload);
  reply.measurements = <u64>groupsCount(input);
  reply.phase_input = <u8>input;
  reply.first_group = <u8>first;
  reply.highest_order = <u8>groupsHighest(input);
  reply.flags = <u8>meteringFlags();
  for (let i: i32 = 0; i < GROUPS_PAGE && first + i <= GROUP_ORDERS; i++) {
    store<u32>(payload + GROUPS_group_u + (i << 2), group_u(input, first + i, 0));
    store<u32>(payload + GROUPS_subgroup_u + (i << 2), group_u(input, first + i, 1));
    store<u32>(payload + GROUPS_interharmonic_u + (i << 2), group_u(input, first + i, 2));
  }
  return GROUPS_BYTES;
}

export function readNetwork(payload: usize): i32 {
  copyBytes(payload, changetype<usize>(network()), NETWORK_BYTES);
  const n = changetype<Network>(payload);
  n.flags = <u8>meteringFlags();
  n.ten_seconds = tenSeconds;
  n.ten_second_frequency_mHz = tenSecondFrequency_mHz;
  return NETWORK_BYTES;
}

function intervalAnswer(payload: usize, kind: i32, scope: i32): i32 {
  if (scope >= SCOPES || kind >= INTERVALS) return Status.OUT_OF_RANGE;
  copyBytes(payload, aggregateRecord(kind, scope), AGGREGATE_BYTES);
  changetype<Aggregate>(payload).flags = <u8>meteringFlags();
  return AGGREGATE_BYTES;
}

export function readAggregate(payload: usize): i32 {
  return intervalAnswer(payload, INTERVAL_TEN_MINUTES, <i32>changetype<ReadAggregateRequest>(payload).scope);
}

export function readInterval(payload: usize): i32 {
  const request = changetype<ReadIntervalRequest>(payload);
  return intervalAnswer(payload, <i32>request.interval, <i32>request.scope);
}
