/** What a memory of the database tells the log; pino fits. */
export type MemoryLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};

export type Fresh = {
  /** Looks again soon; several calls are one look. */
  wake(): void;
  /** Looks again now; rejects when that look fails. */
  refresh(): Promise<void>;
  /** Whether the last look succeeded. */
  readonly isFresh: boolean;
  close(): Promise<void>;
};

export type KeepFresh = {
  readonly name: string;
  readonly everyMs: number;
  readonly log: MemoryLog;
  /** One look at the database. Whatever it throws is logged once and tried again. */
  look(): Promise<void>;
};

const RETRY_MS = 1_000;

/**
 * Runs `look` for ever, one at a time: after `everyMs`, or at once when woken. A database that is away is looked
 * for every second; its coming and going is logged once each. Never throws, and does not keep a process alive.
 */
export function keepFresh({ name, everyMs, log, look }: KeepFresh): Fresh {
  let isFresh = false;
  let isClosed = false;
  let hasFailed = false;
  let isWoken = false;
  let waiting: PromiseWithResolvers<void>[] = [];
  let endPause: () => void = () => {};

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const once = async () => {
    isWoken = false;
    const served = waiting;
    waiting = [];
    try {
      await look();
      isFresh = true;
      if (hasFailed) log.info({ memory: name }, "database is back");
      hasFailed = false;
      for (const { resolve } of served) resolve();
    } catch (error) {
      isFresh = false;
      if (!hasFailed && !isClosed)
        log.warn({ memory: name, err: error }, "cannot refresh, answering from memory");
      hasFailed = true;
      for (const { reject } of served) reject(error);
    }
  };

  const run = async () => {
    while (!isClosed) {
      await once();
      if (!isWoken && !isClosed) await pause(isFresh ? everyMs : RETRY_MS);
    }
    for (const { reject } of waiting) reject(new Error(`${name}: closed`));
  };
  const running = run();

  const wake = () => {
    isWoken = true;
    endPause();
  };
  return {
    wake,
    refresh: () => {
      const wanted = Promise.withResolvers<void>();
      waiting.push(wanted);
      wake();
      return wanted.promise;
    },
    get isFresh() {
      return isFresh;
    },
    close: async () => {
      isClosed = true;
      endPause();
      // A look at a database that hangs must not hold up a shutdown.
      await Promise.race([running, pause(2_000)]);
    },
  };
}
