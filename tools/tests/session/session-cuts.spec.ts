// The counters of sessions over power cuts: no counter of the meter's own twice, no request of a client's twice.
import { describe, expect, it } from 'vitest';
import { FRAM_SESSION_A, FRAM_SESSION_B, LAYOUTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeAare } from '../../clients/dlms/acse.ts';
import { AssociationRefusedError, encodeDateTime, octets } from '../../clients/dlms/index.ts';
import { ServiceExceptionError } from '../../clients/dlms/errors.ts';
import { decodeResponse } from '../../clients/dlms/xdlms.ts';
import { isCut, SessionBench } from './session-bench.ts';

const CLOCK = 2;
const CLOCK_TIME = { class: 8, obis: '0-0:1.0.0.255', id: 2 };
const BYTES = LAYOUTS.session_record.bytes;
/** Restarts a cut is looked at over, by how many are asked for; all bytes in a long run. */
const STEP = process.env.TWINMETER_FUZZ_RUNS ? 1 : 29;

/** Counters of the meter's own that were seen: those of ciphered answers. */
const SEEN_IN = new Set([0xcc, 0xcd, 0xcf]);

class Watched {
  readonly seen = new Set<number>();
  readonly asked: Buffer[] = [];
  readonly opened: Buffer[] = [];
  readonly bench = new SessionBench();
  /** The next counter of the client: it remembers, whatever happens to the meter. */
  counter = 0;

  /** An association, and settings of the clock in it; each answer's counter must be new. */
  work(settings: number): void {
    const client = this.bench.client(CLOCK, { counter: this.counter, cipherInitiate: true });
    const tap = (apdu: Buffer) => {
      this.counter = client.counter;
      if (apdu[0] === 0xc9) this.asked.push(Buffer.from(apdu));
      return apdu;
    };
    this.#run(client.associate(), tap);
    for (let i = 0; i < settings; i++) {
      const instant = new Date((this.bench.clock_s + 10) * 1000);
      const value = octets(encodeDateTime({ instant, deviation_min: 0, status: 0 }));
      this.#run(client.set(CLOCK_TIME, value), tap);
    }
  }

  #run(work: Generator<Buffer, unknown, Uint8Array>, tap: (apdu: Buffer) => Buffer): void {
    let step = work.next();
    while (!step.done) {
      const apdu = Buffer.from(tap(step.value));
      const answer = this.bench.ask(CLOCK, apdu);
      // Only what was answered: one that the supply went at was not used.
      if (apdu[0] === 0x60) this.opened.push(apdu);
      this.#note(answer);
      step = work.next(answer);
    }
  }

  #note(answer: Buffer): void {
    if (!SEEN_IN.has(answer[0])) return;
    const counter = answer.readUInt32BE(answer.length - 12 > 127 ? 4 : 3);
    expect(this.seen.has(counter), `counter ${counter} of the meter comes twice`).toBe(false);
    this.seen.add(counter);
  }

  /** Every association that was asked for is refused when its AARQ comes again, whose counter the meter has seen. */
  reopenAll(): void {
    for (const apdu of this.opened) expect(decodeAare(this.bench.ask(CLOCK, apdu)).result).toBe(1);
  }

  /** Every request that the meter ever got is refused when it comes again. */
  replayAll(): void {
    const settings = this.bench.clockSettings.length;
    for (const apdu of this.asked)
      expect(() => decodeResponse(this.bench.ask(CLOCK, apdu))).toThrow(ServiceExceptionError);
    expect(this.bench.clockSettings.length).toBe(settings);
  }
}

describe('Counters of a session', () => {
  it(
    'go on where they were, at whatever byte written to the FRAM the supply goes',
    { timeout: 900_000 },
    () => {
      let cuts = 0;
      for (let framBytes = 1; ; framBytes += STEP) {
        const watched = new Watched();
        watched.bench.seconds(1);
        watched.work(1);
        watched.bench.restart({ framBytes });
        const wasCut = isCut(() => {
          watched.bench.seconds(1);
          watched.work(2);
        });
        watched.bench.restart();
        watched.bench.seconds(1);
        watched.work(1);
        watched.replayAll();
        expect(watched.bench.faults).toEqual([]);
        if (!wasCut) break;
        cuts++;
      }
      console.log(`${cuts} cuts, every ${STEP} bytes`);
      expect(cuts).toBeGreaterThan(20);
    },
  );

  it('of clients are kept before they are answered, each of several in a row', () => {
    const watched = new Watched();
    watched.bench.seconds(1);
    for (let i = 0; i < 4; i++) watched.work(0);
    watched.bench.restart();
    watched.bench.seconds(1);
    // From the last one on: an earlier one would be refused by what a later one left.
    watched.opened.reverse();
    watched.reopenAll();
  });

  it('are never used twice over many restarts in a row', () => {
    const watched = new Watched();
    for (let i = 0; i < 8; i++) {
      watched.bench.seconds(1);
      watched.work(i % 3);
      watched.bench.restart();
    }
    watched.bench.seconds(1);
    watched.work(0);
    watched.replayAll();
  });

  it('go on with one damaged bank, and with two damaged ones no session is opened', () => {
    const watched = new Watched();
    watched.bench.seconds(1);
    watched.work(1);
    for (const address of [FRAM_SESSION_A, FRAM_SESSION_B]) {
      watched.bench.fram[address + 9] ^= 1;
      watched.bench.restart();
      watched.bench.seconds(1);
      watched.work(0);
      watched.replayAll();
    }
    for (const address of [FRAM_SESSION_A, FRAM_SESSION_B]) watched.bench.fram[address + 9] ^= 1;
    watched.bench.restart();
    watched.bench.seconds(1);
    expect(() => watched.work(0)).toThrow(AssociationRefusedError);
  });

  it('begin anew where both banks were never written, as in a new meter', () => {
    for (const blank of [0x00, 0xff]) {
      const watched = new Watched();
      watched.bench.fram.fill(blank, FRAM_SESSION_A, FRAM_SESSION_A + BYTES);
      watched.bench.fram.fill(blank, FRAM_SESSION_B, FRAM_SESSION_B + BYTES);
      watched.bench.restart();
      watched.bench.seconds(1);
      watched.work(1);
    }
  });
});
