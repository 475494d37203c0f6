// Programming mode at the optical port of a whole meter: reading and writing by code, levels, refusals, what is dropped.
import { describe, expect, it } from 'vitest';
import { withBlockCheck } from '../../clients/data-block.ts';
import { commandMessage } from '../../clients/programming/message.ts';
import { refused, withBench } from './bench.ts';

const POLICY = '0-0:96.135.0*255';
const WINDOW = '0-0:96.135.1*255';
const PASS_P1 = '0-0:20.0.0#7';
const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

/** A service window as its structure is written. */
const windowOf = (from_s: number, to_s: number) =>
  `020206${from_s.toString(16).padStart(8, '0')}06${to_s.toString(16).padStart(8, '0')}`.toUpperCase();

describe('Programming mode', () => {
  it('begins with P0 and a challenge that is never the same, and is left by a break message', () =>
    withBench(async (bench) => {
      const first = await bench.session();
      expect(first.talk.challenge).toMatch(/^[0-9A-F]{32}$/);
      await first.close();
      const second = await bench.session();
      expect(second.talk.challenge).not.toBe(first.talk.challenge);
    }));

  it('reads an object by any form of its code, as the readout has it', () =>
    withBench(async (bench) => {
      const session = await bench.session();
      const energy = await session.read('R5', '1-0:1.8.0*255');
      expect(energy).toMatch(/^\d{6}\.\d{6}\*kWh$/);
      for (const form of ['1.8.0', '1-0:1.8.0', '1.8.0*255', '1-0:1.8.0.255', '1.8'])
        expect(await session.read('R1', form)).toMatch(/^\d{6}\.\d{6}\*kWh$/);
      expect(await session.read('R5', 'F.F')).toMatch(/^[0-9a-f]{8}$/);
      expect(await session.read('R5', '32.7.0')).toMatch(/^2\d\d\.\d{3}\*V$/);
      expect(await session.read('R5', '52.7.0')).toMatch(/^2\d\d\.\d{3}\*V$/);
      expect(await session.read('R5', '1-0:31.7.3')).toMatch(/\*A$/); // a harmonic, which no readout has
    }));

  it('reads the same as A-XDR, and attributes by their numbers', () =>
    withBench(async (bench) => {
      const session = await bench.session();
      expect(await session.read('R2', '1.8.0')).toMatch(/^14[0-9A-F]{16}$/); // long64
      expect(await session.read('R2', '1.8.0#3')).toBe('02020FFD161E'); // scaler -3, Wh
      expect(await session.read('R5', '1.8.0#3')).toBe('02020FFD161E');
      expect(await session.read('R5', '1.8.0#1')).toBe('0906010001080 0FF'.replace(' ', ''));
      expect(await session.read('R4', '0.2.8')).toMatch(/^0920[0-9A-F]{64}$/);
    }));

  it.each([
    ['a code that is none', 'R5', 'X003()', 'ER02'],
    ['an object that is not there', 'R5', '1-0:99.99.0()', 'ER02'],
    ['an attribute that is not there', 'R5', '1.8.0#9()', 'ER02'],
    ['a field that is no byte', 'R5', '1-0:1.8.256()', 'ER02'],
    ['an identifier with more behind it', 'R5', '1.8.0x()', 'ER02'],
    ['two data sets', 'R5', '1.8.0()2.8.0()', 'ER01'],
    ['a command without data set', 'R5', undefined, 'ER01'],
    ['a type of command that is none', 'R7', '1.8.0()', 'ER01'],
    ['a letter that is none', 'X5', '1.8.0()', 'ER01'],
    ['the execution of no method', 'E2', '1.8.0#1()', 'ER02'],
    ['entries of what has none', 'R6', '1.8.0#3(1;2)', 'ER03'.replace('3', '8')],
    ['writing of a measured value', 'W5', '1.8.0(000000.000)', 'ER03'],
    ['writing of a name', 'W2', `${POLICY}#1(0900)`, 'ER04'],
  ])('refuses %s', (_, name, dataSet, error) =>
    withBench(async (bench) => {
      const session = await bench.session();
      expect(await refused(session.command(name, dataSet))).toBe(error);
      expect(await session.read('R5', '1.8.0')).toMatch(/kWh$/);
    }),
  );

  it('writes at level 3 by challenge and response, and reads back what it wrote', () =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      expect(await session.read('R5', POLICY)).toBe('2');
      await session.write('W5', POLICY, '3');
      expect(await session.read('R5', POLICY)).toBe('3');
      await session.write('W2', WINDOW, windowOf(1000, 2000));
      expect(await session.read('R2', WINDOW)).toBe(windowOf(1000, 2000));
    }));

  it('writes in partial blocks, each acknowledged', () =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      const value = windowOf(5000, 6000);
      expect((await session.command('W4', `${WINDOW}(${value.slice(0, 8)})`, false)).kind).toBe(
        'acknowledged',
      );
      expect((await session.command('W4', `(${value.slice(8, 10)})`, false)).kind).toBe('acknowledged');
      expect(await session.read('R5', POLICY).catch((error: Error) => error.message)).toBe('2');
      expect(await refused(session.command('W4', `(${value.slice(10)})`))).toBe('ER11'); // the reading dropped it
      await session.command('W3', `${WINDOW}(${value.slice(0, 9 - 1)})`, false);
      await session.command('W3', `(${value.slice(8)})`);
      expect(await session.read('R4', WINDOW)).toBe(value);
    }));

  it('drops a partial transfer when nothing comes any more, and leaves the old in force', () =>
    withBench(async (bench) => {
      const first = await bench.session({ key: true });
      await first.write('W2', WINDOW, windowOf(1, 2));
      await first.command('W4', `${WINDOW}(0202)`, false);
      await bench.idle(91_000);
      const second = await bench.session({ key: true });
      expect(await refused(second.command('W4', '(0600000005)'))).toBe('ER11');
      expect(await second.read('R2', WINDOW)).toBe(windowOf(1, 2));
      await second.write('W2', WINDOW, windowOf(3, 4));
      expect(await second.read('R2', WINDOW)).toBe(windowOf(3, 4));
    }));

  it.each([
    ['a number that is none', 'W5', `${POLICY}(x)`, 'ER08'],
    ['a number out of its type', 'W5', `${POLICY}(256)`, 'ER08'],
    ['decimals that it has not', 'W5', `${POLICY}(1.5)`, 'ER08'],
    ['a unit that it has not', 'W5', `${POLICY}(1*V)`, 'ER08'],
    ['a value out of range', 'W5', `${POLICY}(4)`, 'ER09'],
    ['an odd number of digits', 'W2', `${WINDOW}(020)`, 'ER08'],
    ['another type', 'W2', `${WINDOW}(0202050000000105 00000002)`.replace(' ', ''), 'ER09'],
    ['a value that is not whole', 'W2', `${WINDOW}(02020600000001)`, 'ER10'],
    ['more than the value', 'W2', `${WINDOW}(${windowOf(1, 2)}00)`, 'ER10'],
    ['a window that ends before it begins', 'W2', `${WINDOW}(${windowOf(2, 1)})`, 'ER09'],
    ['a password that is too short', 'W5', `${PASS_P1}(1234567)`, 'ER09'],
  ])('refuses %s, and the old stays in force', (_, name, dataSet, error) =>
    withBench(async (bench) => {
      const session = await bench.session({ key: true });
      await session.write('W2', WINDOW, windowOf(7, 8));
      expect(await refused(session.command(name, dataSet))).toBe(error);
      expect(await session.read('R5', POLICY)).toBe('2');
      expect(await session.read('R2', WINDOW)).toBe(windowOf(7, 8));
    }),
  );

  it('writes nothing under a closed terminal cover', () =>
    withBench(
      async (bench) => {
        const session = await bench.session({ key: true });
        expect(await refused(session.write('W5', POLICY, '3'))).toBe('ER05');
        bench.cover(false);
        await bench.idle(200);
        await session.write('W5', POLICY, '3');
        expect(await session.read('R5', POLICY)).toBe('3');
      },
      { open: false },
    ));

  it('asks for a command again that came damaged, and repeats its answer as often as asked', () =>
    withBench(async (bench) => {
      await bench.session();
      const damaged = commandMessage('R5', '1.8.0()');
      damaged[5] ^= 2;
      expect(await bench.say(damaged, 1000)).toBe('\x15');
      const answer = await bench.say(commandMessage('R5', '1.8.0()'), 1000);
      expect(answer).toMatch(/^\x021\.8\.0\(\d{6}\.\d{6}\*kWh\)\x03.$/s);
      expect(await bench.say(ascii('\x15'), 1000)).toBe(answer);
      expect(await bench.say(ascii('\x15'), 1000)).toBe(answer);
    }));

  it('ends after 90 seconds without a command, and a sign-on is heard at any time', () =>
    withBench(async (bench) => {
      await bench.session();
      await bench.idle(88_000);
      expect(await bench.say(commandMessage('R5', '1.8.0()'), 1000)).toMatch(/kWh/);
      await bench.idle(91_000);
      expect(await bench.say(commandMessage('R5', '1.8.0()'), 1000)).toBe('');
      expect(await (await bench.session()).read('R5', '1.8.0')).toMatch(/kWh/);
      expect(await (await bench.session()).read('R5', '1.8.0')).toMatch(/kWh/);
    }));

  it('forgets a command whose characters pause for more than 1500 ms', () =>
    withBench(async (bench) => {
      await bench.session();
      const message = commandMessage('R5', '1.8.0()');
      await bench.say(message.slice(0, 6), 1700);
      expect(await bench.say(message.slice(6), 1000)).toBe('');
      await bench.say(message.slice(0, 6), 1300);
      expect(await bench.say(message.slice(6), 1000)).toMatch(/kWh/);
    }));

  it('knows the break messages', () =>
    withBench(async (bench) => {
      for (const command of ['B0', 'B1']) {
        await bench.session();
        expect(await bench.say(commandMessage(command), 1000)).toBe('');
        expect(await bench.say(commandMessage('R5', '1.8.0()'), 1000)).toBe('');
      }
    }));
});

describe('A damaged end of a command', () => {
  it('in place of the block check is a damaged command', () =>
    withBench(async (bench) => {
      await bench.session();
      const message = withBlockCheck(ascii('\x01R5\x021.8.0()\x03'));
      message[message.length - 1] ^= 0x40;
      expect(await bench.say(message, 1000)).toBe('\x15');
    }));
});
