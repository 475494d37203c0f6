// The exports: what a host may rely on.
import {
  ABI_VERSION, BUTTON_SCROLL, BUTTON_SEALED, BUTTONS, CONTACT_MAGNET, CONTACT_TERMINAL_COVER, COVER_LATCH_OPENED,
  FRAME_REPLY, LINK_FRAME_MAX, PORT_CHUNK_MAX, PORT_DOWNLINK, PORT_OPTICAL, PORT_RS485, PORT_UPLINK, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { alarmOutput, resetHost, requestCount } from '../../../shared-protocol/assembly/__tests__/mocked-host';
import {
  abi_version, button_changed, contact_changed, cover_latch_read, job_done, link_buffer, link_replied, load_switch_changed, port_buffer, port_received,
  start, terminal_temperature_measured, tick,
} from '../index';
import { age_us, frontBank, isMirrored } from '../link/mirror';
import { ROUND_SLOTS } from '../../../shared-protocol/generated/assembly/mirror';
import { answerTo, isLatch, lcdRow, REPLY } from './testing';

function reset(): void {
  resetHost();
  start(0);
}

/** Answers a request through the link buffer; returns the Status. */
function answer(index: i32): i32 {
  const length = answerTo(index, FRAME_REPLY, 1);
  memory.copy(link_buffer(), REPLY, length);
  return link_replied(length);
}

/** The first round, from tick 10_000 on. */
function mirrorRound(): void {
  for (let i = 0; i < 1 + ROUND_SLOTS + 1; i++) {
    tick(10_000 * (i + 1));
    expect(answer(i)).toBe(Status.OK);
  }
}

/** Presses the scroll button until the alarm page shows. */
function alarmPage(): void {
  for (let i = 0; i < 20 && !lcdRow(1).startsWith('ALARM'); i++) button_changed(BUTTON_SCROLL, 1);
}

describe('The management core', () => {
  beforeEach(reset);

  test('names the ABI it was built for', () => {
    expect(abi_version()).toBe(ABI_VERSION);
  });

  test('has buffers of full size that do not overlap', () => {
    const distance = link_buffer() - port_buffer();
    expect(distance >= PORT_CHUNK_MAX || -distance >= LINK_FRAME_MAX).toBe(true);
    expect(port_buffer()).toBeGreaterThan(0);
  });

  test('asks over the link and draws its display from the first tick on', () => {
    expect(tick(10_000)).toBe(Status.OK);
    expect(requestCount()).toBe(1);
    expect(lcdRow(0)).toBe('Twinmeter no link   ');
  });

  test('refuses a tick that goes back, and does nothing then', () => {
    tick(10_000);
    answer(0);
    expect(tick(9_999)).toBe(Status.OUT_OF_RANGE);
    expect(requestCount()).toBe(1);
    expect(tick(10_000)).toBe(Status.OK);
  });

  test('mirrors a round with the time of the tick before its latch', () => {
    mirrorRound();
    expect(isMirrored(frontBank(), 0)).toBe(true);
    expect(age_us(frontBank(), 0, 10_500)).toBe(500);
  });

  test('takes a failed exchange as one', () => {
    tick(10_000);
    expect(link_replied(Status.TIMEOUT)).toBe(Status.OK);
    tick(20_000);
    expect(requestCount()).toBe(2);
    expect(isLatch(1)).toBe(true);
  });

  test('starts anew with an empty mirror and its clock at zero', () => {
    mirrorRound();
    expect(start(1)).toBe(Status.OK);
    expect(isMirrored(frontBank(), 0)).toBe(false);
    expect(tick(0)).toBe(Status.OK);
  });

  test('shows the next page when its scroll button is pressed, and refuses any other button or state', () => {
    tick(10_000);
    expect(lcdRow(1)).toBe('1.8.0               ');
    expect(button_changed(BUTTON_SCROLL, 1)).toBe(Status.OK);
    expect(lcdRow(1)).toBe('0.9.1               ');
    expect(button_changed(BUTTONS, 1)).toBe(Status.OUT_OF_RANGE);
    expect(button_changed(-1, 1)).toBe(Status.OUT_OF_RANGE);
    expect(button_changed(BUTTON_SCROLL, 2)).toBe(Status.OUT_OF_RANGE);
    expect(button_changed(BUTTON_SCROLL, -1)).toBe(Status.OUT_OF_RANGE);
    expect(lcdRow(1)).toBe('0.9.1               ');
  });

  it('knows no job, having started none', () => {
    expect(job_done(1, 64)).toBe(Status.NOT_FOUND);
    expect(job_done(255, Status.BAD_CHECK)).toBe(Status.NOT_FOUND);
  });

  test('names the alarms of its own board on the alarm page, and lights the alarm output while there are any', () => {
    load_switch_changed(1, 1, Status.OK);
    tick(10_000);
    expect(alarmOutput()).toBe(0);
    contact_changed(CONTACT_TERMINAL_COVER, 0);
    contact_changed(CONTACT_MAGNET, 1);
    tick(600_000);
    expect(alarmOutput()).toBe(1);
    alarmPage();
    expect(lcdRow(1)).toBe('ALARM 2 events      ');
    expect(lcdRow(2)).toBe('Terminals open      ');
    expect(lcdRow(3)).toBe('Magnet              ');
    contact_changed(CONTACT_TERMINAL_COVER, 1);
    contact_changed(CONTACT_MAGNET, 0);
    load_switch_changed(0, 1, Status.TIMEOUT);
    tick(1_200_000);
    expect(lcdRow(2)).toBe('Switch stuck        ');
    expect(lcdRow(3)).toBe('Load voltage        ');
    load_switch_changed(0, 0, Status.OK);
    terminal_temperature_measured(Status.OK, 95_000);
    tick(1_800_000);
    expect(lcdRow(2)).toBe('Terminals hot       ');
    terminal_temperature_measured(Status.OK, 25_000);
    load_switch_changed(1, 1, Status.OK);
    tick(2_400_000);
    expect(alarmOutput()).toBe(0);
  });

  test('shows that its cover was opened without power until the sealed button is pressed', () => {
    cover_latch_read(COVER_LATCH_OPENED);
    tick(10_000);
    expect(alarmOutput()).toBe(1);
    alarmPage();
    expect(lcdRow(2)).toBe('Opened unpowered    ');
    expect(button_changed(BUTTON_SEALED, 1)).toBe(Status.OK);
    expect(alarmOutput()).toBe(0);
  });

  test('takes bytes of its four ports only, 1 to PORT_CHUNK_MAX of them', () => {
    expect(port_received(PORT_OPTICAL, 1)).toBe(Status.OK);
    expect(port_received(PORT_OPTICAL, PORT_CHUNK_MAX)).toBe(Status.OK);
    expect(port_received(PORT_RS485, 1)).toBe(Status.OK);
    expect(port_received(PORT_UPLINK, 1)).toBe(Status.OK);
    expect(port_received(PORT_DOWNLINK, 1)).toBe(Status.OK);
    expect(port_received(4, 1)).toBe(Status.OUT_OF_RANGE);
    expect(port_received(-1, 1)).toBe(Status.OUT_OF_RANGE);
    expect(port_received(PORT_OPTICAL, 0)).toBe(Status.OUT_OF_RANGE);
    expect(port_received(PORT_OPTICAL, -1)).toBe(Status.OUT_OF_RANGE);
    expect(port_received(PORT_OPTICAL, PORT_CHUNK_MAX + 1)).toBe(Status.OUT_OF_RANGE);
  });
});
