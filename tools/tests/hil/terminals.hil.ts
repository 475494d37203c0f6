// The management board's terminals: cover, magnet, the latch that works without power, the alarm output, the load switch.
import { expect } from 'vitest';
import { COVER_WITHOUT_POWER, LOAD_SWITCH_PAUSE_ms } from '../../../shared-protocol/generated/ts/protocol.ts';
import { eventsOf } from '../../records/events.ts';
import type { Bench } from './bench.ts';
import { onBench } from './behaviour.ts';
import { ordinary } from './loads.ts';
import { namesOf, readLogs } from './logs.ts';
import { switchModule } from './switch-module.ts';

/** Presses scroll until the alarm page shows, and gives its lines, which come round. */
async function alarmPage(bench: Bench): Promise<Set<string>> {
  const lines = new Set<string>();
  for (let i = 0; i < 20 && !bench.lcd()[1].startsWith('ALARM'); i++) await bench.pressScroll();
  for (let i = 0; i < 6; i++) {
    await bench.wait(0.5);
    if (bench.lcd()[1].startsWith('ALARM'))
      bench
        .lcd()
        .slice(2)
        .forEach((row) => lines.add(row.trim()));
  }
  return lines;
}

onBench('The terminals', ordinary, (behaviour) => {
  behaviour(
    'are watched: an open cover and a magnet light the alarm output and stand on the alarm page',
    ['terminals', 'cover', 'lcd'],
    async (bench) => {
      await bench.wait(2);
      expect(bench.alarm()).toBe(false);
      await bench.setTerminal('terminalCover', false);
      await bench.setTerminal('magnet', true);
      await bench.wait(0.7);
      expect(bench.alarm()).toBe(true);
      const lines = await alarmPage(bench);
      for (const line of ['Terminals open', 'Magnet']) expect(lines).toContain(line);
      await bench.setTerminal('terminalCover', true);
      await bench.setTerminal('magnet', false);
      await bench.wait(0.7);
      expect(bench.alarm()).toBe(false);
    },
  );

  behaviour(
    'have latches of their own: what was opened without power is told at the next start, once',
    ['terminals', 'cover', 'power', 'legal', 'lcd'],
    async (bench) => {
      await bench.powerCycle(['metering', 'management']);
      await bench.wait(1.5);
      const events = eventsOf(await bench.ask('read_events', { first: 1 }));
      const covers = events.filter(({ event }) => event === 'main_cover_open');
      expect(covers.map(({ extreme }) => extreme)).toEqual([COVER_WITHOUT_POWER]);
      expect(bench.alarm()).toBe(true);
      expect(await alarmPage(bench)).toContain('Opened unpowered');
      await bench.pressSealed();
      expect(bench.alarm()).toBe(false);
      await bench.powerCycle();
      await bench.wait(1.5);
      const later = eventsOf(await bench.ask('read_events', { first: 1 }));
      expect(later.filter(({ event }) => event === 'main_cover_open')).toHaveLength(1);
      expect(bench.alarm()).toBe(false);
    },
  );

  behaviour(
    'stand in the event logs: cover and magnet with what was opened without power, and the starts between them',
    ['terminals', 'cover', 'power', 'optical', 'lcd'],
    async (bench) => {
      const [fraud, standard] = await readLogs(bench, 'fraud', 'standard');
      expect(namesOf(fraud)).toEqual([
        ...['log_cleared', 'terminal_cover_off', 'magnet', 'terminal_cover_on', 'magnet_gone'],
        ...['terminal_cover_off', 'cover_off'],
      ]);
      // The first start, and one behind each time without power.
      expect(namesOf(standard).filter((name) => name === 'power_up')).toHaveLength(3);
    },
  );
});

const withSwitch = () => ({ ...ordinary(), modules: { management: switchModule() } });

onBench('The load switch', withSwitch, (behaviour) => {
  const told = (bench: Bench) =>
    bench
      .lcd()
      .slice(0, 2)
      .map((row) => row.trim());

  behaviour(
    'opens by a pulse, a pause after the start; a wire around it shows, and a contact that does not follow',
    ['terminals', 'cover', 'modules', 'lcd'],
    async (bench) => {
      await bench.wait(1);
      await bench.pressScroll();
      expect(told(bench)).toEqual(['11A', 'G']); // closed, voltage, OK; BUSY
      await bench.wait(LOAD_SWITCH_PAUSE_ms / 1000);
      await bench.pressScroll();
      await bench.wait(0.3);
      expect(told(bench)).toEqual(['00A', 'A']);
      await bench.setSwitchFault('bypass', true);
      await bench.wait(0.2);
      expect(told(bench)[0]).toBe('01A');
      await bench.setSwitchFault('bypass', false);
      await bench.setSwitchFault('doesNotFollow', true);
      await bench.wait(LOAD_SWITCH_PAUSE_ms / 1000);
      await bench.pressSealed();
      await bench.wait(0.3);
      expect(told(bench)).toEqual(['00H', 'A']); // open still: TIMEOUT
    },
  );
});
