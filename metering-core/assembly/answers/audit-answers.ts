// Answers what touches the audit trail: note_upgrade of management, clear_audit of somebody inside the seal.
// Legally relevant (IR46). Changes alter the software identification.
import {
  NOTE_UPGRADE_REQUEST_new_sha256, NOTE_UPGRADE_REQUEST_version, NoteUpgradeRequest, UPGRADE_NOTED_BYTES, UpgradeNoted,
} from '../../../shared-protocol/generated/assembly/layouts';
import { AUDIT_BY_LINK, AUDIT_UPGRADE, Status, UPGRADES } from '../../../shared-protocol/generated/assembly/protocol';
import { Allowed, isAllowed, takeAllowance } from '../proof/allowance';
import { clearAudit as clearTrail, enterAudit, newestAudit } from '../records/audit';
import { done } from './adjustment-answers';

/** Nothing but the trail hears of it. */
export function noteUpgrade(payload: usize): i32 {
  const verdict = <i32>changetype<NoteUpgradeRequest>(payload).verdict;
  if (verdict >= UPGRADES) return Status.OUT_OF_RANGE;
  if (!isAllowed(Allowed.UPGRADE)) return Status.BUSY;
  const version = load<u32>(payload + NOTE_UPGRADE_REQUEST_version) & 0xffffff;
  const status = enterAudit(
    AUDIT_UPGRADE + verdict, AUDIT_BY_LINK, version, load<u64>(payload), load<u64>(payload + NOTE_UPGRADE_REQUEST_new_sha256),
  );
  if (status != Status.OK) return status;
  takeAllowance(Allowed.UPGRADE);
  changetype<UpgradeNoted>(payload).sequence = newestAudit();
  changetype<UpgradeNoted>(payload).reserved = 0;
  return UPGRADE_NOTED_BYTES;
}

export function clearAudit(payload: usize): i32 {
  const status = clearTrail();
  return status == Status.OK ? done(payload) : status;
}
