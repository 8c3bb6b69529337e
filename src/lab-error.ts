// The one error type of the lab. Every failure that a person may see is a LabError: a stable `code` that survives
// structured cloning (class identity does not), one clear sentence, and a hint that says what to do next.

/** Stable names of what can go wrong; tests and pages switch on these, never on messages. */
export type ErrorCode =
  | 'bad-argument'
  | 'bad-action'
  | 'episode-over'
  | 'unknown-world'
  | 'bad-link'
  | 'bad-record'
  | 'too-large'
  | 'wrong-version'
  | 'wrong-digest'
  | 'bad-plan'
  | 'bad-seed'
  | 'bad-model'
  | 'model-missing'
  | 'wrong-hash'
  | 'wrong-logits'
  | 'device-lost'
  | 'out-of-memory'
  | 'storage-full'
  | 'storage-refused'
  | 'run-busy'
  | 'not-found'
  | 'timeout'
  | 'unreachable'
  | 'unauthorized'
  | 'rate-limited'
  | 'server-error'
  | 'bad-answer'
  | 'aborted'
  | 'internal';

export interface LabErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

export class LabError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint = '', cause?: unknown) {
    super(message, { cause });
    this.name = 'LabError';
    this.code = code;
    this.hint = hint;
  }

  /** Plain data for `postMessage`; `LabError.from` builds the error again on the other side. */
  toData(): LabErrorData {
    return { code: this.code, message: this.message, hint: this.hint };
  }

  /** Any thrown value or transported data as a LabError; what is not one becomes `internal`. */
  static from(value: unknown): LabError {
    if (value instanceof LabError) return value;
    if (isErrorData(value)) return new LabError(value.code, value.message, value.hint, value);
    const message = value instanceof Error ? value.message : String(value);
    return new LabError(
      'internal',
      message,
      'Reload the page; if it happens again, please report it.',
      value,
    );
  }
}

function isErrorData(value: unknown): value is LabErrorData {
  const data = value as Partial<LabErrorData> | null;
  return (
    typeof data === 'object' &&
    data !== null &&
    typeof data.code === 'string' &&
    typeof data.hint === 'string'
  );
}
