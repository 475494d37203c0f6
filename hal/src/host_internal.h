// What the files of the host share with each other and nobody else.
#ifndef TWINMETER_HOST_INTERNAL_H
#define TWINMETER_HOST_INTERNAL_H

#include "host.h"

/** Checks a module's sections, imports, exports and memory against the ABI without running anything of it.
 *  @param[out] text  the reason, when it does not match. @return TM_STATUS_OK or TM_STATUS_BAD_MODULE. */
tm_status_t host_check_module(const uint8_t *bytes, size_t length, const host_abi_t *abi, char *text, size_t text_max);

/** Translates a (pointer, length) of the module. @return the bytes, or NULL when they do not lie in its memory. */
uint8_t *host_memory(host_t *host, int64_t pointer, int64_t length);

/** Hand one event to the core. @return false when the core trapped or panicked meanwhile. */
bool host_metering_dispatch(host_t *host, const hal_event_t *event);
bool host_management_dispatch(host_t *host, const hal_event_t *event);
bool host_take_port(host_t *host, int port);

/** Calls export `index` of the ABI table. @return false when it trapped or panicked. */
bool host_call(host_t *host, int index, const int64_t *arguments, int64_t *result);

// Imports both cores have, in imports_common.c.
const char *host_panic(void *context, const int64_t *arguments, int64_t *result);
const char *host_port_send(void *context, const int64_t *arguments, int64_t *result);
const char *host_software_id(void *context, const int64_t *arguments, int64_t *result);

// The place of each export in the generated table.
#define HOST_EXPORT_INDEX(name, signature, count) METERING_##name,
enum { TM_METERING_EXPORTS(HOST_EXPORT_INDEX) METERING_EXPORT_COUNT };
#undef HOST_EXPORT_INDEX
#define HOST_EXPORT_INDEX(name, signature, count) MANAGEMENT_##name,
enum { TM_MANAGEMENT_EXPORTS(HOST_EXPORT_INDEX) MANAGEMENT_EXPORT_COUNT };
#undef HOST_EXPORT_INDEX

#define HOST_IMPORT_ENTRY(name, signature, count) {#name, signature, host_##name},
#define HOST_EXPORT_ENTRY(name, signature, count) {#name, signature},

#endif
