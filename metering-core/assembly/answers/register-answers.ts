// Answers what the meter counts and measures, scope by scope: read_registers, read_instantaneous, read_ratio_change.
// Legally relevant (IR46). Changes alter the software identification.
import {
  Instantaneous, INSTANTANEOUS_BYTES, ReadInstantaneousRequest, ReadRatioChangeRequest, ReadRegistersRequest, Registers, REGISTERS_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import { MOMENT_CLOSED, MOMENT_OPEN, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { sampleIndex } from '../clock/sample-clock';
import { writeDerived } from '../energy/derived';
import { closedRegisters, openRegisters } from '../energy/energy';
import { REGISTERS } from '../energy/register-state';
import { copyRatioChange } from '../energy/ratio-change';
import { quantities, SCOPES } from '../quantities/quantities';
import { meteringFlags } from '../events/marks';

export function readRegisters(payload: usize): i32 {
  const request = changetype<ReadRegistersRequest>(payload);
  const scope = <i32>request.scope;
  const moment = <i32>request.moment;
  if (scope >= SCOPES || moment > MOMENT_OPEN) return Status.OUT_OF_RANGE;
  const values = moment == MOMENT_CLOSED ? closedRegisters() : openRegisters();
  const reply = changetype<Registers>(payload);
  memory.fill(payload, 0, REGISTERS_BYTES);
  reply.sample_index = moment == MOMENT_CLOSED ? quantities(0).sample_index : sampleIndex;
  reply.scope = <u8>scope;
  reply.moment = <u8>moment;
  reply.flags = <u8>meteringFlags();
  copyBytes(payload + offsetof<Registers>('active_import_mWs'), values + ((scope * REGISTERS) << 3), REGISTERS << 3);
  writeDerived(reply, values, scope);
  return REGISTERS_BYTES;
}

export function readInstantaneous(payload: usize): i32 {
  const scope = <i32>changetype<ReadInstantaneousRequest>(payload).scope;
  if (scope >= SCOPES) return Status.OUT_OF_RANGE;
  copyBytes(payload, changetype<usize>(quantities(scope)), INSTANTANEOUS_BYTES);
  changetype<Instantaneous>(payload).flags = <u8>meteringFlags();
  return INSTANTANEOUS_BYTES;
}

export function readRatioChange(payload: usize): i32 {
  return copyRatioChange(changetype<ReadRatioChangeRequest>(payload).index, payload);
}
