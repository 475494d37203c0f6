// The client against a meter in the same process: every level, every form of ciphering, long values both ways, lost counters.
import { describe, expect, it } from 'vitest';
import { decodeData, encodeData, octets, structure, type Data } from './axdr.ts';
import { DlmsClient, type ClientOptions, type Exchange } from './client.ts';
import {
  AccessError,
  AssociationRefusedError,
  DecipheringError,
  DlmsOptionError,
  ServiceExceptionError,
} from './errors.ts';
import type { Ciphering } from './security.ts';
import { CLIENT_TITLE, KEYS, SECRET, ServerDouble, type ServerOptions } from './testing/server-double.ts';

function run<T>(server: ServerDouble, exchange: Exchange<T>): T {
  let step = exchange.next();
  while (!step.done) step = exchange.next(server.answer(step.value));
  return step.value;
}

const AGREEMENT = { conformance: 0x001e1d, pduSize: 0xffff };
const pair = (server: ServerOptions, client: Partial<ClientOptions> = {}) => ({
  server: new ServerDouble(server),
  client: new DlmsClient({
    ...{ title: CLIENT_TITLE, mechanism: server.mechanism, isCiphered: server.isCiphered, secret: SECRET },
    keys: server.isCiphered || server.mechanism === 5 ? KEYS : undefined,
    agreement: AGREEMENT,
    ...client,
  }),
});

const VALUE = { class: 1, obis: '0-0:96.1.0.255', id: 2 };
const NAME = '00010000600100ff02';
const long: Data = structure(...Array.from({ length: 40 }, (_, i) => octets(Buffer.alloc(20, i))));

describe('An association', () => {
  it.each([
    ['none, plain', 0, false],
    ['low, plain', 1, false],
    ['MD5, plain', 3, false],
    ['SHA-1, plain', 4, false],
    ['GMAC, plain', 5, false],
    ['SHA-256, plain', 6, false],
    ['none, ciphered', 0, true],
    ['low, ciphered', 1, true],
    ['GMAC, ciphered', 5, true],
    ['SHA-256, ciphered', 6, true],
  ])('is opened, used and released: %s', (_, mechanism, isCiphered) => {
    const { server, client } = pair({ mechanism, isCiphered });
    server.values.set(NAME, encodeData(long));
    run(server, client.associate());
    expect(client.state).toBe('associated');
    expect(client.agreement).toEqual({ conformance: 0x001e1d, pduSize: 200 });
    expect(run(server, client.get(VALUE))).toEqual(long);
    run(server, client.release());
    expect(client.state).toBe('idle');
  });

  it.each(['global', 'dedicated', 'general-global', 'general-dedicated'] as Ciphering[])(
    'is ciphered: %s',
    (ciphering) => {
      const { server, client } = pair(
        { mechanism: 5, isCiphered: true },
        { ciphering, cipherInitiate: true },
      );
      server.values.set(NAME, encodeData(long));
      for (let i = 0; i < 3; i++) {
        run(server, client.associate());
        expect(run(server, client.get(VALUE))).toEqual(long);
      }
    },
  );

  it.each([
    ['another level', { mechanism: 5, isCiphered: true }, { mechanism: 0 }, 11],
    ['a wrong password', { mechanism: 1, isCiphered: false }, { secret: Buffer.from('wrong') }, 13],
  ])('is refused to %s', (_, server, client, diagnostic) => {
    const { server: double, client: asking } = pair(server, client);
    const refusal = expect.objectContaining({ diagnostic }) as Error;
    expect(() => run(double, asking.associate())).toThrow(AssociationRefusedError);
    expect(() => run(double, asking.associate())).toThrow(refusal);
  });

  it.each([3, 4, 5, 6])('is none with a server that does not know the secret (mechanism %i)', (mechanism) => {
    const { server, client } = pair({ mechanism, isCiphered: false, lies: true });
    expect(() => run(server, client.associate())).toThrow(DecipheringError);
  });

  it('wants the keys that go with it', () => {
    expect(() => new DlmsClient({ title: CLIENT_TITLE, mechanism: 5 })).toThrow(DlmsOptionError);
    expect(() => new DlmsClient({ title: CLIENT_TITLE, keys: KEYS, suite: 2 })).toThrow(DlmsOptionError);
    expect(() => new DlmsClient({ title: CLIENT_TITLE.subarray(1), keys: KEYS })).toThrow(DlmsOptionError);
  });
});

