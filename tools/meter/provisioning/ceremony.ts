// Gives a board its identity: asks, keeps what comes back, has it written and locked, and finishes what was interrupted.
import {
  PROVISION_BEGUN,
  PROVISION_BLANK,
  PROVISION_DONE,
  PROVISION_OPEN,
  PROVISION_SPOILT,
} from '../../../shared-protocol/generated/ts/provision.ts';
import type { Role } from '../../cores/core-runner.ts';
import { askOffer, tellState, type Ask, type BoardIdentity, type BoardState } from './board.ts';
import { ProvisionError } from './errors.ts';
import { ABOUT, givenBytes, type GivenKeys } from './given-keys.ts';
import type { KeyFiles } from './key-files.ts';
import { TransportKey } from './transport-key.ts';

export interface Ceremony {
  readonly role: Role;
  readonly title: Uint8Array;
  readonly keys: GivenKeys;
  readonly files: KeyFiles;
  /** Told of each step once it is done. */
  readonly step: (what: string) => void;
}

export const STATES: Readonly<Record<number, string>> = {
  [PROVISION_BLANK]: 'blank',
  [PROVISION_BEGUN]: 'begun and interrupted: it can be provisioned',
  [PROVISION_OPEN]: 'provisioned, not locked yet',
  [PROVISION_DONE]: 'provisioned and locked',
  [PROVISION_SPOILT]: 'spoilt: its fuses hold half an identity, the chip can have none any more',
};

const SPOILT = 'spoilt by a power cut: its fuses hold half an identity, the chip can have none any more';

/** Has the pages locked where they are not, and gives the files their names. */
async function finish(ask: Ask, { files, step }: Ceremony): Promise<BoardIdentity> {
  const before = await tellState(ask);
  if (before.state === PROVISION_OPEN) await ask('provision_lock');
  const { state, banks, identity } = await tellState(ask);
  if (state !== PROVISION_DONE || identity === undefined)
    throw new Error(`the board is ${STATES[state]}: run this again`);
  if (!banks.every((bank) => bank === 2)) throw new Error('the key store of the board does not read back');
  step('locked: these fuses are never written again');
  files.finish();
  step(`${files.folder}: public-key.pem, client-keys`);
  return identity;
}

function refuseWhatIsThere({ state, identity }: BoardState): void {
  if (state === PROVISION_SPOILT) throw new ProvisionError(`the board is ${SPOILT}`);
  if (!identity) return;
  const open =
    state === PROVISION_OPEN ? '; not locked yet: the folder of the run that began finishes it' : '';
  throw new ProvisionError(
    `the board is already provisioned: ${identity.title}, key ${identity.fingerprint}${open}`,
  );
}

/** Before anything is written: the board may have an identity, and the folder has room for its keys alone. */
function checkFiles({ files }: Ceremony, { chip }: BoardState): void {
  if (files.existing) throw new ProvisionError(`${files.existing} exists: keys are never overwritten`);
  const { unfinishedChip } = files;
  if (unfinishedChip !== undefined && unfinishedChip !== chip.toString('hex'))
    throw new ProvisionError(
      `${files.folder} holds the unfinished keys of chip ${unfinishedChip}: finish that board first`,
    );
}

/** When its answer was lost, the board says itself whether it has them. */
async function write(ask: Ask, publicKey: Buffer): Promise<void> {
  const failure = await ask('provision_write').then(
    () => undefined,
    (error: Error) => error,
  );
  const { state, identity } = await tellState(ask);
  if (identity?.publicKey.equals(publicKey)) return;
  if (state === PROVISION_SPOILT) throw new ProvisionError(`the board is ${SPOILT}`);
  throw failure ?? new Error(`the board is ${STATES[state]}: run this again`);
}

async function begin(ask: Ask, ceremony: Ceremony, { roleCode, chip }: BoardState): Promise<void> {
  const { title, keys, files, step } = ceremony;
  const transport = new TransportKey();
  const whom = { role: roleCode, chip, title };
  const offer = await askOffer(ask, title, transport.toolKey);
  if (!transport.isSigned(whom, offer)) throw new Error('what the board offers is not signed by its key');
  step('identity made on the chip; its private key stays there');
  const system_title = Buffer.from(title).toString('hex');
  files.begin({ about: ABOUT, system_title, chip: chip.toString('hex'), ...keys }, offer.publicKey);
  step(`keys kept in ${files.folder}`);
  const sealed = transport.seal(whom, offer, givenBytes(keys));
  await ask('provision_load', {
    nonce: [...sealed.nonce],
    keys: [...sealed.keys],
    tag: [...sealed.tag],
  });
  step('keys on the board');
  await write(ask, offer.publicKey);
  step('key store and fuses written');
}

/** All of it. Throws ProvisionError where it may not be, and then has changed nothing. */
export async function provisionBoard(ask: Ask, ceremony: Ceremony): Promise<BoardIdentity> {
  const state = await tellState(ask);
  const { files, role, step } = ceremony;
  if (state.role !== role)
    throw new ProvisionError(`it is a ${state.role} board, not a ${role} one: --role ${state.role}`);
  step(`${role} board, chip ${state.chip.toString('hex')}: ${STATES[state.state]}`);
  if (state.identity && files.isUnfinishedOf(state.identity.publicKey)) return finish(ask, ceremony);
  refuseWhatIsThere(state);
  checkFiles(ceremony, state);
  await begin(ask, ceremony, state);
  return finish(ask, ceremony);
}
