// Shows the client's side of mode C: what it sends when, and how it takes silence, noise and damage.
import { describe, expect, it } from 'vitest';
import { withBlockCheck } from './data-block.ts';
import {
  AnswerTimeoutError,
  DamagedBlockError,
  EndlessAnswerError,
  NoAnswerError,
  RefusedError,
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

  it.each([
    ['A, whose rate character is none of the others', '/XYZ@1234\r\n', [], 300],
    ['A, with nothing but a manufacturer', '/XYZ\r\n', [], 300],
    ['B, at 600 Bd', '/XYZA1234\r\n', [600], 600],
    ['B, at 9600 Bd', '/XYZE1234\r\n', [9600], 9600],
  ])('takes the block of mode %s, without a word of its own', (_, identification, actions, baud) => {
    const client = new Iec62056Client();
    client.start(0);
    expect(short(client.receive(ascii(identification), 1000))).toEqual(actions);
    const done = client.receive(ascii(BLOCK), 1500);
    expect(done.map((action) => action.kind)).toEqual(['send', 'done']);
    expect(done[1]).toMatchObject({
      readout: { baud, manufacturer: 'XYZ', sets: [{ value: '001234.567' }] },
    });
  });

  it.each([
    ['A', '/XYZ@1234\r\n', []],
    ['B', '/XYZE1234\r\n', [9600]],
  ])('takes the block of mode %s that arrives in one piece with the identification', (_, message, rates) => {
    for (const cut of [1, 7, BLOCK.length]) {
      const client = new Iec62056Client();
      client.start(0);
      const first = client.receive(ascii(message + BLOCK.slice(0, cut)), 1000);
      const all = [...first, ...client.receive(ascii(BLOCK.slice(cut)), 1500)];
      const sets = [{ id: '1-0:1.8.0', value: '001234.567', unit: 'kWh' }];
      expect(short(all)).toEqual([...rates, '\x01B0\x03q', sets]);
    }
  });

  it('waits for the rest of a block that began in one piece with the identification', () => {
    const client = new Iec62056Client();
    client.start(0);
    client.receive(ascii(`/XYZ@1234\r\n${BLOCK.slice(0, 9)}`), 1000);
    expect(client.tick(client.deadline_ms - 1)).toEqual([]);
    expect(short(client.tick(client.deadline_ms))).toEqual(['\x15']);
  });

  it('reads the rest of a block one line of which is no data set', () => {
    const lines = 'FAST READOUT\r\n1.8.0(000100.5*kWh)\r\n!\r\n\x03';
    const actions = selected().receive(withBlockCheck(ascii(`\x02${lines}`)), 2000);
    const sets = [{ id: '1.8.0', value: '000100.5', unit: 'kWh' }];
    expect(actions[1]).toMatchObject({ readout: { sets, unreadable: ['FAST READOUT'] } });
  });
});

describe('a reading ends', () => {
  /** Runs the client against a peer that says something every so often, until it ends; returns when and how. */
  function against(client: Iec62056Client, { every_ms, say }: { every_ms: number; say: Uint8Array }) {
    let now_ms = 0;
    let ended = client.start(0).find(({ kind }) => kind === 'failed');
    for (let next_ms = every_ms; !ended && now_ms < 1e9; ) {
      now_ms = Math.min(next_ms, client.deadline_ms);
      const isDue = now_ms === next_ms;
      const actions = isDue ? client.receive(say, now_ms) : client.tick(now_ms);
      if (isDue) next_ms += every_ms;
      ended = actions.find(({ kind }) => kind === 'failed' || kind === 'done');
    }
    return { now_ms, ended };
  }

  /** A client that was identified at 0 and waits for a block at 9600 Bd. */
  function reading(): Iec62056Client {
    const client = new Iec62056Client();
    client.start(0);
    client.receive(ascii('/TWM5X\r\n'), 0);
    client.start = () => [];
    return client;
  }

  const NOISE = Uint8Array.from({ length: 4096 }, (_, index) => (index * 31 + 7) % 128);
  const WITHOUT_END = NOISE.map((character) => (character === 0x03 ? 0x30 : character));

  it.each([
    ['drips a slash a second', { every_ms: 1000, say: ascii('/') }],
    ['drips letters after a slash', { every_ms: 1900, say: ascii('/A') }],
    ['babbles', { every_ms: 40, say: ascii('//?!ab\r\n') }],
    ['floods', { every_ms: 0.1, say: NOISE }],
  ])('within a minute against a peer that %s in place of an identification', (_, peer) => {
    const { now_ms, ended } = against(new Iec62056Client(), peer);
    expect(ended).toMatchObject({ kind: 'failed' });
    expect(now_ms).toBeLessThan(60_000);
  });

  it.each([
    ['drips', { every_ms: 1900, say: ascii('\x02') }],
    ['drips digits', { every_ms: 1900, say: ascii('\x021') }],
    ['babbles blocks that are damaged', { every_ms: 300, say: ascii(DAMAGED) }],
    ['floods with no end of a block', { every_ms: 0.1, say: WITHOUT_END }],
    ['sends a block as long as it likes', { every_ms: 100, say: ascii(`\x02${'1'.repeat(90)}`) }],
  ])('within five minutes against a peer that %s in place of a block', (_, peer) => {
    const { now_ms, ended } = against(reading(), peer);
    expect(ended).toMatchObject({ kind: 'failed' });
    expect(now_ms).toBeLessThan(300_000);
  });

  it('within fifteen minutes at 300 Bd too, and says why', () => {
    const client = new Iec62056Client({ maximumBaud: 300 });
    client.start(0);
    client.receive(ascii('/TWM5X\r\n'), 0);
    client.start = () => [];
    const { now_ms, ended } = against(client, { every_ms: 33.4, say: ascii('\x02') });
    expect(now_ms).toBeLessThanOrEqual(900_000);
    expect(ended).toMatchObject({ error: expect.any(EndlessAnswerError) as Error });
  });

  it('only after a block of 20,000 characters at 300 Bd was whole', () => {
    const client = new Iec62056Client({ maximumBaud: 300 });
    client.start(0);
    client.receive(ascii('/TWM5X\r\n'), 0);
    const block = withBlockCheck(ascii(`\x02${'1-0:1.8.0(001234.567*kWh)\r\n'.repeat(740)}!\r\n\x03`));
    let actions: ClientAction[] = [];
    block.forEach((character, index) => {
      expect(client.deadline_ms).toBeGreaterThan(1500 + index * 33.4);
      actions = client.receive(Uint8Array.of(character), 1500 + index * 33.4);
    });
    expect(actions.map(({ kind }) => kind)).toEqual(['send', 'done']);
  });
});
