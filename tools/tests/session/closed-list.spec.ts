// The closed lists of link, ports and logical device 16: what is no command is refused, counted, and changes nothing.
import { beforeEach, describe, expect, it } from 'vitest';
import link from '../../../shared-protocol/spec/link.json' with { type: 'json' };
import {
  FRAME_ERROR,
  FRAME_REPLY,
  FRAME_REQUEST,
  MESSAGES,
  PORT_ADJUSTMENT,
  Status,
  SWITCH_CALIBRATION_JUMPER,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeFrame, encodeFrame } from '../../records/framing.ts';
import { SessionBench } from './session-bench.ts';

type Asker = 'link' | 'legal' | 'adjustment';
const CODES = Array.from({ length: 256 }, (_, code) => code);
/** Fewer than a second may have on the link. */
const AT_ONCE = 200;

const codesOf = (asker: Asker) =>
  new Set(link.messages.filter(({ ports }) => ports.includes(asker)).map(({ code }) => code));

const statusOf = ({ payload }: { payload: Uint8Array }) => Buffer.from(payload).readInt32LE(0);

const refusedBy = (bench: SessionBench) =>
  Number(bench.message('legal', { message: 'read_status', values: {} }).refused_requests);

const statusRequest = encodeFrame({
  ...{ kind: FRAME_REQUEST, sequence: 1, payload: new Uint8Array(0) },
  message: MESSAGES.read_status.code,
});

/** The meter with somebody at each of its three doors. */
class Doors {
  readonly bench = new SessionBench();
  #asked = 0;

  /** One frame to a door, and the frame that comes back. */
  send(asker: Asker, message: number, payload: Uint8Array) {
    if (++this.#asked % AT_ONCE === 0) this.bench.seconds(1);
    const request = encodeFrame({ kind: FRAME_REQUEST, sequence: this.#asked & 255, message, payload });
    const answer = asker === 'adjustment' ? this.#adjust(request) : this.bench.frame(asker, request);
    return answer === undefined ? undefined : decodeFrame(answer);
  }

  #adjust(bytes: Uint8Array): Uint8Array | undefined {
    const outputs = this.bench.core.slice([
      { type: 'switch', input: SWITCH_CALIBRATION_JUMPER, closed: true, sampleIndex: this.bench.sampleIndex },
      { type: 'portState', port: PORT_ADJUSTMENT, free: 512, idle: true },
      { type: 'port', port: PORT_ADJUSTMENT, bytes },
    ]);
    if (outputs instanceof Promise) throw new Error('a core in process');
    return outputs.filter((output) => output.type === 'port').find(({ port }) => port === PORT_ADJUSTMENT)
      ?.bytes;
  }

  refused(): number {
    return refusedBy(this.bench);
  }

  energy_mWs(): number {
    const values = { scope: 0, moment: 0 };
    return Number(this.bench.message('legal', { message: 'read_registers', values }).active_import_mWs);
  }
}

describe.each(['link', 'legal', 'adjustment'] as const)('On the %s', (asker) => {
  let doors: Doors;
  beforeEach(() => {
    doors = new Doors();
    doors.bench.seconds(2);
  });

  it('every code outside its list is unknown, counted, and moves no register', () => {
    const listed = codesOf(asker);
    const others = CODES.filter((code) => !listed.has(code));
    expect(others.length).toBeGreaterThan(220);
    const before = doors.refused();
    const energy = doors.energy_mWs();
    for (const code of others) {
      const answer = doors.send(asker, code, new Uint8Array(code % 7));
      expect([code, answer?.kind, answer && statusOf(answer)]).toEqual([
        code,
        FRAME_ERROR,
        Status.UNKNOWN_MESSAGE,
      ]);
    }
    expect(doors.refused() - before).toBe(others.length);
    // What was metered meanwhile is what the seconds that went by have, and no more.
    const seconds = Math.floor(others.length / AT_ONCE);
    expect(doors.energy_mWs() - energy).toBeLessThan((seconds + 1) * 20e6);
    expect(doors.energy_mWs()).toBeGreaterThanOrEqual(energy);
  });

  it('every code of its list is heard, and a request of no length that fits is refused and counted', () => {
    const before = doors.refused();
    for (const code of codesOf(asker)) {
      const answer = doors.send(asker, code, new Uint8Array(246));
      expect([code, answer && statusOf(answer)]).toEqual([code, Status.BAD_LENGTH]);
    }
    expect(doors.refused() - before).toBe(codesOf(asker).size);
  });
});

describe('The link', () => {
  it('answers 250 requests a second, refuses what is more as busy, and answers again in the next second', () => {
    const { bench } = new Doors();
    bench.seconds(3);
    const kinds = Array.from({ length: 300 }, () => decodeFrame(bench.frame('link', statusRequest)!));
    expect(kinds.filter(({ kind }) => kind === FRAME_REPLY)).toHaveLength(250);
    expect(kinds.slice(250).map(statusOf)).toEqual(Array<number>(50).fill(Status.BUSY));
    bench.seconds(1);
    expect(decodeFrame(bench.frame('link', statusRequest)!).kind).toBe(FRAME_REPLY);
    expect(refusedBy(bench)).toBe(50);
  });

  it('that is flooded leaves the legal port its answers', () => {
    const { bench } = new Doors();
    bench.seconds(1);
    for (let i = 0; i < 400; i++) bench.frame('link', statusRequest);
    expect(refusedBy(bench)).toBe(150);
  });
});

describe('Logical device 16', () => {
  it.each([1, 4])(
    'refuses every tag of an APDU but an AARQ from client %d, who has no association',
    (client) => {
      const bench = new SessionBench();
      bench.seconds(1);
      for (const tag of CODES) {
        const answer = bench.ask(client, Uint8Array.of(tag, 3, 0, 0, 0));
        expect(answer.length, `tag ${tag}`).toBeGreaterThan(1);
        expect([0xd8, 0x61, 0x0e], `tag ${tag}`).toContain(answer[0]);
        if (answer[0] === 0x61) expect(tag).toBe(0x60);
      }
      expect(bench.faults).toEqual([]);
    },
  );
});
