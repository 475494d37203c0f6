// The page's line to the meter: what it is told, and what is asked of it.
import type { Bench, Plan } from '../told-bench.ts';
import { READING_NAMES, type Readings } from '../told-readings.ts';
import type { ToldWave } from '../told-waves.ts';
import type { Command, Live, State, ViewName } from '../told.ts';

/** What is told by its name. */
export interface Told extends Readings {
  /** What the server has to show. */
  readonly views: readonly ViewName[];
  readonly live: Live;
  readonly state: State;
  readonly records: readonly ToldWave[];
  readonly plan: Plan;
  readonly bench: Bench;
}

export type Name = keyof Told;
export const NAMES: readonly Name[] = [
  'views',
  'live',
  'state',
  ...READING_NAMES,
  'records',
  'plan',
  'bench',
];

export interface Listener {
  told<Of extends Name>(name: Of, value: Told[Of]): void;
  /** The line came or went. */
  connected(isUp: boolean): void;
}

const KEPT = 'twinmeter-token';

/** Of the address; kept for a reload, and taken out of what is seen and sent on. */
function tokenOf(location: Location): string {
  const given = new URL(location.href).searchParams.get('token');
  if (given === null) return sessionStorage.getItem(KEPT) ?? '';
  sessionStorage.setItem(KEPT, given);
  history.replaceState(null, '', location.pathname + location.hash);
  return given;
}

export class Connection {
  readonly #token = tokenOf(location);

  listen(listener: Listener): void {
    const source = new EventSource(`/api/events?token=${encodeURIComponent(this.#token)}`);
    for (const name of NAMES)
      source.addEventListener(name, (event) => {
        const { data } = event as MessageEvent<string>;
        listener.told(name, JSON.parse(data) as Told[typeof name]);
      });
    source.onopen = () => listener.connected(true);
    source.onerror = () => listener.connected(false);
  }

  /** Something that is told to who asks for it. Throws where there is none. */
  async ask<Value>(name: string): Promise<Value> {
    const response = await fetch(`/api/${name}?token=${encodeURIComponent(this.#token)}`);
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
    return (await response.json()) as Value;
  }

  /** Throws where it is refused. */
  async command(command: Command): Promise<void> {
    const response = await fetch('/api/command', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-twinmeter-token': this.#token },
      body: JSON.stringify(command),
    });
    if (!response.ok) throw new Error(((await response.json()) as { error: string }).error);
  }
}
