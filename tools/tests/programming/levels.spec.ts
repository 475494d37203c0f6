// Access levels at the ports of a whole meter: what proves them, what they give, what is locked, what is logged.
import { describe, expect, it } from 'vitest';
import { responseTo } from '../../clients/programming/index.ts';
import { levelThreeKeys, refused, withBench, type OpenSession } from './bench.ts';

const POLICY = '0-0:96.135.0*255';
const PASSWORD = '12345678';
const PASS_P1 = '0-0:20.0.0#7';

describe('Levels', () => {
  async function withPassword(session: OpenSession): Promise<void> {
    await session.write('W5', PASS_P1, PASSWORD);
    await session.close();
  }

  it('a password is set at level 3, gives level 2, and is never told', () =>
    withBench(async (bench) => {
      const key = await bench.session({ key: true });
      expect(await refused(key.read('R5', PASS_P1))).toBe('ER03');
      await withPassword(key);
      const session = await bench.session();
      expect(await refused(session.read('R5', POLICY))).toBe('ER04');
      await session.password(PASSWORD);
      expect(await session.read('R5', POLICY)).toBe('2');
      expect(await refused(session.write('W5', POLICY, '3'))).toBe('ER04');
      expect(await refused(session.write('W5', PASS_P1, 'abcdefgh'))).toBe('ER04');
    }));

  it('a wrong password is refused, the third in a session ends it, and that many lock the level at the port', () =>
    withBench(async (bench) => {
      await withPassword(await bench.session({ key: true }));
      const session = await bench.session();
      expect(await refused(session.password('12345679'))).toBe('ER07');
      expect(await refused(session.password('1234567'))).toBe('ER07');
      expect(await refused(session.password('00000000'))).toBe('the meter signed off');
      const other = await bench.session();
      expect(await refused(other.password(PASSWORD))).toBe('ER06');
      expect(await other.read('R5', '1.8.0')).toMatch(/kWh/); // never readout
      await other.prove(); // nor a higher level
      expect(await other.read('R5', POLICY)).toBe('2');
      await bench.idle(10_000);
      await other.password(PASSWORD);
    }));

  it('without a password there is no level 2', () =>
    withBench(async (bench) => {
      const session = await bench.session();
      expect(await refused(session.password(''))).toBe('ER14');
      expect(await refused(session.password('00000000'))).toBe('ER14');
    }));

  it('an answer to a challenge counts once, and only to that of this session', () =>
    withBench(async (bench) => {
      const first = await bench.session();
      await first.close();
      const second = await bench.session();
      const { challenge } = first.talk;
      const keys = levelThreeKeys();
      expect(await refused(second.command('P2', `(${responseTo(challenge, keys)})`))).toBe('ER07');
      expect(await refused(second.prove())).toBe('ER14'); // one answer a challenge
      expect(await refused((await bench.session()).command('P2', '(00)'))).toBe('ER08');
      await bench.session({ key: true });
    }));

  it('the sealed button gives level 3 for five minutes', () =>
    withBench(async (bench) => {
      const session = await bench.session();
      expect(await refused(session.read('R5', POLICY))).toBe('ER04');
      const { buttons } = bench.meter.surroundings!;
      buttons.set('sealed', true);
      await bench.idle(100);
      buttons.set('sealed', false);
      await session.write('W5', POLICY, '3');
      for (let i = 0; i < 5; i++) {
        await bench.idle(60_000);
        await session.read('R5', '1.8.0');
      }
      expect(await refused(session.write('W5', POLICY, '2'))).toBe('ER04');
    }));

  it('the open case gives level 4 while it is open', () =>
    withBench(async (bench) => {
      const session = await bench.session();
      bench.meter.surroundings!.set('mainCover', false);
      await bench.idle(3000);
      await session.write('W5', POLICY, '3');
      bench.meter.surroundings!.set('mainCover', true);
      await bench.idle(3000);
      expect(await refused(session.write('W5', POLICY, '2'))).toBe('ER04');
    }));

  it('a level ends with its session', () =>
    withBench(async (bench) => {
      await bench.session({ key: true });
      const next = await bench.session();
      expect(await refused(next.write('W5', POLICY, '3'))).toBe('ER04');
    }));

  it('are capped at ports where others are, which write nothing', async () => {
    for (const port of ['rs485', 'uplink', 'downlink'] as const)
      await withBench(
        async (bench) => {
          bench.meter.surroundings!.set('mainCover', false);
          if (port !== 'rs485') bench.meter.surroundings!.plug(port);
          await bench.idle(3000);
          const session = await bench.session();
          expect(await session.read('R5', '1.8.0')).toMatch(/kWh/);
          expect(await refused(session.write('W5', POLICY, '3'))).toBe('ER03');
          expect(await refused(session.prove())).toBe('ER04');
        },
        { port },
      );
  });

  it('tells each write in the log: object, level, slot, port, outcome', () =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      await session.write('W5', POLICY, '3');
      await refused(session.write('W5', POLICY, '4'));
      await session.write('W5', PASS_P1, PASSWORD);
      const log = await session.read('R6', '0-0:96.135.2*255', '2;100');
      const entry = (code: string, attribute: string, outcome: string) =>
        new RegExp(
          `020A06[0-9A-F]{8}06[0-9A-F]{8}1601160111031100${code}0F${attribute}06[0-9A-F]{8}0F${outcome}`.replaceAll(
            ' ',
            '',
          ),
          'g',
        );
      expect(log.match(entry('09060000608700FF', '02', '00'))).toHaveLength(1);
      expect(log.match(entry('09060000608700FF', '02', 'FB'))).toHaveLength(1);
      expect(log.match(entry('09060000140000FF', '07', '00'))).toHaveLength(1);
      expect(log).toMatch(/0F0706000000000F00$/); // nothing of the password, not even a check of it
    }));

  it('locks are told by the protection of each port, and taken back at level 3', () =>
    withBench(async (bench) => {
      await withPassword(await bench.session({ key: true }));
      const wrong = await bench.session();
      for (let i = 0; i < 3; i++) await refused(wrong.password('wrongwrong'));
      const session = await bench.session({ key: true });
      expect(await session.read('R5', '0-0:44.2.1#8')).toBe('1');
      expect(await session.read('R5', '0-0:44.2.1#9')).toBe('3');
      await session.command('E2', '0-0:44.2.1#1()');
      expect(await session.read('R5', '0-0:44.2.1#8')).toBe('0');
      await session.password(PASSWORD);
    }));
});
