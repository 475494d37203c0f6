// Reads the compiled server through the whole way: UART, line in virtual time, pseudo-terminal, independent readers.
import fs from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseOptions } from '../../cli/options.ts';
import { read, READ_OPTIONS } from '../../cli/read.ts';
import type { Presentation } from '../../lines/presentation.ts';
import { openPtyPort, type PtyPort } from '../../lines/pty-port.ts';
import { SerialLine } from '../../lines/serial-line.ts';
import {
  DamagedBlockError,
  NoAnswerError,
  PortMissingError,
  PortUnusableError,
} from '../../clients/errors.ts';
import { Iec62056Client, type ClientAction, type Readout } from '../../clients/iec62056-21.ts';
import { readIec62056 } from '../../clients/read-iec62056.ts';
import { withSerialPort } from '../../clients/serial-transport.ts';
import type { ClientOptions } from '../../clients/iec62056-21.ts';
import { fromWire, toWire } from '../../clients/parity.ts';
import { compileServer, OpticalMeter } from './optical-meter.ts';

const LINES = ['0-0:96.1.0*255(00012345)', '1-0:1.8.0*255(001234.567*kWh)', '1-0:32.7.0*255(230.1*V)'];
const OBJECTS = [
  { obis: '0-0:96.1.0.255', value: '00012345', unit: '', text: '00012345' },
  { obis: '1-0:1.8.0.255', value: 1234.567, unit: 'kWh', text: '001234.567' },
  { obis: '1-0:32.7.0.255', value: 230.1, unit: 'V', text: '230.1' },
];
const TICK_us = 10_000;

const readPort = (path: string, options?: ClientOptions) =>
  withSerialPort(path, (transport) => readIec62056(transport, options));

let server: object;
beforeAll(async () => {
  server = await compileServer();
});

describe('the client and the server in virtual time', () => {
  /** Joins the two sans-IO ends; the client changes its rate as its actions ask. */
  function readThrough(module: object, disturb = (wire: Uint8Array): Uint8Array => wire): Readout {
    const line = new SerialLine({ meter: { baud: 300, format: '7E1' }, outsideBaud: 300 });
    const meter = new OpticalMeter(module, LINES, line);
    const client = new Iec62056Client();
    let readout: Readout | undefined;
    const perform = (actions: ClientAction[]): void => {
      for (const action of actions) {
        if (action.kind === 'send') line.fromOutside(toWire(action.characters));
        else if (action.kind === 'rate') changeRate = action.baud;
        else if (action.kind === 'done') readout = action.readout;
        else throw action.error;
      }
    };
    let changeRate: number | undefined;
    line.onOutside((wire) =>
      perform(client.receive(fromWire(disturb(wire)).characters, meter.now_us / 1000)),
    );
    perform(client.start(0));
    while (!readout && meter.now_us < 120e6) {
      meter.runUntil(meter.now_us + TICK_us);
      if (changeRate && line.nextEvent_us === undefined) line.setOutside({ baud: changeRate });
      perform(client.tick(meter.now_us / 1000));
    }
    return readout!;
  }

  it('agree about every value, at 9600 Bd', () => {
    const readout = readThrough(server);
    expect(readout).toMatchObject({ manufacturer: 'TWM', identification: 'TWINMETER', baud: 9600 });
    expect(readout.sets.map(({ id, value, unit }) => `${id}(${value}${unit && `*${unit}`})`)).toEqual(LINES);
  });

  it('repeat a block that the wire damaged', () => {
    let damages = 2;
    const readout = readThrough(server, (wire) => {
      const place = wire.indexOf(toWire(Uint8Array.of(0x56))[0]); // the unit V
      if (place < 0 || damages-- <= 0) return wire;
      return wire.map((byte, index) => (index === place ? byte ^ 0x03 : byte));
    });
    expect(damages).toBeLessThan(0);
    expect(readout.sets).toHaveLength(LINES.length);
  });

  it('never take a wrong block check for a reading', async () => {
    const mutant = await compileServer((name, text) =>
      name === 'block-check.ts' ? text.replace('check ^= load', 'check += load') : text,
    );
    expect(() => readThrough(mutant)).toThrow(DamagedBlockError);
  });
});