describe('A counter that was lost', () => {
  it.each([true, false])(
    'is found again while an association is opened (what is agreed on ciphered: %s)',
    (cipherInitiate) => {
      const { server, client } = pair(
        { mechanism: 5, isCiphered: true, counter: 5000 },
        { recoverCounter: true, cipherInitiate },
      );
      run(server, client.associate());
      expect(client.state).toBe('associated');
      expect(client.counter).toBeGreaterThan(5000);
    },
  );

  it('is found again within an association', () => {
    const { server, client } = pair({ mechanism: 5, isCiphered: true }, { recoverCounter: true });
    run(server, client.associate());
    server.values.set(NAME, encodeData(long));
    client.counter = 0;
    expect(run(server, client.get(VALUE))).toEqual(long);
  });

  it('is an error where that is not wished', () => {
    const { server, client } = pair({ mechanism: 5, isCiphered: true, counter: 5000 });
    expect(() => run(server, client.associate())).toThrow(ServiceExceptionError);
  });

  it('is never gone back to: a nonce would be used twice', () => {
    const { client } = pair({ mechanism: 5, isCiphered: true }, { recoverCounter: true, counter: 100 });
    const exchange = client.associate();
    exchange.next();
    expect(() => exchange.next(Buffer.from('d8010600000010', 'hex'))).toThrow(ServiceExceptionError);
    expect(client.counter).toBe(100);
  });
});

describe('Services', () => {
  const opened = (pduSize: number, options: Partial<ClientOptions> = {}) => {
    const both = pair({ mechanism: 5, isCiphered: true, pduSize }, options);
    run(both.server, both.client.associate());
    return both;
  };

  it.each([64, 128, 200, 1000])('write what is long in blocks of APDUs of %i bytes', (pduSize) => {
    const { server, client } = opened(pduSize);
    run(server, client.set(VALUE, long));
    expect(decodeData(server.written[0])).toEqual(long);
  });

  it.each([64, 100, 300])('never send more than the %i bytes that were agreed on', (pduSize) => {
    const { server, client } = opened(pduSize);
    const exchange = client.set(VALUE, long);
    for (let step = exchange.next(); !step.done; step = exchange.next(server.answer(step.value)))
      expect(step.value.length).toBeLessThanOrEqual(pduSize);
  });

  it('read several attributes at once, in blocks where they are long, with a result for each', () => {
    for (const pduSize of [200, 1000]) {
      const { server, client } = opened(pduSize);
      server.values.set(NAME, encodeData(octets(Buffer.alloc(100, 7))));
      const other = { ...VALUE, id: 9 };
      const results = run(server, client.getList([VALUE, other, VALUE]));
      expect(results.map(({ result }) => result)).toEqual([0, 4, 0]);
      expect(results[2].data).toEqual(octets(Buffer.alloc(100, 7)));
    }
  });

  it('tell how far a long answer has come', () => {
    const told: number[] = [];
    const { server, client } = opened(200, { onProgress: (bytes) => told.push(bytes) });
    server.values.set(NAME, encodeData(long));
    run(server, client.get(VALUE));
    expect(told.at(-1)).toBe(encodeData(long).length);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it('tell what is refused', () => {
    const { server, client } = opened(200);
    expect(() => run(server, client.get(VALUE))).toThrow(AccessError);
    expect(() => run(server, client.act({ ...VALUE, id: 1 }))).toThrow(ServiceExceptionError);
  });
});
