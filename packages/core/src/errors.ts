/** What a failed call means for the run (DESIGN §7): who is to blame decides who stops. */
export type FailureKind =
  /** May heal: retried, then the run is suspended and can be resumed (rate limit, 5xx, reset, timeout). */
  | 'transient'
  /** Will not heal: the run stops at once (bad key, unknown model, malformed request). */
  | 'permanent'
  /** Concerns this one item: journaled as its answer (content refused, context overflow). */
  | 'item';

/**
 * Every error that a person sees: what happened, what to do, and a stable code.
 * `hint` is a whole sentence or a command to paste; it is never empty.
 */
export class MaspoError extends Error {
  override readonly name: string = 'MaspoError';
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** A provider throws this so that the gateway knows whether to retry, to stop, or to fail the item. */
export class CallError extends MaspoError {
  override readonly name = 'CallError';
  readonly kind: FailureKind;
  /** Seconds the server asked to wait (Retry-After), if it did. */
  readonly retryAfter: number | undefined;
  /** The server is up and asks for fewer calls at once (status 429): calls in flight are halved. */
  readonly throttled: boolean;

  constructor(
    kind: FailureKind,
    message: string,
    hint: string,
    options?: { readonly cause?: unknown; readonly retryAfter?: number; readonly throttled?: boolean },
  ) {
    super(`MASPO-CALL-${kind.toUpperCase()}`, message, hint, options);
    this.kind = kind;
    this.retryAfter = options?.retryAfter;
    this.throttled = options?.throttled ?? options?.retryAfter !== undefined;
  }
}

/** Thrown at the start of a step after the run was asked to stop (SIGINT). */
export class Interruption extends MaspoError {
  override readonly name = 'Interruption';
  constructor() {
    super('MASPO-INTERRUPTED', 'interrupted', 'Go on with `maspo resume`: nothing that was answered is paid again.');
  }
}

/** The message of anything that was thrown. Never throws: what has no text (`Object.create(null)`) is named by its kind. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
