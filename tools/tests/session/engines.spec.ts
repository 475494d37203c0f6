// The same session where wasm3 runs the metering core, as on the boards: keys, counters and signatures of the C host.
import { verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtFile } from '../../build/paths.ts';
import { Wasm3Library } from '../../cores/wasm3-library.ts';
import { Scratch } from '../../cores/testing/probes.ts';
import { encodeDateTime, octets, ServiceExceptionError, type DlmsClient } from '../../clients/dlms/index.ts';
import { decodeResponse, encodeSet } from '../../clients/dlms/xdlms.ts';
import { verifyingKeyOf } from '../../meter/keys/development-keys.ts';
import { bytesOf, partsOf } from './data-parts.ts';
import { SessionBench } from './session-bench.ts';

const AUTHORITY = 4;
const CLOCK_TIME = { class: 8, obis: '0-0:1.0.0.255', id: 2 };

let scratch: Scratch;
let bench: SessionBench;
let client: DlmsClient;
beforeAll(() => {
  scratch = new Scratch();
  const module = builtFile('metering-core.wasm');
  bench = new SessionBench(
    (fram, identity) =>
      new Wasm3Library({ role: 'metering', module, fram: scratch.write('fram', fram), identity }),
  );
  bench.seconds(2);
  client = bench.associated(AUTHORITY);
}, 120_000);
afterAll(async () => {
  await bench.core.close();
  scratch.remove();
});

describe('Under wasm3', () => {
  it('a client is associated, and reads the object list in blocks', () => {
    const list = bench.run(AUTHORITY, client.get({ class: 15, obis: '0-0:40.0.0.255', id: 2 }));
    expect(partsOf(list).length).toBeGreaterThan(100);
  });

  it('the clock is set, and by no replay of it', () => {
    const instant = new Date((bench.clock_s + 100) * 1000);
    const value = octets(encodeDateTime({ instant, deviation_min: 0, status: 0 }));
    const command = client.request(encodeSet(CLOCK_TIME, value));
    bench.ask(AUTHORITY, command, 'legal');
    bench.block();
    expect(bench.clockSettings).toHaveLength(1);
    expect(() => decodeResponse(bench.ask(AUTHORITY, command))).toThrow(ServiceExceptionError);
  });

  it('a reading is signed as the public key judges it', () => {
    const challenge = octets(Buffer.from('sixteen bytes ..'));
    bench.run(AUTHORITY, client.set({ class: 1, obis: '0-0:96.130.0.255', id: 2 }, challenge));
    bench.block();
    const signed = bench.run(AUTHORITY, client.get({ class: 1, obis: '0-0:96.130.1.255', id: 2 }));
    const [document, signature] = partsOf(signed).map(bytesOf);
    const key = { key: verifyingKeyOf(bench.keys), dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', document, key, signature)).toBe(true);
    expect(bench.faults).toEqual([]);
  });
});
