// Which of BearSSL's digests a strength means.
#ifndef TWINMETER_CRYPTO_DIGEST_H
#define TWINMETER_CRYPTO_DIGEST_H

#include <bearssl.h>

#include "crypto.h"

const br_hash_class *crypto_hash(crypto_strength_t strength);

#endif
