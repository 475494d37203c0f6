// The metering core's own port as its page says: bursts, refusals, and that the page's own example is true.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  FRAME_ERROR,
  FRAME_REPLY,
  FRAME_REQUEST,
  MESSAGES,
  PORT_LEGAL,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { PORTS } from '../../../shared-protocol/generated/ts/ports.ts';
import link from '../../../shared-protocol/spec/link.json' with { type: 'json' };
import { builtFile, ROOT } from '../../build/paths.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { checkFrame, decodeFrame, encodeFrame, type Frame } from '../../records/framing.ts';
import { factoryFram } from '../../records/parameters.ts';
import { decodeRecord } from '../../records/records.ts';

const PAGE = readFileSync(join(ROOT, 'docs/legal-port.md'), 'utf8');

function freshCore(): V8Core {
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: 4_000_000 });
  return new V8Core({ role: 'metering', module: builtFile('metering-core.wasm'), fram });
}

/** A board whose transmit ring drains by itself between two slices. */
class Line {
  readonly #core = freshCore();
  #sampled = 0;

  /** Gives the core bytes and one sample set, with a ring as empty as at power-on; what it sent. */
  slice(bytes = new Uint8Array()): Uint8Array {
    const sets = new Int32Array(8);
    const outputs = this.#core.slice([
      { type: 'portState', port: PORT_LEGAL, free: PORTS.metering.legal.ring, idle: true },
      ...(bytes.length > 0 ? [{ type: 'port', port: PORT_LEGAL, bytes } as const] : []),
      { type: 'samples', firstIndex: this.#sampled++, sets },
    ]);
    return Buffer.concat(outputs.flatMap((output) => (output.type === 'port' ? [output.bytes] : [])));
  }
}

function framesIn(bytes: Uint8Array): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    frames.push(decodeFrame(rest));
    at += checkFrame(rest);
  }
  return frames;
}

const request = (sequence: number, message: number, payload = new Uint8Array()) =>
  encodeFrame({ kind: FRAME_REQUEST, sequence, message, payload });

describe('A burst of requests', () => {
  it('is answered whole and in its order, a hundred of them with one unknown among them', () => {
    const line = new Line();
    const codes = Array.from({ length: 100 }, (_, i) => (i === 50 ? 99 : MESSAGES.identify.code));
    const burst = Buffer.concat(codes.map((code, sequence) => request(sequence, code)));
    const sent: Uint8Array[] = [];
    for (let at = 0; at < burst.length; at += 250) sent.push(line.slice(burst.subarray(at, at + 250)));
    for (let i = 0; i < 100; i++) sent.push(line.slice());
    const frames = framesIn(Buffer.concat(sent));
    expect(frames.map(({ sequence }) => sequence)).toEqual(codes.map((_, sequence) => sequence));
    expect(frames.filter(({ kind }) => kind === FRAME_REPLY)).toHaveLength(99);
    expect(decodeRecord('error', frames[50].payload)).toEqual({ status: Status.UNKNOWN_MESSAGE });
    expect(frames[50].kind).toBe(FRAME_ERROR);
  });
});

describe('The page of the port', () => {
  const { baud, format } = PORTS.metering.legal;

  it('has its rate and format', () => {
    expect(PAGE).toContain(`${baud.toLocaleString('en')} baud`);
    expect(PAGE).toContain(format);
  });

  it('has an example that the metering core answers in this way', () => {
    const [ask, answer] = [...PAGE.matchAll(/^ {4}(?:>|<) ([0-9a-f ]+)/gm)].map(([, hex]) =>
      Buffer.from(hex.replaceAll(' ', ''), 'hex'),
    );
    expect(Buffer.from(new Line().slice(ask)).toString('hex')).toBe(answer.toString('hex'));
  });

  it('names every message the port hears, and no other', () => {
    const heard = link.messages.filter(({ ports }) => ports.includes('legal'));
    const named = [...PAGE.matchAll(/^\| (\d+) \| `(\w+)` \|/gm)].map(([, code, name]) => [
      name,
      Number(code),
    ]);
    expect(Object.fromEntries(named)).toEqual(
      Object.fromEntries(heard.map(({ name, code }) => [name, code])),
    );
  });
});
