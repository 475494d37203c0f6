// The supply is cut at every byte that a command about the switch writes: it is taken whole or not at all, and the switch follows.
import {
  CODE_REMOTE_CONNECTION, CODE_REMOTE_DISCONNECTION,
} from '../../../../../shared-protocol/generated/assembly/event-logs';
import { CONTROL_CONNECTED, CONTROL_DISCONNECTED, Status } from '../../../../../shared-protocol/generated/assembly/protocol';
import { framWritten, setCutAfter } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { entryAt, logOfCode, newestOf } from '../../../logs/log';
import { remoteDisconnect, remoteReconnect, setHold } from '../load-control';
import { orderLimit } from '../operator';
import { replaceSettings, settings, settingsToBe } from '../settings';
import { controlState } from '../state';
import { CLOCK_s, fresh, isClosed, now_us, restart, seconds, setMode, tellTime } from './testing';

/** What a command leaves: everything of it, or nothing. */
function standing(): u64 {
  const state = controlState();
  return <u64>state.control | (<u64>state.hold << 8) | (<u64>state.command << 16) | (<u64>state.operator_W << 32);
}

/** A meter that was commanded twice before, so that both banks hold something. */
function before(): void {
  fresh();
  setMode(4);
  seconds(1);
  remoteDisconnect();
  seconds(20);
  remoteReconnect(now_us);
  seconds(20);
  tellTime(CLOCK_s);
}

function command(which: i32): i32 {
  if (which == 0) return remoteDisconnect();
  if (which == 1) return setHold(1);
  return orderLimit(5000, 600);
}

const LOG = logOfCode(CODE_REMOTE_DISCONNECTION);

function entries(): u32 {
  return newestOf(LOG);
}

function newestCode(): i32 {
  return <i32>entryAt(LOG, newestOf(LOG))!.code;
}

function newestTime(): u32 {
  return entryAt(LOG, newestOf(LOG))!.time_s;
}

describe('A command about the load switch whose supply is cut', () => {
  test('at any byte is in force whole or not at all, and the contact is where the state says', () => {
    for (let which = 0; which < 3; which++) {
      before();
      const old = standing();
      const written = framWritten();
      expect(command(which)).toBe(Status.OK);
      const bytes = framWritten() - written;
      const after = standing();
      expect(after).not.toBe(old);
      let taken = 0;
      for (let byte = 0; byte <= bytes; byte++) {
        before();
        setCutAfter(byte);
        command(which);
        setCutAfter(-1);
        restart();
        const found = standing();
        expect(found == old || found == after).toBe(true);
        if (found == after) taken++;
        seconds(30);
        expect(isClosed()).toBe(<i32>controlState().control == CONTROL_CONNECTED);
        if (which == 0) expect(<i32>controlState().control == CONTROL_DISCONNECTED).toBe(found == after);
      }
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThan(bytes + 1);
    }
  });

  test('at any byte is in the log of control events once where its state is in force, and not at all where it is not', () => {
    for (let which = 0; which < 2; which++) {
      before();
      const logged = entries();
      const written = framWritten();
      expect(command(which)).toBe(Status.OK);
      const bytes = framWritten() - written;
      expect(entries()).toBe(logged + 1);
      for (let byte = 0; byte <= bytes; byte++) {
        before();
        const old = standing();
        setCutAfter(byte);
        command(which);
        setCutAfter(-1);
        restart();
        const isTaken = standing() != old;
        seconds(2);
        expect(entries()).toBe(logged + (isTaken ? 1 : 0));
        if (isTaken) {
          expect(newestCode()).toBe(which == 0 ? CODE_REMOTE_DISCONNECTION : CODE_REMOTE_CONNECTION);
          expect(newestTime()).toBe(<u32>CLOCK_s);
        }
        restart();
        seconds(2);
        expect(entries()).toBe(logged + (isTaken ? 1 : 0));
      }
    }
  });

  test('at any byte leaves settings whole', () => {
    before();
    for (let byte = 0; byte < 100; byte++) {
      before();
      setCutAfter(byte);
      const next = settingsToBe();
      next.mode = 2;
      next.normal_mW = 9;
      replaceSettings(next);
      setCutAfter(-1);
      restart();
      const isNew = settings().mode == 2;
      expect(settings().mode == 4 || isNew).toBe(true);
      expect(settings().normal_mW == 9).toBe(isNew);
    }
  });

  test('between the record and the pulse is carried out behind the cut', () => {
    before();
    expect(remoteDisconnect()).toBe(Status.OK);
    restart();
    seconds(5);
    expect(isClosed()).toBe(false);
  });
});