describe('through a pseudo-terminal', () => {
  const running: { port: PtyPort; timer: NodeJS.Timeout }[] = [];
  afterEach(() => {
    for (const { port, timer } of running.splice(0)) {
      clearInterval(timer);
      port.close();
    }
  });

  /** A meter behind a terminal; `pace` is virtual over real time. */
  function startMeter(options: { pace: number; presentation?: Presentation }): PtyPort {
    const { pace, presentation = 'detected' } = options;
    const port = openPtyPort({ meter: { baud: 300, format: '7E1' }, presentation });
    const meter = new OpticalMeter(server, LINES, port.line);
    const started_ms = performance.now();
    const timer = setInterval(() => {
      const now_us = (performance.now() - started_ms) * 1000 * pace;
      while (meter.now_us + TICK_us <= now_us) {
        port.advance(meter.now_us + TICK_us);
        meter.runUntil(meter.now_us + TICK_us);
      }
    }, 2);
    running.push({ port, timer });
    return port;
  }

  it('the project reader, over serialport with its rate changes, reads all values twice in a row', async () => {
    const port = startMeter({ pace: 1 });
    for (let round = 0; round < 2; round++) {
      const reading = await readPort(port.path);
      expect(reading).toMatchObject({ manufacturer: 'TWM', identification: 'TWINMETER', baud: 9600 });
      expect(reading.objects).toEqual(OBJECTS);
    }
    expect(port.line.outsideErrors).toEqual({ parityErrors: 0, framingErrors: 0 });
  });

  /** Runs the command as it is typed, without `twinmeter read`; what it prints and complains of. */
  async function readCommand(...words: string[]) {
    const printed: string[] = [];
    const complaints: string[] = [];
    const code = await read(parseOptions(READ_OPTIONS, words), {
      print: (line) => printed.push(line),
      complain: (line) => complaints.push(line),
    });
    return { code, printed, complaints };
  }

  it('the read command prints one JSON object and returns 0', async () => {
    const port = startMeter({ pace: 1 });
    const before = Date.now();
    const { code, printed } = await readCommand('--port', port.path, '--json');
    expect(code).toBe(0);
    expect(printed).toHaveLength(1);
    const reading = JSON.parse(printed[0]) as { instant: string; objects: object[] };
    expect(reading).toMatchObject({
      protocol: 'iec62056-21',
      port: port.path,
      meter: { serial: '00012345', manufacturer: 'TWM', identification: 'TWINMETER' },
      unreadable: [],
    });
    expect(reading.objects).toMatchObject(OBJECTS.map(({ obis, value, unit }) => ({ obis, value, unit })));
    expect(Date.parse(reading.instant)).toBeGreaterThan(before);
    expect(Date.parse(reading.instant)).toBeLessThanOrEqual(Date.now());
  });

  it('the read command gives names beside codes, or codes alone', async () => {
    const port = startMeter({ pace: 1 });
    const named = await readCommand('--port', port.path);
    expect(named.printed[0]).toMatch(/^TWM TWINMETER on .* at 9600 Bd\nvalues of 20/);
    expect(named.printed[0]).toMatch(/^1-0:1\.8\.0\.255 +Active energy import, total +001234\.567 kWh$/m);
    const bare = await readCommand('--port', port.path, '--codes');
    expect(bare.printed[0]).toMatch(/^1-0:1\.8\.0\.255 +001234\.567 kWh$/m);
  });

  it('the read command asks for no higher rate than it was allowed, and traces every byte', async () => {
    const port = startMeter({ pace: 1 });
    const { printed, complaints } = await readCommand('--port', port.path, '--baud', '2400', '--trace');
    expect(printed[0]).toContain('at 2400 Bd');
    expect(complaints[0]).toMatch(/^ +0\.\d{3} > af 3f 21 8d 0a +\/\?!\.\.$/);
    expect(complaints).toContainEqual(expect.stringMatching(/ > 06 30 33 30 8d 0a +\.030\.\.$/));
    expect(complaints).toContainEqual(expect.stringMatching(/ = 2400 Bd$/));
    const heard = complaints.filter((line) => line.includes(' < ')).map((line) => line.slice(61));
    expect(heard.join('')).toContain('1-0:1.8.0*255(001234.567*kWh)..');
  });

  it('the read command reads again and again until it is interrupted', async () => {
    const port = startMeter({ pace: 1 });
    const controller = new AbortController();
    const printed: string[] = [];
    const print = (line: string) => void (printed.push(line) === 2 && controller.abort());
    const options = parseOptions(READ_OPTIONS, ['--port', port.path, '--every', '1', '--json']);
    const outlets = { print, complain: () => {}, interrupted: controller.signal };
    expect(await read(options, outlets)).toBe(0);
    expect(printed.map((line) => (JSON.parse(line) as { meter: object }).meter)).toEqual([
      { serial: '00012345', manufacturer: 'TWM', identification: 'TWINMETER' },
      { serial: '00012345', manufacturer: 'TWM', identification: 'TWINMETER' },
    ]);
  });

  it('the sign-on still works after a client left noise behind and went away', async () => {
    const port = startMeter({ pace: 1 });
    fs.writeFileSync(port.path, Buffer.from('\x01\xff/?!\xaa\r/?', 'latin1'));
    const reading = await readPort(port.path);
    expect(reading.objects).toEqual(OBJECTS);
  });

  it.each([
    ['that sends parity, to a port that expects it', 'wire', true],
    ['that leaves parity to a driver, to a port that adds it', 'characters', false],
    ['that sends parity, by default', 'detected', true],
    ['that leaves parity to a driver, by default', 'detected', false],
  ] as const)(
    'a reader written from the standard alone, %s, reads it',
    async (_, presentation, hasParity) => {
      const port = startMeter({ pace: 2, presentation });
      const block = `${LINES.join('\r\n')}\r\n!\r\n`;
      expect(await readFromTheStandardAlone(port.path, hasParity)).toBe(block);
    },
  );

  it('readers of either kind read it one after the other', async () => {
    const port = startMeter({ pace: 2 });
    const block = `${LINES.join('\r\n')}\r\n!\r\n`;
    for (const hasParity of [false, true, false]) {
      expect(await readFromTheStandardAlone(port.path, hasParity)).toBe(block);
    }
  });

  it('a reader that does not answer the identification does no harm to the next one', async () => {
    const port = startMeter({ pace: 2 });
    const client = fs.openSync(port.path, 'r+');
    fs.writeSync(client, Buffer.from([0xaf, 0x3f, 0x21, 0x8d, 0x0a]));
    await new Promise((resolve) => setTimeout(resolve, 1600));
    fs.closeSync(client);
    // Until it is seen that it left, what it did not read is there for whoever comes.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await readFromTheStandardAlone(port.path, true)).toBe(`${LINES.join('\r\n')}\r\n!\r\n`);
  });

  it('a terminal with nobody behind it is told apart from one that does not exist', async () => {
    const silent = openPtyPort({ meter: { baud: 300, format: '7E1' } });
    try {
      await expect(readPort(silent.path, { attempts: 1 })).rejects.toThrow(NoAnswerError);
      await expect(readPort(silent.path, { attempts: 1 })).rejects.toThrow(silent.path);
    } finally {
      silent.close();
    }
    await expect(readPort('/dev/no-such-port')).rejects.toThrow(PortMissingError);
    await expect(readPort('/etc/passwd')).rejects.toThrow(PortUnusableError);
  });
});

