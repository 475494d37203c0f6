// Reads, judges and writes the banks of the key store.
#include "key_bank.h"

#include <string.h>

static uint32_t address_of(int number) { return TM_KEY_BANKS + (uint32_t)number * TM_KEY_BANK_BYTES; }

crypto_span_t key_bank_wrapping(const hal_identity_t *identity) {
  return (crypto_span_t){identity->wrapping, sizeof identity->wrapping};
}

static void mac_of(const hal_identity_t *identity, const key_bank_t *bank, uint8_t mac[KEY_BANK_MAC]) {
  crypto_span_t data = {(const uint8_t *)bank, offsetof(key_bank_t, mac)};
  crypto_hmac(CRYPTO_256, key_bank_wrapping(identity), data, mac);
}

void key_bank_seal(const hal_identity_t *identity, key_bank_t *bank) { mac_of(identity, bank, bank->mac); }

static bool is_blank(const key_bank_t *bank) {
  const uint8_t *bytes = (const uint8_t *)bank;
  for (size_t i = 0; i < sizeof *bank; i++) {
    if (bytes[i] != 0xff) return false;
  }
  return true;
}

static bool lengths_fit(const key_bank_t *bank) {
  for (int i = 0; i < KEYS_STORED; i++) {
    uint32_t length = bank->keys[i].length;
    if (length != 0 && length != 16 && length != 32) return false;
  }
  return true;
}

key_bank_state_t key_bank_read(hal_board_t *board, const hal_identity_t *identity, int number, key_bank_t *bank) {
  uint8_t mac[KEY_BANK_MAC];
  if (hal_storage_read(board, address_of(number), (uint8_t *)bank, sizeof *bank) != TM_STATUS_OK)
    return KEY_BANK_DAMAGED;
  if (is_blank(bank)) return KEY_BANK_BLANK;
  mac_of(identity, bank, mac);
  bool sound = bank->magic == KEY_BANK_MAGIC && crypto_equal(mac, bank->mac, sizeof mac) && lengths_fit(bank);
  return sound ? KEY_BANK_SOUND : KEY_BANK_DAMAGED;
}

tm_status_t key_bank_write(hal_board_t *board, int number, const key_bank_t *bank) {
  key_bank_t written;
  uint32_t address = address_of(number);
  if (hal_storage_write(board, address, (const uint8_t *)bank, sizeof *bank) != TM_STATUS_OK)
    return TM_STATUS_STORAGE_FAILED;
  if (hal_storage_read(board, address, (uint8_t *)&written, sizeof written) != TM_STATUS_OK)
    return TM_STATUS_STORAGE_FAILED;
  return memcmp(&written, bank, sizeof written) == 0 ? TM_STATUS_OK : TM_STATUS_STORAGE_FAILED;
}
