// Load control of the management core on its board: commands at the optical head, the contacts, the display, the control log.
import { expect } from 'vitest';
import { LOAD_SWITCH_PAUSE_ms } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Bench } from './bench.ts';
import { onBench } from './behaviour.ts';
import { ordinary } from './loads.ts';
import { command, namesOf, readLogs, type Command } from './logs.ts';

const SWITCH = '0-0:96.3.10';
const OPEN: Command = ['E2', `${SWITCH}#1`, ''];
const CLOSE: Command = ['E2', `${SWITCH}#2`, ''];
/** A mode in which a command closes by itself. */
const MODE_4: Command = ['W5', `${SWITCH}#4`, '4'];
const PAUSE_s = LOAD_SWITCH_PAUSE_ms / 1000;
/** The reason shows behind each other page. */
const SHOWN_WITHIN_s = 9;

async function shows(bench: Bench, text: string): Promise<boolean> {
  for (let waited_s = 0; waited_s < SHOWN_WITHIN_s; waited_s++) {
    if (bench.lcd().join('\n').includes(text)) return true;
    await bench.wait(1);
  }
  return false;
}

/** Each way of a command has its pause behind it. */
async function contactsFollow(bench: Bench, closed: boolean): Promise<void> {
  for (let waited_s = 0; bench.switchIsClosed() !== closed && waited_s <= PAUSE_s + 2; waited_s++)
    await bench.wait(1);
  expect(bench.switchIsClosed()).toBe(closed);
}

onBench('Load control', ordinary, (behaviour) => {
  behaviour(
    'opens its switch at a command of level 3, and the display tells why',
    ['optical', 'terminals', 'lcd'],
    async (bench) => {
      await bench.setTerminal('terminalCover', false);
      await bench.wait(1);
      expect(bench.switchIsClosed()).toBe(true);
      await command(bench, MODE_4, OPEN);
      await contactsFollow(bench, false);
      expect(await shows(bench, 'Open: command')).toBe(true);
    },
  );

  behaviour(
    'stays open over a supply that fails, and closes at a command',
    ['optical', 'terminals', 'power'],
    async (bench) => {
      await bench.powerCycle();
      await bench.wait(PAUSE_s + 1);
      expect(bench.switchIsClosed()).toBe(false);
      await command(bench, CLOSE);
      await contactsFollow(bench, true);
    },
  );

  behaviour(
    'has each of it in the control log, once, and the commands in that of the parameters',
    ['optical', 'terminals', 'power'],
    async (bench) => {
      const [control, parameters] = await readLogs(bench, 'control', 'parameters');
      expect(namesOf(control)).toEqual(['log_cleared', 'remote_disconnection', 'remote_connection']);
      expect(namesOf(parameters)).toEqual(['log_cleared', 'written', 'executed', 'executed']);
      expect(parameters.slice(1).map(({ object }) => object?.includes(SWITCH))).toEqual([true, true, true]);
    },
  );
});
