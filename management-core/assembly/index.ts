// The exports of the management core, and nothing else; the table is shared-protocol/spec/abi.json.
import { ABI_VERSION, BUTTON_SCROLL, PORT_CHUNK_MAX, Status } from '../../shared-protocol/generated/assembly/protocol';
import { now_us as time_us, setNow } from './time/clock';
import { contactChanged, latchRead, resetContacts, terminalsMeasured } from './surroundings/contacts';
import { displayButton, displayFits, displayTick, resetDisplay } from './faces/display';
import { resetRelay } from './link/apdu-relay';
import { followEvents, resetEvents } from './link/events';
import { linkReplied, linkTick, resetLink } from './link/master';
import { coverTick, resetCover } from './control/cover';
import { loadSwitchChanged, resetLoadSwitch } from './control/load-switch';
import { householdTick, resetHousehold } from './control/household';
import { loadControlButton, loadControlTick, resetLoadControl } from './control/switching/load-control';
import { prepaymentTick, resetPrepayment } from './control/prepayment/prepayment';
import { resetAccessLog } from './access/log';
import { resetLockOut } from './access/lock-out';
import { resetPasswords } from './access/passwords';
import { noteButton, resetSealedButton } from './access/sealed-button';
import { endAsking } from './access/association';
import { resetCipher } from './access/cipher';
import { resetClientKey } from './access/client-key';
import { resetGeneral } from './access/general-cipher';
import { ownKeysTick, resetOwnKeys } from './access/own-keys';
import { resetCompanion } from './access/companion';
import { resetDownlink } from './access/downlink';
import { jobEnded, resetJobs } from './access/jobs';
import { resetLines } from './access/lines';
import { resetMechanisms } from './access/mechanisms';
import { resetPolicies } from './access/policies';
import { resetRenewal } from './access/renewal';
import { resetFunctions } from './access/functions';
import { resetSettings } from './access/settings';
import { resetWrapperSettings } from './access/wrapper-settings';
import { resetObjectList } from './objects/association';
import { resetGoverned } from './objects/governed';
import { chooseAll } from './objects/chosen-columns';
import { resetWrites } from './objects/write';
import { resetSelected } from './servers/cosem/selected';
import { resetSelecting } from './servers/cosem/selecting';
import { alarmPushTick, resetPushCauses } from './push/causes';
import { pushTick, resetPushes } from './push/pushes';
import { resetPushSettings } from './push/settings';
import { executionTick, resetExecution } from './execution/execute';
import { monitorsTick } from './execution/monitoring';
import { resetMonitors } from './scripts/monitors';
import { resetScripts } from './scripts/queue';
import { resetSingleActions, singleActionsTick } from './scripts/single-actions';
import { resetPushLine } from './servers/push';
import { LINK_REPLY, PORT_CHUNK } from './memory';
import { resetMirror } from './link/mirror';
import { Panic, stop } from './panic';
import { lastGaspTick, resetLastGasp } from './ports/last-gasp';
import { portReceived, portsPushed, portsTick, resetPorts } from './ports/port';
import { meteringEventsTick, resetMeteringEvents } from './events/metering-events';
import { ownEventsTick, resetOwnEvents } from './events/own-events';
import { countsShownTick, resetCountsShown } from './registers/counts-shown';
import { resetEndedRows } from './registers/ended-rows';
import { periodButtonChanged, periodButtonTick, resetPeriodButton } from './registers/period-button';
import { disturbancesTick, resetDisturbanceFollower } from './registers/disturbance-follower';
import { recordsTick, resetRecords } from './profiles/records';
import { resetTransfer } from './servers/cosem/transfer';
import { sessionsFit } from './ports/served';
import { rowOperationEnded } from './storage/rows';
import { resetSupply, supplyChanged, supplyFails } from './time/supply';

export function abi_version(): i32 {
  return ABI_VERSION;
}

export function port_buffer(): i32 {
  return <i32>PORT_CHUNK;
}

export function link_buffer(): i32 {
  return <i32>LINK_REPLY;
}