/**
 * A reader that shares no code with the project: opens the terminal as a file, and knows IEC 62056-21 only.
 * Returns the data block between STX and ETX.
 */
async function readFromTheStandardAlone(path: string, paritySet: boolean): Promise<string> {
  const fd = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_NOCTTY | fs.constants.O_NONBLOCK);
  const ones = (value: number): number => [...value.toString(2)].filter((digit) => digit === '1').length;
  const send = (text: string): void => {
    const wire = [...Buffer.from(text, 'latin1')].map((c) => (paritySet && ones(c) % 2 ? c + 128 : c));
    fs.writeSync(fd, Uint8Array.from(wire));
  };
  const receiveUntil = async (isComplete: (text: string) => boolean): Promise<string> => {
    let text = '';
    const byte = new Uint8Array(1);
    while (!isComplete(text)) {
      try {
        if (fs.readSync(fd, byte) !== 1) throw new Error('hung up');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      if (paritySet && ones(byte[0]) % 2) throw new Error('parity');
      text += String.fromCharCode(byte[0] & 127);
    }
    return text;
  };
  try {
    let identification = '';
    while (!identification.includes('/TWM5')) {
      send('/?!\r\n');
      identification = await receiveUntil((text) => text.endsWith('\r\n'));
    }
    send(`\x060${identification[identification.indexOf('/') + 4]}0\r\n`);
    const message = await receiveUntil((text) => text.at(-2) === '\x03');
    const body = message.slice(1, -1);
    const check = [...body].reduce((sum, character) => sum ^ character.charCodeAt(0), 0);
    if (message[0] !== '\x02' || check !== message.charCodeAt(message.length - 1))
      throw new Error('block check');
    return body.slice(0, -1);
  } finally {
    fs.closeSync(fd);
  }
}
