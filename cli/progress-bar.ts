const WIDTH = 30;
const EVERY_MS = 100;

/** Progress on standard error: a bar on a terminal, a line every tenth in a log. */
export function progressBar(totalBytes: number): {
  advance(bytes: number): void;
  say(line: string): void;
  end(): void;
} {
  const out = process.stderr;
  let done = 0;
  let shownAt = 0;
  let tenth = 0;
  const share = () => (totalBytes === 0 ? 1 : Math.min(1, done / totalBytes));
  const clear = () => {
    if (out.isTTY) out.write("\r\u001b[K");
  };
  const show = () => {
    if (out.isTTY) {
      const filled = Math.round(share() * WIDTH);
      out.write(`\r${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${Math.floor(share() * 100)} %`);
    } else if (Math.floor(share() * 10) > tenth) {
      tenth = Math.floor(share() * 10);
      out.write(`${tenth * 10} %\n`);
    }
  };
  return {
    advance: (bytes) => {
      done += bytes;
      if (performance.now() - shownAt < EVERY_MS) return;
      shownAt = performance.now();
      show();
    },
    say: (line) => {
      clear();
      out.write(`${line}\n`);
    },
    end: () => {
      done = totalBytes;
      show();
      if (out.isTTY) out.write("\n");
    },
  };
}
