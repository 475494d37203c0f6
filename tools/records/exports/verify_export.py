"""Judges an export of a Twinmeter by docs/records.md alone: a second opinion, in another language.

Usage: verify_export.py KEY.pem FILE... One line a file says 0 sound, 1 forged or 2 cannot be judged, and why; the exit code
is the highest of them.
"""
import hashlib
import re
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

HEX = re.compile("(?:[0-9a-f]{2})+")
RINGS = {"minutes": (0, 176), "hours": (1, 456), "days": (2, 456), "months": (3, 456), "billing": (4, 456),
         "instant": (5, 456), "day-heads": (6, 168), "audit": (7, 64)}
STATEMENT = struct.Struct("<4sBBHIIIQ8s16s32s")


class Unjudged(Exception):
    """No export, or not all of one, or of another key."""


class Forged(Exception):
    """Not as the meter signed it."""


def head_word(lines, word):
    line = next(lines, "")
    if not line.startswith(word + " "):
        raise Unjudged(f"expected '{word}'")
    return line[len(word) + 1:]


def check_signature(key, statement, signature):
    if len(signature) != 64:
        raise Forged("a signature of another length")
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    try:
        key.verify(utils.encode_dss_signature(r, s), statement, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Forged("a signature is not of this key") from error


def check_part(key, head, part, statement, signature, expected):
    if len(statement) != STATEMENT.size:
        raise Forged("a statement of another length")
    magic, ring, damaged, _, first, last, _, _, title, _, chain = STATEMENT.unpack(statement)
    check_signature(key, statement, signature)
    if magic != b"TWPX" or ring != RINGS[head["ring"]][0] or title.hex() != head["meter"]:
        raise Forged("a statement of another ring or meter")
    sequences = [struct.unpack_from("<I", record, 8)[0] for _, record, _ in part]
    if sequences != list(range(first, last + 1)) or expected not in (None, first):
        raise Forged("records are missing or out of order")
    link = bytes(32)
    for sequence, (_, record, check) in zip(sequences, part):
        link = hashlib.sha256(link + record).digest()
        if link[:8] != check:
            raise Forged(f"record {sequence} is not the one that was signed")
    if link != chain:
        raise Forged("the records are not those that were signed")
    for sequence, (word, _, _) in zip(sequences, part):
        if word == "damaged":
            raise Forged(f"record {sequence} is not what the meter wrote")
    if damaged:
        raise Forged("the meter found a record that it did not write")
    return last + 1


def record_line(word, digits, size):
    record, _, check = digits.partition(" ")
    if len(record) != 2 * size or len(check) != 16:
        raise Unjudged("a record of another length")
    return word, octets(record), octets(check)


def octets(digits):
    if not HEX.fullmatch(digits):
        raise Unjudged("not bytes in hex, lower case")
    return bytes.fromhex(digits)


def judge(path, key):
    with open(path, encoding="latin1", newline="") as file:
        text = file.read()
    *whole, rest = text.split("\n")
    lines = iter(whole)
    if next(lines, "") != "twinmeter-export 1":
        raise Unjudged("no export of a Twinmeter")
    head = {word: head_word(lines, word) for word in ("meter", "key", "ring")}
    if head["ring"] not in RINGS:
        raise Unjudged("no such ring")
    spki = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if head["key"] not in ("-", hashlib.sha256(spki).hexdigest()):
        raise Unjudged("signed with another key")
    part, statement, expected, count = [], None, None, 0
    for line in lines:
        word, _, digits = line.partition(" ")
        if word in ("record", "damaged") and statement is None:
            part.append(record_line(word, digits, RINGS[head["ring"]][1]))
        elif word == "statement" and statement is None:
            statement = octets(digits)
        elif word == "signature" and statement is not None:
            expected = check_part(key, head, part, statement, octets(digits), expected)
            count += len(part)
            part, statement = [], None
        elif line == "end" and not part and statement is None:
            if next(lines, None) is not None or rest:
                raise Unjudged("something stands behind the end")
            if count == 0:
                raise Forged("no record is in it")
            return count
        else:
            raise Unjudged("an unexpected line")
    raise Unjudged("truncated")


def verdict(path, key_path):
    try:
        with open(key_path, "rb") as file:
            key = serialization.load_pem_public_key(file.read())
        return 0, f"sound: {judge(path, key)} records"
    except Forged as error:
        return 1, f"forged: {error}"
    except (Unjudged, ValueError, OSError) as error:
        return 2, f"cannot be judged: {error}"


def main(key_path, *paths):
    verdicts = [verdict(path, key_path) for path in paths]
    for path, (code, text) in zip(paths, verdicts):
        print(f"{code} {path}: {text}")
    return max((code for code, _ in verdicts), default=2)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
