// The control log: each new state by its code, with who brought it about.
import {
  CODE_LOCAL_CONNECTION, CODE_LOCAL_DISCONNECTION, CODE_MANUAL_CONNECTION, CODE_READY_FOR_RECONNECTION, CODE_REMOTE_CONNECTION,
  CODE_REMOTE_DISCONNECTION, CODE_SWITCH_FAILED,
} from '../../../../../shared-protocol/generated/assembly/event-logs';
import { ACTOR_PREPAYMENT, ACTOR_REMOTE, BUTTON_SCROLL, CREDIT_EXHAUSTED, CREDIT_GOOD } from '../../../../../shared-protocol/generated/assembly/protocol';
import { entryAt, logOfCode, newestOf, resetLogs } from '../../../logs/log';
import { account } from '../../prepayment/account';
import { loadControlButton, remoteDisconnect, remoteReconnect } from '../load-control';
import { fresh, now_us, seconds, setFollows, setMode } from './testing';

/** The code of the entry before the newest by so many. */
function code(back: u32): i32 {
  const log = logOfCode(CODE_REMOTE_DISCONNECTION);
  return <i32>entryAt(log, newestOf(log) - back)!.code;
}

function captured(): i32 {
  const log = logOfCode(CODE_REMOTE_DISCONNECTION);
  return <i32>entryAt(log, newestOf(log))!.value;
}

describe('The control log', () => {
  beforeEach(() => {
    fresh();
    resetLogs();
  });

  test('has a command, and the button behind it', () => {
    setMode(1);
    remoteDisconnect();
    expect(code(0)).toBe(CODE_REMOTE_DISCONNECTION);
    expect(captured()).toBe(ACTOR_REMOTE);
    seconds(20);
    remoteReconnect(now_us);
    expect(code(0)).toBe(CODE_READY_FOR_RECONNECTION);
    loadControlButton(BUTTON_SCROLL, true, now_us);
    seconds(6);
    expect(code(0)).toBe(CODE_MANUAL_CONNECTION);
    setMode(4);
    remoteDisconnect();
    seconds(20);
    remoteReconnect(now_us);
    expect(code(0)).toBe(CODE_REMOTE_CONNECTION);
  });

  test('has what the meter does itself, and why', () => {
    setMode(6);
    account().state = <u8>CREDIT_EXHAUSTED;
    seconds(20);
    expect(code(0)).toBe(CODE_LOCAL_DISCONNECTION);
    expect(captured()).toBe(ACTOR_PREPAYMENT);
    account().state = <u8>CREDIT_GOOD;
    seconds(20);
    expect(code(0)).toBe(CODE_LOCAL_CONNECTION);
  });

  test('has a switch that fails once', () => {
    setFollows(false);
    remoteDisconnect();
    seconds(100);
    expect(code(0)).toBe(CODE_SWITCH_FAILED);
    expect(code(1)).toBe(CODE_REMOTE_DISCONNECTION);
  });
});
