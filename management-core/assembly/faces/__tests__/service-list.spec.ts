// Behind the sealed button: all segments, the service list, long values that move; and the utility's message to the consumer.
import { framRead, framWrite, resetHost, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { IDENTIFICATION_module_sha256 } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  BUTTON_SCROLL, BUTTON_SEALED, FRAM_CONSUMER_MESSAGE_A, FRAM_CONSUMER_MESSAGE_B, MESSAGE_IDENTIFY, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { lcdRow, mirrorRecord, RECORD } from '../../__tests__/testing';
import { resetMirror } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { displayButton, displayTick, resetDisplay } from '../display';
import { messageIsShown, messageLength, resetMessage, setMessage } from '../../access/message';

// @ts-ignore: decorator
@lazy const TEXT = memory.data(64, 8);

function reset(): void {
  resetHost();
  resetMirror();
  resetDisplay();
}

const DIGITS = '0123456789abcdef';
function hexadecimal(byte: u8): string {
  return DIGITS.charAt(byte >> 4) + DIGITS.charAt(byte & 15);
}

function press(button: i32, now_us: i64): void {
  displayButton(button, 1, now_us);
  displayButton(button, 0, now_us);
}

function say(text: string): i32 {
  return setMessage(TEXT, String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, TEXT) as i32);
}

describe('The sealed button', () => {
  beforeEach(reset);

  test('shows every segment for two seconds, then the service list', () => {
    displayTick(0);
    press(BUTTON_SEALED, 1_000_000);
    for (let row = 0; row < 4; row++) {
      for (let column = 0; column < 20; column++) expect(lcdRow(row).charCodeAt(column)).not.toBe(32);
    }
    displayTick(2_900_000);
    expect(lcdRow(1).startsWith('0.2.0')).toBe(false);
    displayTick(3_400_000);
    expect(lcdRow(1).startsWith('0.2.0')).toBe(true);
    expect(lcdRow(2).startsWith('0.2.8')).toBe(true);
  });

  test('turns the service list with each press, and so does the scroll button; the automatic list follows', () => {
    displayTick(0);
    press(BUTTON_SEALED, 1_000);
    press(BUTTON_SEALED, 2_000);
    expect(lcdRow(1).startsWith('0.2.0')).toBe(true);
    press(BUTTON_SCROLL, 3_000);
    expect(lcdRow(1).startsWith('97.97.0')).toBe(true);
    press(BUTTON_SEALED, 4_000);
    press(BUTTON_SEALED, 5_000);
    press(BUTTON_SEALED, 6_000);
    expect(lcdRow(1).startsWith('1.8.0')).toBe(true);
  });

  test('leaves the service list by itself a minute behind the last press', () => {
    displayTick(0);
    press(BUTTON_SEALED, 1_000);
    press(BUTTON_SEALED, 2_000);
    displayTick(59_900_000);
    expect(lcdRow(1).startsWith('0.2.0')).toBe(true);
    displayTick(60_500_000);
    expect(lcdRow(1).startsWith('1.8.0')).toBe(true);
  });

  test('shows the digest of the metering module in a row that moves, as a readout has it', () => {
    memory.fill(RECORD, 0, 256);
    for (let i = 0; i < 32; i++) store<u8>(RECORD + IDENTIFICATION_module_sha256 + i, <u8>(i * 7 + 1));
    mirrorRecord(slotOf(MESSAGE_IDENTIFY, 0), RECORD, 0);
    displayTick(0);
    press(BUTTON_SEALED, 1_000);
    press(BUTTON_SEALED, 2_000);
    let seen = lcdRow(2).substring(7);
    expect(seen.length).toBe(13);
    for (let now: i64 = 500_000; now < 20_000_000 && seen.length < 32; now += 500_000) {
      displayTick(now);
      const part = lcdRow(2).substring(7);
      for (let kept = 12; kept > 0; kept--) {
        if (!seen.endsWith(part.substring(0, kept))) continue;
        seen += part.substring(kept);
        break;
      }
    }
    let digest = '';
    for (let i = 0; i < 16; i++) digest += hexadecimal(<u8>(i * 7 + 1));
    expect(seen).toBe(digest);
  });
});

describe('The message to the consumer', () => {
  beforeEach(reset);

  test('stands behind the automatic pages, in three rows', () => {
    expect(say('Works on the network on Tuesday, from 9 to 11 o\'clock.')).toBe(Status.OK);
    displayTick(0);
    let found = false;
    for (let now: i64 = 0; now < 60_000_000; now += 500_000) {
      displayTick(now);
      if (lcdRow(1) != 'Works on the network') continue;
      found = true;
      expect(lcdRow(2)).toBe(' on Tuesday, from 9 ');
      expect(lcdRow(3)).toBe('to 11 o\'clock.      ');
    }
    expect(found).toBe(true);
  });

  test('outlives a restart, and a bank that is damaged', () => {
    expect(say('first')).toBe(Status.OK);
    expect(say('second one')).toBe(Status.OK);
    resetMessage();
    expect(messageLength()).toBe(10);
    framWrite(FRAM_CONSUMER_MESSAGE_B + 9, framRead(FRAM_CONSUMER_MESSAGE_B + 9) ^ 1);
    resetMessage();
    expect(messageLength()).toBe(5);
    framWrite(FRAM_CONSUMER_MESSAGE_A + 9, framRead(FRAM_CONSUMER_MESSAGE_A + 9) ^ 1);
    resetMessage();
    expect(messageIsShown()).toBe(false);
  });

  test('is taken away by an empty one', () => {
    expect(say('first')).toBe(Status.OK);
    expect(setMessage(TEXT, 0)).toBe(Status.OK);
    expect(messageIsShown()).toBe(false);
  });

  test('is refused where no display can show it, or the storage fails, with the old one kept', () => {
    expect(say('first')).toBe(Status.OK);
    expect(setMessage(TEXT, 61)).toBe(Status.OUT_OF_RANGE);
    store<u8>(TEXT, 0x1f);
    expect(setMessage(TEXT, 1)).toBe(Status.OUT_OF_RANGE);
    store<u8>(TEXT, 0x7f);
    expect(setMessage(TEXT, 1)).toBe(Status.OUT_OF_RANGE);
    setStorageFails(true);
    store<u8>(TEXT, 0x41);
    expect(setMessage(TEXT, 1)).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    expect(messageLength()).toBe(5);
  });
});
