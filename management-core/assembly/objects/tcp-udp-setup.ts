// Providers: TCP-UDP setup (class 41) of the uplink slot: what its module is to keep to, and how long the wrapper waits.
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, setNumber, Value } from '../../../shared-protocol/assembly/objects/value';
import { APDU_MOST, WRAPPER_HEAD_BYTES, WRAPPER_PORT } from '../access/dlms-facts';
import { setWrapperInactivity, wrapperInactivity_s } from '../access/wrapper-settings';
import { stagedNumber } from './staging';

/** The line has one dialogue: who comes second is told nothing until the first has gone. */
const CONNECTIONS: i64 = 1;
/** No bytes. */
// @ts-ignore: decorator
@lazy const NOTHING = memory.data(8, 8);

/** The registered port of DLMS/COSEM. */
export function tcpUdpPort(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, WRAPPER_PORT);
}

/** None: IP, its addresses included, is the module's. */
export function ipReference(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setBytes(value, NOTHING, 0);
}

/** The longest APDU in its wrapper: longer ones are passed by. */
export function segmentSize(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, APDU_MOST + WRAPPER_HEAD_BYTES);
}

export function connections(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, CONNECTIONS);
}

/** Seconds, 0 for never. */
export function wrapperInactivity(row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value): i32 {
  return setNumber(value, wrapperInactivity_s());
}

export function commitWrapperInactivity(row: ObjectRow, entry: i32, place: i32): i32 {
  return setWrapperInactivity(<i32>stagedNumber());
}
