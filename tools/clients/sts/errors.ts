// Why a token cannot be made or read.
import { ClientError } from '../errors.ts';

/** What is asked for has no place in a token: a value out of its range, a key of another length. */
export class TokenRangeError extends ClientError {
  override name = 'TokenRangeError';
}

/** Digits that are no token: not twenty of them, or a number of more than 66 bits. */
export class TokenFormatError extends ClientError {
  override name = 'TokenFormatError';
}

/** The CRC is wrong: a digit is, or the token is of another meter. */
export class TokenCrcError extends ClientError {
  override name = 'TokenCrcError';
}