export function start(reset_cause: i32): i32 {
  if (!displayFits() || !sessionsFit()) stop(Panic.MEMORY_MAP, reset_cause);
  setNow(0);
  resetSupply();
  resetMirror();
  resetLink();
  resetRelay();
  resetEvents();
  resetDisturbanceFollower();
  resetRecords();
  resetCountsShown();
  resetPeriodButton();
  resetEndedRows();
  resetContacts();
  resetLoadSwitch();
  resetCover();
  resetFunctions();
  resetPrepayment();
  resetLoadControl(reset_cause);
  resetHousehold();
  resetDisplay();
  resetSettings();
  resetPasswords();
  resetLockOut();
  resetAccessLog();
  resetSealedButton();
  resetDownlink();
  resetLines();
  resetWrapperSettings();
  resetCompanion();
  resetCipher();
  resetClientKey();
  resetOwnKeys();
  resetGeneral();
  resetRenewal();
  resetMechanisms();
  resetPolicies();
  resetJobs();
  endAsking();
  resetObjectList();
  resetGoverned();
  resetOwnEvents(reset_cause);
  resetMeteringEvents();
  resetWrites();
  resetTransfer();
  chooseAll();
  resetSelecting();
  resetSelected();
  resetScripts();
  resetSingleActions();
  resetMonitors();
  resetExecution();
  resetPushSettings();
  resetPushes();
  resetPushLine();
  resetPushCauses(reset_cause);
  resetPorts();
  resetLastGasp();
  return Status.OK;
}

export function tick(now_us: i64): i32 {
  if (now_us < time_us) return Status.OUT_OF_RANGE;
  setNow(now_us);
  followEvents(now_us);
  disturbancesTick(now_us);
  periodButtonTick(now_us);
  recordsTick(now_us);
  if (!supplyFails) linkTick(now_us); // what is left in the capacitors is not spent on asking
  countsShownTick();
  coverTick();
  prepaymentTick(now_us);
  loadControlTick(now_us);
  householdTick(now_us);
  meteringEventsTick(now_us);
  ownEventsTick(now_us);
  singleActionsTick();
  monitorsTick(now_us);
  executionTick(now_us);
  alarmPushTick(now_us);
  pushTick(now_us);
  ownKeysTick();
  portsTick(now_us);
  lastGaspTick(now_us);
  displayTick(now_us);
  return Status.OK;
}

export function port_received(port: i32, length: i32): i32 {
  if (length < 1 || length > PORT_CHUNK_MAX) return Status.OUT_OF_RANGE;
  return portReceived(port, PORT_CHUNK, length);
}

export function link_replied(length: i32): i32 {
  linkReplied(LINK_REPLY, length, time_us);
  return Status.OK;
}

export function button_changed(button: i32, pressed: i32): i32 {
  noteButton(button, pressed);
  if (button == BUTTON_SCROLL && pressed == 1) portsPushed(time_us);
  loadControlButton(button, pressed != 0, time_us);
  periodButtonChanged(button, pressed != 0, time_us);
  return displayButton(button, pressed, time_us);
}

export function nor_done(status: i32): i32 {
  if (status > 0) return Status.OUT_OF_RANGE;
  rowOperationEnded(status);
  return Status.OK;
}

export function power_changed(failing: i32, at: i64): i32 {
  if (failing < 0 || failing > 1 || at < 0) return Status.OUT_OF_RANGE;
  supplyChanged(failing != 0, at);
  return Status.OK;
}

export function job_done(job: i32, length: i32): i32 {
  if (length > PORT_CHUNK_MAX) return Status.OUT_OF_RANGE;
  return jobEnded(job, length, PORT_CHUNK);
}

export function load_switch_changed(closed: i32, load_voltage: i32, outcome: i32): i32 {
  return loadSwitchChanged(closed, load_voltage, outcome);
}

export function contact_changed(contact: i32, closed: i32): i32 {
  return contactChanged(contact, closed);
}

export function terminal_temperature_measured(condition: i32, temperature_mC: i32): i32 {
  return terminalsMeasured(condition, temperature_mC);
}

export function cover_latch_read(latch: i32): i32 {
  return latchRead(latch);
}
