// Executes the actions of scripts, one after the other, as any client would write or execute them.
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { COMMIT_ms } from '../../../shared-protocol/generated/assembly/programming';
import { placeOf } from '../objects/places';
import { findObject } from '../objects/tables';
import { abortWrite, beginWrite, commitWrite, takeBytes, Write, WRITE_BYTES } from '../objects/write';
import { resetMonitoring } from './monitoring';
import { actionDone, nextAction } from '../scripts/queue';
import { Action, actionAt, codeOf, SERVICE_EXECUTE, valueOf } from '../scripts/tables';

// @ts-ignore: decorator
@lazy const WRITE = memory.data(WRITE_BYTES, 8);
/** An action that was begun is given up then. */
let until_us: i64 = 0;
/** Status of the action that was executed last. */
export let lastExecution: i32 = 0;

export function resetExecution(): void {
  memory.fill(WRITE, 0, WRITE_BYTES);
  until_us = 0;
  lastExecution = Status.OK;
  resetMonitoring();
}

/** Begins an action and hands its value over. Returns a Status: BUSY while another value is under way. */
function begin(action: Action): i32 {
  const row = findObject(codeOf(action), action.class);
  const place = row < 0 ? -1 : placeOf(row, action.index, action.service == SERVICE_EXECUTE);
  if (place < 0) return Status.NOT_FOUND;
  const write = changetype<Write>(WRITE);
  const status = beginWrite(write, row, 0, place);
  if (status != Status.OK) return status;
  const taken = takeBytes(write, valueOf(action), action.valueLength);
  if (taken != Status.OK) abortWrite(write);
  return taken;
}

/** Each tick: one step of the action that is next. A provider that is not done is asked again, for a while. */
export function executionTick(now_us: i64): void {
  const index = nextAction();
  if (index < 0) return;
  const write = changetype<Write>(WRITE);
  let status: i32 = Status.OK;
  if (!write.open) {
    status = begin(actionAt(index));
    until_us = now_us + <i64>COMMIT_ms * 1000;
  }
  if (status == Status.OK) status = commitWrite(write);
  const isLate = write.open && now_us >= until_us;
  if (status == Status.BUSY && !isLate) return;
  if (isLate) abortWrite(write);
  lastExecution = status;
  actionDone();
}
