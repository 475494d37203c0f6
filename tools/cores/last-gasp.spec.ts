// The last gasp as every form of the host gives it: to a slot with a module, what was kept, without asking the core.
import { describe, expect, it } from 'vitest';
import { ABI } from '../../shared-protocol/generated/ts/abi.ts';
import * as P from '../../shared-protocol/generated/ts/protocol.ts';
import type { CoreRunner, Role, SliceInput } from './core-runner.ts';
import { boot, buildsProbes, FORMS, probe } from './testing/c-host-forms.ts';
import { answers, command, MANAGEMENT_COMMANDS as C, ofType } from './testing/probes.ts';
import { V8Core } from './v8-core.ts';

buildsProbes();

/** The probe has them at 9000. */
const TEXT = '0123456789ABCDEFGHIJKLMNOP';
const { OK, BAD_LENGTH, BAD_POINTER, OUT_OF_RANGE } = P.Status;

const keep = (port: number, length = TEXT.length, pointer = 9000) =>
  command(C.lastGasp, port, pointer, length);
const plug = (contact: number, closed = true): SliceInput => ({ type: 'contact', contact, closed });
const supply = (failing: boolean): SliceInput => ({ type: 'power', failing, at: 0 });

const inV8 = (role: Role): CoreRunner =>
  new V8Core({ role, module: probe(role), fram: new Uint8Array(P.FRAM_BYTES).fill(0xff) });
const EVERY: [string, (role: Role) => CoreRunner][] = [...FORMS, ['this process, under V8', inV8]];

describe.each(EVERY)('the last gasp in %s', (_, start) => {
  /** Powers a core on; gives what modules are given by each slice, as port and text. */
  async function given() {
    const slice = await boot(start, 'management');
    return async (...inputs: SliceInput[]) =>
      ofType(await slice(inputs), 'lastGasp').map(({ port, bytes }) => [port, Buffer.from(bytes).toString()]);
  }

  it('goes to the slot in which a module stands, each time the supply fails', async () => {
    const slice = await given();
    await slice(plug(P.CONTACT_DOWNLINK_MODULE), keep(P.PORT_UPLINK), keep(P.PORT_DOWNLINK, 10));
    expect(await slice(supply(true))).toEqual([[P.PORT_DOWNLINK, TEXT.slice(0, 10)]]);
    expect(await slice(supply(false))).toEqual([]);
    await slice(plug(P.CONTACT_UPLINK_MODULE), plug(P.CONTACT_DOWNLINK_MODULE, false));
    expect(await slice(supply(true))).toEqual([[P.PORT_UPLINK, TEXT]]);
  });

  it('is nothing where nothing is kept, or no longer', async () => {
    const slice = await given();
    await slice(plug(P.CONTACT_UPLINK_MODULE));
    expect(await slice(supply(true), supply(false))).toEqual([]);
    await slice(keep(P.PORT_UPLINK));
    await slice(keep(P.PORT_UPLINK, 0));
    expect(await slice(supply(true), supply(false))).toEqual([]);
    await slice(keep(P.PORT_UPLINK));
    await slice(command(C.unreachable)); // the core that starts anew has kept nothing
    expect(await slice(supply(true))).toEqual([]);
  });

  it('is refused for other ports, more bytes than a module is given, and memory that is not there', async () => {
    const slice = await boot(start, 'management');
    const answer = async (input: SliceInput) => answers(await slice([input])).at(-1);
    expect(await answer(keep(P.PORT_UPLINK, P.LAST_GASP_MAX))).toBe(OK);
    expect(await answer(keep(P.PORT_UPLINK, P.LAST_GASP_MAX + 1))).toBe(BAD_LENGTH);
    expect(await answer(keep(P.PORT_UPLINK, -1))).toBe(BAD_POINTER);
    expect(await answer(keep(P.PORT_UPLINK, 40, ABI.management.pages * 65_536 - 6))).toBe(BAD_POINTER);
    for (const port of [-1, P.PORT_RS485, P.PORT_OPTICAL, P.PORT_DOWNLINK + 1])
      expect(await answer(keep(port))).toBe(OUT_OF_RANGE);
  });
});
