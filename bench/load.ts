import net from "node:net";

/**
 * A load generator in a process of its own: plain sockets, one request at a time on each, as fast as answers come. It
 * parses no more of an answer than its end, so that most of the machine is left to what is measured.
 */
export type LoadRequest = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `$n` in it becomes a number that never comes twice. */
  readonly body: string | null;
};
export type LoadJob = {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  readonly requests: readonly LoadRequest[];
  /** Callers seem to come from this many networks (X-Forwarded-For); 0 leaves the header out. */
  readonly networks: number;
  readonly wantedStatus: number;
};
export type LoadResult = {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers with another status, by status. */
  readonly unwanted: Readonly<Record<string, number>>;
};

let serial = Date.now() * 1000;

export async function generate(job: LoadJob): Promise<LoadResult> {
  const makers = job.requests.map((request) => maker(request, job.networks));
  const unwanted: Record<string, number> = {};
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + job.seconds * 1000;
  let next = 0;

  const connection = () =>
    new Promise<void>((resolve, reject) => {
      const socket = net.connect(job.port, "127.0.0.1");
      socket.setNoDelay(true);
      let sentAt = 0;
      let parts: Buffer[] = [];
      let wanted = -1;
      let received = 0;
      const send = () => {
        if (performance.now() >= endsAt) {
          socket.end();
          resolve();
          return;
        }
        const make = makers[next++ % makers.length];
        sentAt = performance.now();
        socket.write(make?.() ?? "");
      };
      socket.on("connect", send);
      socket.on("error", reject);
      socket.on("close", () => resolve());
      socket.on("data", (chunk) => {
        received += chunk.length;
        if (wanted < 0) {
          parts.push(chunk);
          const joined = parts.length === 1 ? chunk : Buffer.concat(parts);
          const headEnd = joined.indexOf("\r\n\r\n");
          if (headEnd < 0) return;
          const head = joined.toString("latin1", 0, headEnd);
          const status = head.slice(9, 12);
          if (Number(status) !== job.wantedStatus) unwanted[status] = (unwanted[status] ?? 0) + 1;
          const length = /content-length: (\d+)/i.exec(head)?.[1];
          if (length === undefined) {
            // A streamed answer ends with an empty piece.
            parts = [joined];
            if (!joined.toString("latin1", joined.length - 7).endsWith("\r\n0\r\n\r\n")) return;
            wanted = received;
          } else wanted = headEnd + 4 + Number(length);
        }
        if (received < wanted) return;
        latencies.push(performance.now() - sentAt);
        parts = [];
        wanted = -1;
        received = 0;
        send();
      });
    });
  // Never asleep while it measures: waking a sleeping reader is work that the kernel does, and charges, in the
  // server's write, and on a virtual machine it can cost more than the answer itself.
  let isOver = false;
  const stayAwake = () => {
    if (!isOver) setImmediate(stayAwake);
  };
  stayAwake();
  try {
    await Promise.all(Array.from({ length: job.connections }, connection));
  } finally {
    isOver = true;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(3));
  return { requests: latencies.length, seconds, p50Ms: at(0.5), p99Ms: at(0.99), unwanted };
}

/** The bytes of a request; what never changes is joined once. */
function maker({ method, path, headers, body }: LoadRequest, networks: number): () => string {
  const fixed = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${fixed}`;
  const withBody = (text: string) =>
    `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  const isVaried = body?.includes("$n") || fixed.includes("$n");
  const tail = body === null ? "\r\n" : withBody(body);
  if (!isVaried && networks === 0) return () => head + tail;
  return () => {
    serial += 1;
    const own = isVaried && body !== null ? withBody(body.replaceAll("$n", String(serial))) : tail;
    const shown = isVaried ? head.replaceAll("$n", String(serial)) : head;
    return shown + address(networks) + own;
  };
}

function address(networks: number): string {
  if (networks === 0) return "";
  const at = serial % networks;
  return `x-forwarded-for: 10.${(at >>> 16) & 255}.${(at >>> 8) & 255}.${at & 255}\r\n`;
}

if (process.send && import.meta.main) {
  process.on("message", (job: LoadJob) => {
    generate(job).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
}
