// Answers who the meter is, how it fares, and what happened to it: identify, read_status, read_events.
// Legally relevant (IR46). Changes alter the software identification.
import {
  Events, EVENTS_BYTES, EVENTS_records, Identification, IDENTIFICATION_BYTES, IDENTIFICATION_module_sha256,
  IDENTIFICATION_pulse_energy, IDENTIFICATION_serial_number, PARAMETERS_pulse_energy, PARAMETERS_serial_number, ReadEventsRequest, Status as StatusRecord, STATUS_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import { ABI_VERSION } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { clock_s, clockStatus, clockStopped } from '../clock/rtc';
import { missedSamples, sampleIndex } from '../clock/sample-clock';
import { hotRecord } from '../energy/hot-record';
import { activeEvents } from '../events/event-detector';
import { copyEvents, newestEvent } from '../events/event-log';
import { softwareId } from '../host';
import { invalidSamples } from '../inputs/afe-watch';
import { latency_samples } from '../inputs/filter';
import { parameters, parametersCrc } from '../parameters/parameters';
import { refusedRequests } from '../proof/allowance';
import { quantities } from '../quantities/quantities';
import { VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH } from '../version';
import { meteringFlags } from '../events/marks';

/** Length of a serial number, bytes. */
const SERIAL_BYTES: i32 = 16;

/** The nameplate: markings are sealed with the other parameters. */
function writeMarkings(id: Identification): void {
  const p = parameters();
  id.accuracy_class = p.accuracy_class;
  id.connection = p.connection;
  id.year = p.year;
  id.meter_constant_imp_per_kWh = p.meter_constant_imp_per_kWh;
  id.meter_constant_imp_per_kvarh = p.meter_constant_imp_per_kvarh;
  id.meter_constant_imp_per_kVAh = p.meter_constant_imp_per_kVAh;
  id.nominal_voltage_mV = p.nominal_voltage_mV;
  id.nominal_frequency_mHz = p.nominal_frequency_mHz;
  id.starting_current_uA = p.starting_current_uA;
  id.minimum_current_uA = p.minimum_current_uA;
  id.transitional_current_uA = p.transitional_current_uA;
  id.maximum_current_uA = p.maximum_current_uA;
  // With what is reserved behind it, which tells nothing.
  store<u32>(changetype<usize>(id) + IDENTIFICATION_pulse_energy, load<u16>(changetype<usize>(p) + PARAMETERS_pulse_energy));
  copyBytes(
    changetype<usize>(id) + IDENTIFICATION_serial_number, changetype<usize>(p) + PARAMETERS_serial_number, SERIAL_BYTES,
  );
  id.current_ratio_primary = p.current_ratio_primary;
  id.current_ratio_secondary = p.current_ratio_secondary;
  id.voltage_ratio_primary = p.voltage_ratio_primary;
  id.voltage_ratio_secondary = p.voltage_ratio_secondary;
}

export function identify(payload: usize): i32 {
  const p = parameters();
  const id = changetype<Identification>(payload);
  id.abi_version = <u16>ABI_VERSION;
  id.version_major = VERSION_MAJOR;
  id.version_minor = VERSION_MINOR;
  id.version_patch = VERSION_PATCH;
  id.service = p.service;
  id.filter_delay_samples = <u16>latency_samples;
  id.sampling_rate_mHz = p.sampling_rate_mHz;
  id.parameters_crc = parametersCrc();
  writeMarkings(id);
  const status = softwareId(payload + IDENTIFICATION_module_sha256);
  return status < 0 ? status : IDENTIFICATION_BYTES;
}

export function readStatus(payload: usize): i32 {
  const s = changetype<StatusRecord>(payload);
  s.sample_index = sampleIndex;
  s.missed_samples = missedSamples;
  s.invalid_samples = invalidSamples;
  s.starts = hotRecord().starts;
  s.flags = meteringFlags();
  s.active_events = activeEvents;
  s.newest_event = newestEvent;
  s.refused_requests = refusedRequests;
  s.clock_s = clock_s;
  s.clock_status = clockStatus;
  s.clock_stopped = clockStopped ? 1 : 0;
  s.window_index = quantities(0).sample_index;
  return STATUS_BYTES;
}

export function readEvents(payload: usize): i32 {
  const first = changetype<ReadEventsRequest>(payload).first;
  memory.fill(payload, 0, EVENTS_BYTES);
  const events = changetype<Events>(payload);
  events.newest = newestEvent;
  events.active = activeEvents;
  events.count = <u8>copyEvents(first, payload + EVENTS_records);
  return EVENTS_BYTES;
}
