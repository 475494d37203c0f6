// What is read under a cipher at the ports of a whole meter: the same as in clear, and nothing that a listener or somebody in between could use.
import { describe, expect, it } from 'vitest';
import { CipherError, SessionCipher, type CipheredSet } from '../../clients/programming/index.ts';
import { levelThreeKeys, refused, withBench, type OpenSession, type ProgrammingBench } from './bench.ts';

const PASSWORD = '12345678';
const PASS_P1 = '0-0:20.0.0#7';
const POLICY = '0-0:96.135.0*255';
const LOG = '0-0:96.135.2*255';
const DRAWN = '000102030405060708090A0B0C0D0E0F';

async function withPassword(bench: ProgrammingBench): Promise<OpenSession> {
  const key = await bench.session({ key: true });
  await key.write('W5', PASS_P1, PASSWORD);
  await key.close();
  return bench.session({ password: PASSWORD });
}

/** A data set as it stands on the line. */
async function onTheLine(session: OpenSession, id: string): Promise<CipheredSet> {
  const answer = await session.command('R5', `${id}()`);
  if (answer.kind !== 'data') throw new Error(answer.kind);
  const [, told, value] = /^([^()]*)\(([^()]*)\)$/.exec(answer.text)!;
  return { id, told, value, isLast: answer.isLast };
}

describe('Reading under a cipher', () => {
  it('gives at level 2 what is told in clear, text and blocks', () =>
    withBench(async (bench) => {
      const session = await withPassword(bench);
      const clear = [await session.read('R5', POLICY), await session.read('R6', LOG)];
      expect(clear[1].length).toBeGreaterThan(200);
      await session.encipher();
      expect(await session.read('R5', POLICY)).toBe(clear[0]);
      expect(await session.read('R6', LOG)).toBe(clear[1]);
      expect(await session.read('R2', POLICY)).toMatch(/^[0-9A-F]+$/);
      expect(await session.read('R5', '1.8.0')).toMatch(/^\d+\.\d+\*kWh$/);
    }));

  it('puts nothing of it on the line, and no value twice the same', () =>
    withBench(async (bench) => {
      const session = await withPassword(bench);
      expect((await onTheLine(session, POLICY)).value).toBe('2');
      await session.command('P2', `(${DRAWN})`);
      const [first, second] = [await onTheLine(session, POLICY), await onTheLine(session, POLICY)];
      expect(first.value).toHaveLength(2 * (1 + 12));
      expect(second.value).not.toBe(first.value);
      const cipher = new SessionCipher(session.talk.challenge, levelThreeKeys(), DRAWN);
      expect(cipher.open(first)).toBe('2');
      // What was opened is not opened again.
      expect(() => cipher.open(first)).toThrow(CipherError);
      expect(cipher.open(second)).toBe('2');
    }));

  it('is opened by no other keys, session or identifier, and not once anything of it was changed', () =>
    withBench(async (bench) => {
      const session = await withPassword(bench);
      await session.command('P2', `(${DRAWN})`);
      const { challenge } = session.talk;
      const keys = levelThreeKeys();
      const set = await onTheLine(session, POLICY);
      const opens = (of: Partial<CipheredSet>, by = new SessionCipher(challenge, keys, DRAWN)) =>
        by.open({ ...set, ...of });
      expect(opens({})).toBe('2');
      for (let digit = 0; digit < set.value.length; digit++) {
        const other = set.value[digit] === '0' ? '1' : '0';
        const value = set.value.slice(0, digit) + other + set.value.slice(digit + 1);
        expect(() => opens({ value })).toThrow(CipherError);
      }
      expect(() => opens({ isLast: false })).toThrow(CipherError);
      expect(() => opens({ id: '1.8.0', told: '1.8.0' })).toThrow(CipherError);
      expect(() => opens({ told: '1.8.0' })).toThrow(CipherError);
      expect(() => opens({ value: '2' })).toThrow(CipherError);
      const others = [
        new SessionCipher(challenge, { ...keys, encryption_key: keys.authentication_key }, DRAWN),
        new SessionCipher(challenge, { ...keys, authentication_key: keys.encryption_key }, DRAWN),
        new SessionCipher(challenge, { ...keys, system_title: '0000000000000000' }, DRAWN),
        new SessionCipher(DRAWN, keys, DRAWN),
        new SessionCipher(challenge, keys, challenge),
      ];
      for (const other of others) expect(() => opens({}, other)).toThrow(CipherError);
    }));

  it('wants level 2, and is over with the session', () =>
    withBench(async (bench) => {
      const open = await bench.session();
      expect(await refused(open.encipher())).toBe('ER04');
      await open.close();
      const session = await withPassword(bench);
      expect(await refused(session.command('P2', `(${DRAWN}00)`))).toBe('ER08');
      await session.encipher();
      expect(await refused(session.read('R5', PASS_P1))).toBe('ER03');
      await session.close();
      const next = await bench.session({ password: PASSWORD });
      expect(await next.read('R5', POLICY)).toBe('2');
    }));

  it('is the same at a port that reads alone', () =>
    withBench(
      async (bench) => {
        const session = await bench.session();
        expect(await refused(session.encipher())).toBe('ER04');
      },
      { port: 'rs485' },
    ));

  it('tells a text too long for one message with its error, and gives it in blocks', () =>
    withBench(async (bench) => {
      const message = '0-0:96.13.0*255';
      const key = await bench.session({ key: true });
      await key.write('W5', message, 'x'.repeat(60));
      await key.encipher();
      expect(await refused(key.read('R5', message))).toBe('ER10');
      expect(await key.read('R4', message)).toContain('78'.repeat(60));
    }));
});
