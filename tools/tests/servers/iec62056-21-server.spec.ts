// Holds the management core's IEC 62056-21 server against vectors, driven over a line in virtual time.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import vectors from '../../../management-core/assembly/servers/iec62056-21/iec62056-21.json' with { type: 'json' };
import { SerialLine } from '../../lines/serial-line.ts';
import { toWire, fromWire } from '../../clients/parity.ts';
import { compileServer, OpticalMeter } from './optical-meter.ts';

interface Step {
  send?: string;
  /** The rate it is sent at, whatever the meter's is; the reader follows the meter again afterwards. */
  sendAt?: number;
  flood?: number;
  with?: string;
  wrongParity?: string;
  at?: number;
  signOn?: boolean;
  identification?: boolean;
  readout?: boolean;
  answer?: string;
  baud?: number;
  silent_ms?: number;
  /** Time that goes by, whatever is heard meanwhile. */
  run_ms?: number;
  /** What was heard is the beginning of a data block and not all of it; it is forgotten. */
  stopped?: boolean;
  listensAt?: number;
}

const TICK_us = 10_000;
const LIMIT_us = 60e6;
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

let server: object;
beforeAll(async () => {
  server = await compileServer();
});

/** The identification of a meter with this serial number, or without one. */
const identificationOf = (serial: string | undefined): string =>
  vectors.identification.replace('TWINMETER', serial ?? 'TWINMETER');

/** A reader that follows the meter's rate, and remembers when and at which rate characters came. */
class Desk {
  readonly meter: OpticalMeter;
  identification = vectors.identification;
  received = '';
  bauds = new Set<number>();
  firstArrival_us = 0;
  parityErrors = 0;

  constructor(module: object, lines: readonly string[] = vectors.lines, line?: SerialLine) {
    this.meter = new OpticalMeter(module, lines, line);
    this.meter.line.onOutside((bytes) => this.#take(bytes));
  }

  /** The meter gets a serial number. */
  name(serial: string): void {
    this.meter.setSerialNumber(serial);
    this.identification = identificationOf(serial);
  }

  send(wire: Uint8Array, baud?: number): void {
    this.received = '';
    this.bauds.clear();
    if (baud !== undefined) this.meter.line.setOutside({ baud });
    this.meter.line.fromOutside(wire);
    if (baud !== undefined) this.meter.line.setOutside({ baud: undefined });
    while (this.meter.line.nextEvent_us !== undefined) this.run_ms(10);
  }

  run_ms(duration_ms: number): void {
    this.meter.runUntil(this.meter.now_us + duration_ms * 1000);
  }

  runUntilReceived(length: number): void {
    const end_us = this.meter.now_us + LIMIT_us;
    while (this.received.length < length && this.meter.now_us < end_us) this.run_ms(10);
    this.run_ms(20);
  }

  #take(bytes: Uint8Array): void {
    if (this.received === '') this.firstArrival_us = this.meter.now_us;
    const { characters, parityErrors } = fromWire(bytes);
    this.received += Buffer.from(characters).toString('latin1');
    this.parityErrors += parityErrors;
    this.bauds.add(this.meter.line.meter.baud);
  }
}

function expectAnswer(desk: Desk, answer: string, baud: number): void {
  desk.runUntilReceived(answer.length);
  expect(desk.received).toBe(answer);
  expect(desk.parityErrors).toBe(0);
  expect([...desk.bauds]).toEqual([baud]);
  desk.received = '';
}

function signOn(desk: Desk): void {
  desk.send(toWire(ascii('/?!\r\n')));
  expectAnswer(desk, desk.identification, 300);
}

function perform(desk: Desk, step: Step): void {
  if (step.signOn) signOn(desk);
  if (step.send !== undefined) desk.send(toWire(ascii(step.send)), step.sendAt);
  if (step.flood !== undefined) desk.send(toWire(ascii(step.with!.repeat(step.flood))));
  if (step.wrongParity !== undefined) {
    const wire = toWire(ascii(step.wrongParity));
    wire[step.at!] ^= 0x80;
    desk.send(wire);
  }
  if (step.identification) expectAnswer(desk, desk.identification, step.baud!);
  if (step.readout) expectAnswer(desk, vectors.readout, step.baud!);
  if (step.answer !== undefined) expectAnswer(desk, step.answer, step.baud!);
  if (step.silent_ms !== undefined) {
    desk.run_ms(step.silent_ms);
    expect(desk.received).toBe('');
  }
  if (step.run_ms !== undefined) desk.run_ms(step.run_ms);
  if (step.stopped) {
    expect(vectors.readout.slice(0, -1)).toContain(desk.received);
    expect(desk.received.length).toBeGreaterThan(0);
    desk.received = '';
    desk.bauds.clear();
  }
  if (step.listensAt !== undefined) expect(desk.meter.line.meter.baud).toBe(step.listensAt);
}

describe('the optical server', () => {
  it.each(vectors.exchanges)('$name', ({ steps, serial }: { steps: Step[]; serial?: string }) => {
    const desk = new Desk(server);
    if (serial !== undefined) desk.name(serial);
    for (const step of steps) perform(desk, step);
  });

  it.each([
    ['with characters no serial number has', 'a/b!', 'a'],
    ['that is empty', '', undefined],
  ])('never sends a serial number %s', (_, serial, shown) => {
    const desk = new Desk(server);
    desk.meter.setSerialNumber(serial);
    desk.send(toWire(ascii('/?!\r\n')));
    expectAnswer(desk, identificationOf(shown), 300);
  });
});

