/** What can stop the database side of a start. The message says what to do; programs look at the code. */
export type BootErrorCode =
  /** No binaries for this platform, or they cannot run here. */
  | "binaries-unusable"
  /** The installed driver lacks its repair and could not be given it. */
  | "driver-unrepaired"
  /** Another process of ours has the data folder open. */
  | "data-folder-in-use"
  /** The user that PostgreSQL runs as cannot get to the data folder. */
  | "data-folder-unreachable"
  /** The data folder cannot be made or written. */
  | "data-folder-unwritable"
  /** The folder holds something, but no cluster of this major version. */
  | "data-folder-unfit"
  | "initdb-failed"
  | "no-free-port"
  | "postgres-failed"
  /** The caller's signal ended the start. */
  | "start-aborted";

export type BootError = Error & { readonly code: BootErrorCode };

export function bootError(code: BootErrorCode, message: string, cause?: unknown): BootError {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), {
    name: "BootError",
    code,
  });
}

/** What a failed system call was about, e.g. "EACCES". */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
