// The seam between the AOT engine and the functions generated for the imports and exports of its module.
#ifndef TWINMETER_AOT_BOUNDARY_H
#define TWINMETER_AOT_BOUNDARY_H

#include "aot_runtime.h"
#include "core.h" // made by wasm2c --module-name core
#include "twinmeter_protocol.h"

// Whose boundary it is. On a board that of the metering core; the fuzzer translates the management core as well.
#ifdef AOT_MANAGEMENT
#define AOT_IMPORTS TM_MANAGEMENT_IMPORTS
#define AOT_EXPORTS TM_MANAGEMENT_EXPORTS
#else
#define AOT_IMPORTS TM_METERING_IMPORTS
#define AOT_EXPORTS TM_METERING_EXPORTS
#endif

// The place of each import in the generated table.
#define AOT_IMPORT_INDEX(name, signature, count) IMPORT_##name,
enum { AOT_IMPORTS(AOT_IMPORT_INDEX) IMPORT_COUNT };
#define AOT_IMPORT_NAME(name, signature, count) #name,

/** An export, to be called by its signature only. */
typedef void (*aot_export_t)(void);

/** Calls an import of the host. @return its result; does not return when it ends the running call. */
int64_t aot_import(struct Z_host_instance_t *host, int index, const int64_t *arguments);

/** Calls an export. @param[out] result  widened with its sign. @return false for a signature no export has. */
bool aot_call(Z_core_instance_t *instance, aot_export_t function, const char *signature, const int64_t *a,
              int64_t *result);

/** What a running module keeps beside its memory: with both, a fuzzer takes it back to where it stood. */
Z_core_instance_t *aot_instance(void);

#endif
