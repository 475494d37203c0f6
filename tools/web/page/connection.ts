// The page's line to the meter: what it is told, and what is asked of it.
import type { Command, Live, State } from '../told.ts';

export interface Listener {
  live(live: Live): void;
  state(state: State): void;
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
    const told = (name: string, take: (json: string) => void) =>
      source.addEventListener(name, (event) => take((event as MessageEvent<string>).data));
    told('live', (json) => listener.live(JSON.parse(json) as Live));
    told('state', (json) => listener.state(JSON.parse(json) as State));
    source.onopen = () => listener.connected(true);
    source.onerror = () => listener.connected(false);
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
