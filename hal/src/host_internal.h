// What the files of the host share with each other and nobody else.
#ifndef TWINMETER_HOST_INTERNAL_H
#define TWINMETER_HOST_INTERNAL_H

#include "host.h"
#include "module.h"

/** Validates a module, then compares it with the ABI, without running anything of it.
 *  @param module  room for what is known of it meanwhile.
 *  @param[out] text  the reason, when it does not pass. @return TM_STATUS_OK or TM_STATUS_BAD_MODULE. */
tm_status_t host_check_module(module_t *module, const uint8_t *bytes, size_t length, const host_abi_t *abi, char *text,
                              size_t text_max);

/** Translates a (pointer, length) of the module. @return the bytes, or NULL when they do not lie in its memory. */
uint8_t *host_memory(host_t *host, int64_t pointer, int64_t length);

/** Where a buffer of the core lies; checked at boot. */
void *host_buffer(host_t *host, int buffer, uint32_t bytes);

/** A core answering with an impossible length has lost its footing: treated as a panic of that code. @return false. */
bool host_impossible(host_t *host, int32_t code, int64_t detail);

/** Calls export `index` of the ABI table. @return false when it trapped or panicked. */
bool host_call(host_t *host, int index, const int64_t *arguments, int64_t *result);

// Imports the host answers itself; those of the board are hal_* of the same name. Pointers are checked before.
int32_t host_panic(host_t *host, int32_t code, int32_t detail);
int32_t host_software_id(host_t *host, uint8_t *bytes);
int32_t host_storage_read(host_t *host, int32_t address, uint8_t *bytes, int32_t length);
int32_t host_storage_write(host_t *host, int32_t address, const uint8_t *bytes, int32_t length);
int32_t host_random(host_t *host, uint8_t *bytes, int32_t length);
int32_t host_digest(host_t *host, int32_t strength, uint8_t *bytes, int32_t length);
int32_t host_key_mac(host_t *host, int32_t key, uint8_t *bytes, int32_t length);
int32_t host_key_seal(host_t *host, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also);
int32_t host_key_open(host_t *host, int32_t key, int32_t also_key, uint8_t *bytes, int32_t length, int32_t also);
int32_t host_key_replace(host_t *host, int32_t key, int32_t by_key, const uint8_t *bytes, int32_t length);
int32_t host_key_bytes(host_t *host, int32_t key);
int32_t host_key_take(host_t *host, int32_t key, const uint8_t *bytes, int32_t length);
int32_t host_key_public(host_t *host, uint8_t *bytes);
int32_t host_job_start(host_t *host, int32_t kind, int32_t key, const uint8_t *bytes, int32_t length);
int32_t host_load_switch(host_t *host, int32_t action);
int32_t host_lcd_write(host_t *host, int32_t row, const uint8_t *bytes, int32_t length);

#define HOST_IMPORT_ENTRY(name, signature, count) {#name, signature, import_##name},
#define HOST_EXPORT_ENTRY(name, signature, count) {#name, signature},

#endif
