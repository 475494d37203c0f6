// What a board with the provisioning image tells and is asked, by name instead of by bytes.
import {
  PROVISION_DONE,
  PROVISION_OPEN,
  PROVISION_ROLE_METERING,
} from '../../../shared-protocol/generated/ts/provision.ts';
import type { Role } from '../../cores/core-runner.ts';
import { fingerprintOf, verifyingKey } from '../../records/exports/public-key.ts';
import type { AnyMessage } from '../../records/legal-client.ts';
import type { RecordValue, RecordValues } from '../../records/records.ts';
import { titleText } from './title.ts';
import type { Offer } from './transport-key.ts';

/** Asks a board one question at a time. Throws what the way to it fails with, and RefusedError. */
export type Ask = (
  message: AnyMessage,
  values?: RecordValues,
) => Promise<Readonly<Record<string, RecordValue>>>;

/** Who a board is for its life. */
export interface BoardIdentity {
  readonly title: string;
  readonly publicKey: Buffer;
  readonly fingerprint: string;
}

export interface BoardState {
  /** PROVISION_*. */
  readonly state: number;
  readonly roleCode: number;
  readonly role: Role;
  readonly chip: Buffer;
  /** Of the two banks of the key store: 0 blank, 1 damaged, 2 sound. */
  readonly banks: readonly number[];
  readonly identity: BoardIdentity | undefined;
}

const bytes = (value: RecordValue): Buffer => Buffer.from(value as number[]);

function identityOf(title: Buffer, publicKey: Buffer): BoardIdentity {
  return { title: titleText(title), publicKey, fingerprint: fingerprintOf(verifyingKey(publicKey)) };
}

/** What the board tells of itself. */
export async function tellState(ask: Ask): Promise<BoardState> {
  const told = await ask('provision_tell');
  const [state, roleCode] = [Number(told.state), Number(told.role)];
  return {
    ...{ state, roleCode },
    role: roleCode === PROVISION_ROLE_METERING ? 'metering' : 'management',
    chip: bytes(told.chip),
    banks: [...bytes(told.banks)],
    identity:
      state === PROVISION_OPEN || state === PROVISION_DONE
        ? identityOf(bytes(told.system_title), bytes(told.public_key))
        : undefined,
  };
}

/** Has the board make an identity in its RAM. */
export async function askOffer(ask: Ask, title: Uint8Array, toolKey: Uint8Array): Promise<Offer> {
  const offer = await ask('provision_generate', { system_title: [...title], tool_key: [...toolKey] });
  return {
    publicKey: bytes(offer.public_key),
    boardKey: bytes(offer.board_key),
    signature: bytes(offer.signature),
  };
}