describe('a sign-on typed slowly', () => {
  const pauses_ms = (most: number) =>
    fc.array(fc.integer({ min: 0, max: most }), { minLength: 4, maxLength: 4 });
  /** The characters of a sign-on with these pauses between the end of one and the beginning of the next. */
  function typed(pauses: readonly number[]): Desk {
    const desk = new Desk(server);
    desk.run_ms(37);
    [...'/?!\r\n'].forEach((character, index) => {
      if (index > 0) desk.run_ms(pauses[index - 1]);
      desk.meter.line.fromOutside(toWire(ascii(character)));
      desk.run_ms(40);
    });
    return desk;
  }

  it('is answered as long as no pause is longer than the 1500 ms between two characters', () => {
    fc.assert(
      fc.property(pauses_ms(1490), (pauses) => {
        expectAnswer(typed(pauses), vectors.identification, 300);
      }),
      { numRuns: 20 },
    );
  });

  it('meets silence when one pause is longer, and the next sign-on is answered', () => {
    fc.assert(
      fc.property(pauses_ms(1490), fc.nat({ max: 3 }), (pauses, at) => {
        const desk = typed(pauses.map((pause, index) => (index === at ? 1600 : pause)));
        desk.run_ms(2000);
        expect(desk.received).toBe('');
        signOn(desk);
      }),
      { numRuns: 20 },
    );
  });
});

describe('its reaction time', () => {
  /** Bounds of the gap between the request's last stop bit and the answer's first start bit, in us. */
  function gap(module: object): { least: number; most: number } {
    const desk = new Desk(module);
    const wire = toWire(ascii('/?!\r\n'));
    desk.meter.line.fromOutside(wire);
    while (desk.received === '') desk.run_ms(10);
    const character_us = 10e6 / 300;
    const most = Math.round(desk.firstArrival_us - character_us - wire.length * character_us);
    return { least: most - TICK_us, most };
  }

  it('is at least 200 ms and at most 1500 ms', () => {
    const { least, most } = gap(server);
    expect(least).toBeGreaterThanOrEqual(200_000);
    expect(most).toBeLessThanOrEqual(1_500_000);
  });

  it('is at least 20 ms and below 200 ms when the third letter is lower case', async () => {
    const lowerCase = await compileServer((name, text) =>
      name === 'identification.ts' ? text.replace('0x54, 0x57, 0x4d,', '0x54, 0x57, 0x6d,') : text,
    );
    const { least, most } = gap(lowerCase);
    expect(least).toBeGreaterThanOrEqual(20_000);
    expect(most).toBeLessThan(200_000);
  });
});

describe('a data block', () => {
  it('longer than the transmit ring comes whole, with a right BCC', () => {
    const lines = Array.from(
      { length: 60 },
      (_, index) => `1-0:1.8.${index}(${String(index).padStart(60, '0')}*kWh)`,
    );
    const desk = new Desk(server, lines);
    signOn(desk);
    desk.send(toWire(ascii('\x06050\r\n')));
    const body = `${lines.join('\r\n')}\r\n!\r\n\x03`;
    const check = ascii(body).reduce((sum, character) => sum ^ character, 0);
    expectAnswer(desk, `\x02${body}${String.fromCharCode(check)}`, 9600);
  });

  it('without any line is still a block', () => {
    const desk = new Desk(server, []);
    signOn(desk);
    desk.send(toWire(ascii('\x06050\r\n')));
    const check = String.fromCharCode(0x21 ^ 0x0d ^ 0x0a ^ 0x03);
    expectAnswer(desk, `\x02!\r\n\x03${check}`, 9600);
  });

  it('is not heard by a reader that stays at 300 Bd', () => {
    const line = new SerialLine({ meter: { baud: 300, format: '7E1' }, outsideBaud: 300 });
    const desk = new Desk(server, vectors.lines, line);
    signOn(desk);
    desk.send(toWire(ascii('\x06050\r\n')));
    desk.run_ms(4000);
    expect(desk.received).toBe('');
    expect(line.outsideErrors.framingErrors).toBe(vectors.readout.length);
    signOn(desk);
  });
});

describe('any noise', () => {
  it('leaves the next sign-on working after the timeouts', () => {
    let seed = 1;
    const next = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;
    for (let round = 0; round < 100; round++) {
      const desk = new Desk(server);
      if (round % 2) signOn(desk);
      const special = ascii('/?!\r\n\x01\x02\x03\x06\x15B0q05');
      const noise = Uint8Array.from({ length: 1 + (next() % 120) }, () =>
        next() % 2 ? special[next() % special.length] : next() & 0xff,
      );
      desk.meter.line.fromOutside(round % 3 ? toWire(noise) : noise);
      desk.run_ms(40_000);
      signOn(desk);
    }
  });
});

describe('these tests', () => {
  const mutations = [
    ['block-check.ts', 'check ^= load', 'check |= load'],
    ['server.ts', 'const INITIAL_RATE: i32 = SIGN_ON_BAUD', 'const INITIAL_RATE: i32 = 600'],
    ['server.ts', 'session.format = PORT_FORMAT_7E1', 'session.format = 0'],
    ['option-select.ts', '4800, 9600', '4800, 9601'],
    ['characters.ts', 'ETX: u8 = 0x03', 'ETX: u8 = 0x04'],
  ] as const;

  it.each(mutations)('notice %s with `%s` changed to `%s`', async (file, from, to) => {
    let changed = false;
    const mutant = await compileServer((name, text) => {
      if (name !== file) return text;
      changed = text.includes(from);
      return text.replace(from, to);
    });
    expect(changed).toBe(true);
    const { steps } = vectors.exchanges[0];
    const run = (module: object): void => {
      const desk = new Desk(module);
      for (const step of steps) perform(desk, step as Step);
    };
    expect(() => run(server)).not.toThrow();
    expect(() => run(mutant)).toThrow();
  });
});
