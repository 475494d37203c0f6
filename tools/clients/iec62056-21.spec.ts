// Shows the client's side of mode C: what it sends when, and how it takes silence, noise and damage.
import { describe, expect, it } from 'vitest';
import {
  AnswerTimeoutError,
  DamagedBlockError,
  NoAnswerError,
  RefusedError,
  UnsupportedModeError,
} from './errors.ts';
import { Iec62056Client, type ClientAction } from './iec62056-21.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const BLOCK = '\x021-0:1.8.0(001234.567*kWh)\r\n!\r\n\x03l';
const DAMAGED = BLOCK.replace('1234', '1235');

/** The actions in short: what is sent as text, rates as numbers, ends as values or errors. */
function short(actions: ClientAction[]): unknown[] {
  return actions.map((action) => {
    if (action.kind === 'send') return Buffer.from(action.characters).toString('latin1');
    if (action.kind === 'rate') return action.baud;
    return action.kind === 'done' ? action.readout.sets : action.error;
  });
}

function selected(options = {}, identification = '/TWM5TWINMETER\r\n'): Iec62056Client {
  const client = new Iec62056Client(options);
  client.start(0);
  client.receive(ascii(identification), 1000);
  return client;
}

describe('the client', () => {
  it('signs on, selects the highest common rate, reads and signs off', () => {
    const client = new Iec62056Client();
    expect(short(client.start(0))).toEqual(['/?!\r\n']);
    expect(short(client.receive(ascii('/TWM5TWINMETER\r\n'), 1000))).toEqual(['\x06050\r\n', 9600]);
    const sets = [{ id: '1-0:1.8.0', value: '001234.567', unit: 'kWh' }];
    expect(short(client.receive(ascii(BLOCK), 2000))).toEqual(['\x01B0\x03q', sets]);
    expect(client.deadline_ms).toBe(Infinity);
  });

  it('takes answers character by character, with noise and an echo before them', () => {
    const client = new Iec62056Client({ address: '77' });
    expect(short(client.start(0))).toEqual(['/?77!\r\n']);
    const actions = [...'\x00\x7f/?77!\r\n/TWM5TWINMETER\r\n'].flatMap((c) => client.receive(ascii(c), 500));
    expect(short(actions)).toEqual(['\x06050\r\n', 9600]);
    const rest = [...`\x06050\r\n${BLOCK}`].flatMap((c) => client.receive(ascii(c), 1000));
    expect(rest.map((action) => action.kind)).toEqual(['send', 'done']);
  });

  it('asks for no higher rate than it was allowed', () => {
    const client = new Iec62056Client({ maximumBaud: 3000 });
    client.start(0);
    expect(short(client.receive(ascii('/TWM5X\r\n'), 1000))).toEqual(['\x06030\r\n', 2400]);
  });

  it('asks for a damaged block again, three times at most', () => {
    const client = selected();
    for (let repetition = 0; repetition < 3; repetition++) {
      expect(short(client.receive(ascii(DAMAGED), 2000))).toEqual(['\x15']);
    }
    expect(short(client.receive(ascii(DAMAGED), 2000))).toEqual([expect.any(DamagedBlockError)]);
  });

  it('takes the block that comes whole after a damaged one', () => {
    const client = selected();
    expect(short(client.receive(ascii(DAMAGED), 2000))).toEqual(['\x15']);
    expect(client.receive(ascii(BLOCK), 3000).map((action) => action.kind)).toEqual(['send', 'done']);
  });

  it('asks again when the block breaks off', () => {
    const client = selected();
    expect(client.receive(ascii(BLOCK.slice(0, 9)), 2000)).toEqual([]);
    expect(client.tick(client.deadline_ms - 1)).toEqual([]);
    expect(short(client.tick(client.deadline_ms))).toEqual(['\x15']);
  });

  it('signs on three times before it gives up on silence', () => {
    const client = new Iec62056Client();
    client.start(0);
    expect(short(client.tick(client.deadline_ms))).toEqual(['/?!\r\n']);
    expect(short(client.tick(client.deadline_ms))).toEqual(['/?!\r\n']);
    expect(short(client.tick(client.deadline_ms))).toEqual([expect.any(NoAnswerError)]);
    expect(client.tick(1e9)).toEqual([]);
  });

  it('tells an answer that never ends from none, and noise does not prolong the wait', () => {
    const client = new Iec62056Client({ attempts: 1 });
    client.start(0);
    const deadline_ms = client.deadline_ms;
    client.receive(ascii('noise'), 1900);
    expect(client.deadline_ms).toBe(deadline_ms);
    client.receive(ascii('/TWM5'), 2000);
    expect(client.deadline_ms).toBeGreaterThan(deadline_ms);
    expect(short(client.tick(client.deadline_ms))).toEqual([expect.any(AnswerTimeoutError)]);
  });

  it('says so when the meter signs off or answers with an error', () => {
    expect(short(selected().receive(ascii('\x01B0\x03q'), 2000))).toEqual([expect.any(RefusedError)]);
    expect(short(selected().receive(ascii('\x02(ER01)\x03\x1e'), 2000))).toEqual([expect.any(RefusedError)]);
  });

  it('refuses meters of the modes it does not speak', () => {
    const client = new Iec62056Client();
    client.start(0);
    expect(short(client.receive(ascii('/XYZA1234\r\n'), 1000))).toEqual([expect.any(UnsupportedModeError)]);
  });
});
