// One line of how it is with the meter or the bench, beside the views.
import type { Bench } from '../told-bench.ts';
import type { Live } from '../told.ts';

type Words = (of: string) => string;

export interface Health {
  readonly text: string;
  readonly isGood: boolean;
}

export function meterHealth(words: Words, live: Live | undefined): Health {
  const { metering, management } = live?.alive ?? { metering: false, management: false };
  const runs = (of: string, isAlive: boolean) => words(`the ${of} core ${isAlive ? 'runs' : 'stands still'}`);
  const text = [runs('metering', metering), runs('management', management)].join(' · ');
  return { text, isGood: metering && management };
}

const minutes = (time_s: number): string =>
  time_s < 60 ? `${Math.ceil(time_s)} s` : `${Math.ceil(time_s / 60)} min`;

export function benchHealth(words: Words, { positions, tests, left_s, pass }: Bench): Health {
  const done = positions.reduce((sum, each) => sum + each.done, 0);
  const said = `${done} / ${tests * positions.length} ${words('tests')}`;
  const isGood = pass !== false && positions.every(({ failed }) => failed === 0);
  if (pass !== null) return { text: `${said} · ${words(pass ? 'pass' : 'FAIL')}`, isGood };
  const left = left_s === null ? '' : ` · ${minutes(left_s)} ${words('left')}`;
  return { text: said + left, isGood };
}
