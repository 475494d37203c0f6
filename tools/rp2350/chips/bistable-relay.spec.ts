// Checks the model of a bistable load switch: what a pulse moves, what each fault keeps, and what counts as abuse.
import { beforeEach, describe, expect, it } from 'vitest';
import { BistableRelay, type Coil } from './bistable-relay.ts';

let relay: BistableRelay;
let now_ms: number;

beforeEach(() => {
  relay = new BistableRelay(1000);
  now_ms = 0;
});

function pulse(coil: Coil, length_ms = 100): void {
  relay.drive(coil, true, now_ms);
  now_ms += length_ms;
  relay.drive(coil, false, now_ms);
}

const state = () => [relay.closed, relay.loadVoltage];

describe('A bistable load switch', () => {
  it('opens and closes with a pulse of the right coil, and keeps its place without', () => {
    expect(state()).toEqual([true, true]);
    pulse('open');
    expect(state()).toEqual([false, false]);
    pulse('open');
    expect(state()).toEqual([false, false]);
    pulse('close');
    expect(state()).toEqual([true, true]);
    expect([relay.operations, relay.abuses]).toEqual([3, 0]);
  });

  it('is not moved by a pulse that is too short, and burns in one that is too long', () => {
    pulse('open', 10);
    expect(state()).toEqual([true, true]);
    pulse('open', 600);
    expect([relay.operations, relay.abuses]).toEqual([1, 1]);
  });

  it('counts both coils at once as abuse', () => {
    relay.drive('open', true, 0);
    relay.drive('close', true, 1);
    expect(relay.abuses).toBe(1);
  });

  it('does not follow, keeps a welded pole closed, and shows voltage around itself, by its faults', () => {
    relay.setFault('doesNotFollow', true);
    pulse('open');
    expect(state()).toEqual([true, true]);
    relay.setFault('doesNotFollow', false);
    relay.setFault('welded', true);
    pulse('open');
    expect(state()).toEqual([false, true]);
    relay.setFault('welded', false);
    expect(state()).toEqual([false, false]);
    relay.setFault('bypass', true);
    expect(state()).toEqual([false, true]);
  });

  it('has no voltage behind it while there is none before it', () => {
    relay.live = false;
    expect(state()).toEqual([true, false]);
  });
});
