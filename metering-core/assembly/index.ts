// The exports of the metering core, and nothing else; the table is shared-protocol/spec/abi.json.
import {
  ABI_VERSION, CLOCK_SET, FRAM_CLOCK_STATE_A, FRAM_LEGAL_LINE_A, FRAM_LOCAL_TIME_A, FRAM_SESSION_A, LINK_FRAME_MAX, PORT_ADJUSTMENT,
  PORT_CHUNK_MAX, PORT_LEGAL, SAMPLES_MAX, Status,
} from '../../shared-protocol/generated/assembly/protocol';
import { resetAdjustment } from './answers/adjustment-answers';
import { resetApdus } from './answers/apdu-answers';
import { resetLatch } from './answers/latch';
import { portReceived, resetPorts, servePorts } from './answers/ports';
import { Asker } from './answers/messages';
import { resetReadings } from './answers/reading-answers';
import { reply } from './answers/reply';
import { loadLocalTime, localTimeFound } from './clock/local-time';
import { adoptClock, resetClock } from './clock/rtc';
import { followSetting, resetSetting } from './clock/setting';
import { clockStateFound, loadClockState, sumUncertainty } from './clock/uncertainty';
import { lineFound } from './dlt645/line';
import { followPeriod } from './dlt645/output';
import { start645 } from './dlt645/server';
import { displaySecond, refreshDisplay, resetDisplay } from './display/legal-display';
import { completeLocalTime, followChange, followClock, followSecond, followSwitch, noteCoverLatch } from './events/event-moments';
import { tellOfBanks, tellOfLoss } from './events/storage-state';
import { LINK_FRAME, PORT_CHUNK, SAMPLES } from './memory';
import { meterBlock, powerChanged, startMetering } from './metering';
import { signatureEnded } from './proof/signatures';
import { clockEdge, recordEnded } from './records/recorder';
import { countersFound } from './session/counters';
import { resetSession, serveSession, sessionSecond } from './session/server';
import { secondElapsed } from './surroundings/rtc-edges';
import { temperatureMeasured } from './surroundings/temperature';
import { resetSwitches, switchChanged } from './surroundings/switches';

export function abi_version(): i32 {
  return ABI_VERSION;
}

export function samples_buffer(): i32 {
  return <i32>SAMPLES;
}

export function port_buffer(): i32 {
  return <i32>PORT_CHUNK;
}

export function link_buffer(): i32 {
  return <i32>LINK_FRAME;
}

export function start(reset_cause: i32): i32 {
  resetPorts();
  resetAdjustment();
  resetLatch();
  resetApdus();
  resetReadings();
  resetSwitches();
  loadClockState();
  loadLocalTime();
  resetSetting();
  resetClock();
  startMetering(reset_cause);
  start645();
  resetSession();
  resetDisplay();
  tellOfBanks(FRAM_LOCAL_TIME_A, localTimeFound);
  completeLocalTime();
  tellOfLoss(FRAM_CLOCK_STATE_A, clockStateFound);
  tellOfLoss(FRAM_LEGAL_LINE_A, lineFound);
  tellOfLoss(FRAM_SESSION_A, countersFound);
  return Status.OK;
}

export function samples(first_index: i64, count: i32): i32 {
  if (count < 1 || count > SAMPLES_MAX || first_index < 0) return Status.OUT_OF_RANGE;
  servePorts();
  const status = meterBlock(<u64>first_index, count);
  followPeriod();
  refreshDisplay();
  serveSession();
  return status;
}

export function port_received(port: i32, length: i32): i32 {
  if (length < 1 || length > PORT_CHUNK_MAX) return Status.OUT_OF_RANGE;
  if (port != PORT_LEGAL && port != PORT_ADJUSTMENT) return Status.OUT_OF_RANGE;
  portReceived(port, PORT_CHUNK, length);
  return Status.OK;
}

export function switch_changed(input: i32, closed: i32, sample_index: i64): i32 {
  const status = switchChanged(input, closed, sample_index);
  if (status == Status.OK) followSwitch();
  return status;
}

export function second_elapsed(sample_index: i64, fraction_Q16: i32): i32 {
  if (sample_index < 0 || fraction_Q16 < 0 || fraction_Q16 > 0xffff) return Status.OUT_OF_RANGE;
  servePorts(); // also while the front end stands still
  secondElapsed(sample_index, fraction_Q16);
  followSecond(sample_index);
  clockEdge((sample_index << 16) | <i64>fraction_Q16);
  sessionSecond();
  serveSession();
  displaySecond();
  return Status.OK;
}

export function temperature_measured(temperature_mC: i32): i32 {
  if (temperature_mC < -55_000 || temperature_mC > 125_000) return Status.OUT_OF_RANGE;
  temperatureMeasured(temperature_mC);
  return Status.OK;
}

export function nor_done(status: i32): i32 {
  if (status > 0) return Status.OUT_OF_RANGE;
  recordEnded(status);
  return Status.OK;
}

export function clock_told(
  operation: i32, status: i32, time_s: i64, stopped: i32, temperature_mC: i32, sample_index: i64,
): i32 {
  if (operation < 0 || operation > CLOCK_SET || status > 0 || time_s < 0 || sample_index < 0) return Status.OUT_OF_RANGE;
  if (stopped < 0 || stopped > 1 || temperature_mC < -128_000 || temperature_mC > 127_750) return Status.OUT_OF_RANGE;
  followSetting(operation, status);
  adoptClock(operation, status, <u64>time_s, stopped != 0, temperature_mC, <u64>sample_index);
  sumUncertainty();
  followChange();
  followClock();
  return Status.OK;
}

export function power_changed(failing: i32, at: i64): i32 {
  if (failing < 0 || failing > 1 || at < 0) return Status.OUT_OF_RANGE;
  return powerChanged(failing != 0, at);
}

export function job_done(job: i32, length: i32): i32 {
  if (length > PORT_CHUNK_MAX) return Status.BAD_LENGTH;
  return signatureEnded(job, length, PORT_CHUNK);
}

export function cover_latch_read(latch: i32): i32 {
  return noteCoverLatch(latch);
}

export function link_received(length: i32): i32 {
  if (length < 1 || length > LINK_FRAME_MAX) return 0;
  return reply(Asker.LINK, LINK_FRAME, length);
}
