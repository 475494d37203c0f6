// A client that has its keys, of logical device 16 or of the management core: it associates, seals what it is given, and opens the answers.
#ifndef FUZZ_CLIENT_H
#define FUZZ_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "twinmeter_protocol.h"

/** Room for an APDU, either way. */
#define CLIENT_APDU_MAX 2200u

/** Takes an APDU of a client to the meter and waits for the answer. @return its bytes, 0 where none came. */
typedef uint32_t (*client_carry_t)(uint8_t client, const uint8_t *apdu, uint32_t length, uint8_t *answer);

/** Opens an association of a client (1..KEY_CLIENTS). Ends the process where it is refused. */
void client_associate(uint8_t client, client_carry_t carry);

/** Ciphers an APDU as this client's next one, or with a counter that was served: 1 the last one, 2 the one before.
 *  @param[out] apdu  room for 32 bytes more than the text. @return its length. */
uint32_t client_seal(uint8_t client, uint32_t behind, const uint8_t *text, uint32_t length, uint8_t *apdu);

/** Whether this is a ciphered APDU of the meter for this client whose tag is right, the answer to what was sealed last; its text
 *  is left in place of the cipher. */
bool client_opens(uint8_t client, uint8_t *apdu, uint32_t length, uint8_t **text, uint32_t *text_length);

/** Where the next counters stand: to be kept and taken back with the bench. */
void client_keep(void);
void client_back(void);

#endif
