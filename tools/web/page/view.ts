// What a view is: parts of the page that are filled by what the meter or the bench tells.
import type { Bench, Plan } from '../told-bench.ts';
import type { Readings } from '../told-readings.ts';
import type { ToldWave } from '../told-waves.ts';
import type { Live, State } from '../told.ts';
import type { Connection } from './connection.ts';
import { el } from './dom.ts';

export interface Context {
  readonly words: (of: string) => string;
  readonly connection: Connection;
}

type OfReadings = { readonly [Name in keyof Readings]?: (reading: Readings[Name]) => void };

export interface View extends OfReadings {
  readonly parts: readonly HTMLElement[];
  live?(live: Live): void;
  state?(state: State): void;
  records?(records: readonly ToldWave[]): void;
  plan?(plan: Plan): void;
  bench?(bench: Bench): void;
}

export type MakeView = (context: Context) => View;

/** A value with its unit as people read it: four figures, energies to the digit they have. */
export function shown({ value, unit }: { value: number; unit: string }): string {
  if (unit.endsWith('h')) return `${value.toFixed(3)} ${unit}`;
  return `${Number(value.toPrecision(5))} ${unit}`;
}

/** What there is to choose from; what was chosen stays so. */
export function offer(select: HTMLSelectElement, names: readonly string[], words = (of: string) => of): void {
  if (names.join() === Array.from(select.options, ({ value }) => value).join()) return;
  const chosen = select.value;
  select.replaceChildren(...names.map((name) => el('option', { value: name }, words(name))));
  if (names.includes(chosen)) select.value = chosen;
}

/** Colours of the phases and the neutral. */
export const COLOURS = ['--l1', '--l2', '--l3', '--n'] as const;
