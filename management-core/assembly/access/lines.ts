// Which protocol answers at a port: a setting, since a line does not say who is at its other end.
import { LINE_SETTINGS_BYTES, LINE_SETTINGS_protocol } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_LINE_SETTINGS_A, FRAM_LINE_SETTINGS_B, LINE_DEFAULT, LINE_HDLC, LINE_IEC62056_21, LINE_SETTINGS_MAGIC, LINE_WRAPPER,
  PORT_RS485, PORT_UPLINK, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { loadBanked, replaceBanked } from '../storage/banked-record';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(LINE_SETTINGS_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(LINE_SETTINGS_BYTES, 8);

/** A meter that was never told, or whose settings are lost, has LINE_DEFAULT everywhere. */
export function resetLines(): void {
  loadBanked(RECORD, SPARE, LINE_SETTINGS_BYTES, LINE_SETTINGS_MAGIC, FRAM_LINE_SETTINGS_A, FRAM_LINE_SETTINGS_B);
}

/** LINE_*, as it was set. */
export function lineSetting(port: i32): i32 {
  return load<u8>(RECORD + LINE_SETTINGS_protocol + port);
}

/** LINE_IEC62056_21, LINE_HDLC or LINE_WRAPPER: what answers at a port. */
export function lineProtocol(port: i32): i32 {
  const set = lineSetting(port);
  if (set != LINE_DEFAULT) return set;
  return port == PORT_RS485 ? LINE_HDLC : LINE_IEC62056_21;
}

/** The wrapper has no check of its own: only a module's line carries it. */
function fits(port: i32, protocol: i32): bool {
  return protocol >= LINE_DEFAULT && protocol <= (port == PORT_UPLINK ? LINE_WRAPPER : LINE_HDLC);
}

/** Stored before it is in force. Returns a Status. */
export function setLineProtocol(port: i32, protocol: i32): i32 {
  if (!fits(port, protocol)) return Status.OUT_OF_RANGE;
  memory.copy(SPARE, RECORD, LINE_SETTINGS_BYTES);
  store<u8>(SPARE + LINE_SETTINGS_protocol + port, <u8>protocol);
  return replaceBanked(RECORD, SPARE, LINE_SETTINGS_BYTES, LINE_SETTINGS_MAGIC, FRAM_LINE_SETTINGS_A, FRAM_LINE_SETTINGS_B);
}
