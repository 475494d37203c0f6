// What stands against guessing: delays that grow, outlive a power cut at any byte, and make ten years too short for 10^8 passwords.
import {
  framRead, framWrite, framWritten, resetHost, setCutAfter, setStorageFails,
} from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { FAILURES_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_FAILURES_A, FRAM_FAILURES_B, MANAGEMENT_PORTS, PORT_OPTICAL, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { GATES, LOCK_OUT_FREE, LOCK_OUT_MOST_s } from '../../../../shared-protocol/generated/assembly/programming';
import { setNow } from '../../time/clock';
import {
  beginAttempt, delay_s, failAttempt, failuresOf, forgiveFailures, gateOf, isLocked, lockedFor_s, passAttempt, resetLockOut,
  totalFailuresOf,
} from '../lock-out';

const SECOND_us: i64 = 1_000_000;
const YEAR_s: i64 = 31_557_600;
/** Eight digits. */
const PASSWORDS: i64 = 100_000_000;
/** From the supply's return to the first password: start of the board, sign-on and option select at 300 Bd, P0 at 9600. */
const START_s: i64 = 1;

let now_s: i64 = 0;

function at(time_s: i64): void {
  now_s = time_s;
  setNow(time_s * SECOND_us);
}

/** The supply goes and comes: time begins anew, the FRAM is as it was. */
function restart(): void {
  at(0);
  resetLockOut();
}

/** A wrong guess; false where the gate is locked. */
function guess(gate: i32): bool {
  if (beginAttempt(gate) != Status.OK) return false;
  failAttempt(gate);
  return true;
}

function optical(level: i32): i32 {
  return gateOf(PORT_OPTICAL, level);
}

describe('the lock-out', () => {
  beforeEach(() => {
    resetHost();
    restart();
  });

  it('lets a person err twice, and locks behind the third failure for ten seconds, each time twice as long, at most an hour', () => {
    const gate = optical(2);
    const expected = [0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600];
    for (let n = 1; n < expected.length; n++) {
      expect(guess(gate)).toBe(true);
      expect(lockedFor_s(gate)).toBe(expected[n]);
      expect(delay_s(n)).toBe(expected[n]);
      if (expected[n] > 0) {
        at(now_s + expected[n] - 1);
        expect(guess(gate)).toBe(false);
        at(now_s + 1);
      }
    }
    expect(delay_s(1000)).toBe(LOCK_OUT_MOST_s);
  });

  it('does not count, nor prolong, what is said to a locked gate', () => {
    const gate = optical(2);
    for (let n = 0; n < LOCK_OUT_FREE; n++) guess(gate);
    const failures = failuresOf(gate);
    for (let n = 0; n < 100; n++) expect(guess(gate)).toBe(false);
    expect(failuresOf(gate)).toBe(failures);
    at(10);
    expect(isLocked(gate)).toBe(false);
  });

  it('is of one port and one level', () => {
    for (let n = 0; n < 6; n++) {
      guess(optical(2));
      at(now_s + 40);
    }
    for (let n = 0; n < 3; n++) guess(optical(2));
    for (let gate = 0; gate < GATES; gate++) expect(isLocked(gate)).toBe(gate == optical(2));
    expect(gateOf(PORT_OPTICAL, 4)).toBe(-1);
  });

  it('outlives a power cut, and begins its delay anew', () => {
    const gate = optical(2);
    for (let n = 0; n < 5; n++) {
      guess(gate);
      at(now_s + 60);
    }
    restart();
    expect(failuresOf(gate)).toBe(5);
    expect(lockedFor_s(gate)).toBe(40);
    at(39);
    restart();
    expect(lockedFor_s(gate)).toBe(40);
  });

  it('is taken back by a right password an hour after the last failure, and before that for its own attempt alone', () => {
    const gate = optical(2);
    guess(gate);
    guess(gate);
    beginAttempt(gate);
    expect(passAttempt(gate)).toBe(Status.OK);
    expect(failuresOf(gate)).toBe(2);
    expect(totalFailuresOf(gate)).toBe(2);
    at(LOCK_OUT_MOST_s - 1);
    beginAttempt(gate);
    passAttempt(gate);
    expect(failuresOf(gate)).toBe(2);
    at(LOCK_OUT_MOST_s);
    beginAttempt(gate);
    passAttempt(gate);
    expect(failuresOf(gate)).toBe(0);
    restart();
    expect(failuresOf(gate)).toBe(0);
    expect(totalFailuresOf(gate)).toBe(2);
  });

  it('is taken back by whoever may', () => {
    const gate = optical(2);
    for (let n = 0; n < LOCK_OUT_FREE; n++) guess(gate);
    expect(forgiveFailures(gate)).toBe(Status.OK);
    expect(isLocked(gate)).toBe(false);
    restart();
    expect(failuresOf(gate)).toBe(0);
  });

  it('lets nothing be compared that could not be counted', () => {
    setStorageFails(true);
    expect(beginAttempt(optical(2))).toBe(Status.STORAGE_FAILED);
  });

  it('locks for the longest time where its record is damaged in both banks, and goes on from there', () => {
    guess(optical(2));
    guess(optical(2));
    framWrite(FRAM_FAILURES_A + 20, framRead(FRAM_FAILURES_A + 20) ^ 1);
    framWrite(FRAM_FAILURES_B + 20, framRead(FRAM_FAILURES_B + 20) ^ 1);
    restart();
    for (let gate = 0; gate < GATES; gate++) expect(lockedFor_s(gate)).toBe(LOCK_OUT_MOST_s);
    at(LOCK_OUT_MOST_s);
    beginAttempt(optical(2));
    expect(passAttempt(optical(2))).toBe(Status.OK);
    expect(failuresOf(optical(2))).toBe(0);
  });

  it('loses no failure that was told, wherever the supply goes: each byte of each writing is tried', () => {
    let cuts = 0;
    for (let before = 0; before < 6; before++) {
      for (let bytes = 0; bytes <= FAILURES_BYTES; bytes++) {
        resetHost();
        restart();
        for (let n = 0; n < before; n++) {
          guess(optical(2));
          at(now_s + 60);
        }
        setCutAfter(bytes);
        beginAttempt(optical(2)); // nothing is answered before this is over
        setCutAfter(-1);
        restart();
        const whole = bytes == FAILURES_BYTES;
        expect(failuresOf(optical(2))).toBe(whole ? before + 1 : before);
        expect(guess(optical(2))).toBe(delay_s(whole ? before + 1 : before) == 0);
        cuts++;
      }
    }
    expect(cuts).toBe(6 * (FAILURES_BYTES + 1));
  });

  it('is never taken back by a cut while a right password is noted: the count is the one before or the one after', () => {
    for (let bytes = 0; bytes <= FAILURES_BYTES; bytes++) {
      resetHost();
      restart();
      guess(optical(2));
      guess(optical(2));
      beginAttempt(optical(2));
      setCutAfter(bytes);
      passAttempt(optical(2));
      setCutAfter(-1);
      restart();
      expect(failuresOf(optical(2))).toBe(bytes == FAILURES_BYTES ? 2 : 3);
    }
  });

  it('writes one record an attempt', () => {
    const before = framWritten();
    guess(optical(2));
    expect(framWritten() - before).toBe(FAILURES_BYTES);
  });
});

/** Wrong signatures of DLMS/COSEM, to say one, have gates of their own. */
function isOfLevel(gate: i32, level: i32): bool {
  for (let port: i32 = 0; port < MANAGEMENT_PORTS; port++) if (gateOf(port, level) == gate) return true;
  return false;
}

/** Guesses at all gates of a level within a time, the quickest way there is: at each gate as soon as it is open. */
function guessesOf(level: i32, time_s: i64): i64 {
  let guesses: i64 = 0;
  const until = now_s + time_s;
  while (now_s < until) {
    let next: i64 = i64.MAX_VALUE;
    for (let gate = 0; gate < GATES; gate++) {
      if (!isOfLevel(gate, level)) continue;
      while (guess(gate)) guesses++;
      next = min(next, now_s + <i64>lockedFor_s(gate));
    }
    at(next);
  }
  return guesses;
}

describe('trying all passwords', () => {
  beforeEach(() => {
    resetHost();
    restart();
  });

  it('of eight digits takes over ten years, at all ports at once', () => {
    const guesses = guessesOf(2, 10 * YEAR_s);
    // Three ports at an hour each: some 263,000 of 100,000,000.
    expect(guesses).toBeLessThan(270_000);
    expect(guesses).toBeGreaterThan(260_000);
    expect(guesses).toBeLessThan(PASSWORDS / 100);
  });

  it('is no quicker with the supply switched off and on before each guess', () => {
    let guesses: i64 = 0;
    let time_s: i64 = 0;
    while (time_s < 10 * YEAR_s) {
      restart();
      let wait: i64 = START_s;
      at(START_s);
      for (let gate = 0; gate < GATES; gate++) {
        if (!isOfLevel(gate, 2)) continue;
        if (isLocked(gate)) wait = max(wait, START_s + <i64>lockedFor_s(gate));
      }
      at(wait);
      for (let gate = 0; gate < GATES; gate++) if (isOfLevel(gate, 2) && guess(gate)) guesses++;
      time_s += wait;
    }
    expect(guesses).toBeLessThan(270_000);
  });

  it('is no quicker for somebody who knows one of the passwords, and has failures taken back by it', () => {
    let guesses: i64 = 0;
    const gate = optical(2);
    while (now_s < YEAR_s) {
      // As many guesses as there are below an hour's delay, then an hour of quiet, and the password that is known.
      while (delay_s(failuresOf(gate) + 1) < LOCK_OUT_MOST_s && guess(gate)) {
        guesses++;
        at(now_s + <i64>lockedFor_s(gate));
      }
      at(now_s + LOCK_OUT_MOST_s);
      beginAttempt(gate);
      passAttempt(gate);
      expect(failuresOf(gate)).toBe(0);
    }
    // At three ports over ten years: thirty times as many.
    expect(guesses * 30).toBeLessThan(PASSWORDS / 50);
  });

  it('is hopeless against the challenge of level 3: 2^96 answers', () => {
    expect(guessesOf(3, YEAR_s)).toBeLessThan(10_000);
  });
});
