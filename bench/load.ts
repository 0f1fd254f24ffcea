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

const HELLO = "GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";

export async function generate(job: LoadJob): Promise<LoadResult> {
  const makers = job.requests.map((request) => maker(request, job.networks));
  const unwanted: Record<string, number> = {};
  const latencies: number[] = [];
  let next = 0;

  // A server accepts one connection between two rounds of requests, so all are open and answered once before it starts.
  const connections = await Promise.all(Array.from({ length: job.connections }, () => connect(job.port)));
  // Never asleep while it measures: waking a sleeping reader is work that the kernel does, and charges, in the
  // server's write, and on a virtual machine it can cost more than the answer itself.
  let isOver = false;
  const stayAwake = () => {
    if (!isOver) setImmediate(stayAwake);
  };
  stayAwake();
  const startedAt = performance.now();
  const endsAt = startedAt + job.seconds * 1000;
  const drive = async (connection: Connection) => {
    while (performance.now() < endsAt) {
      const make = makers[next++ % makers.length];
      const sentAt = performance.now();
      const status = await connection.ask(make?.() ?? HELLO);
      latencies.push(performance.now() - sentAt);
      if (status !== job.wantedStatus) unwanted[status] = (unwanted[status] ?? 0) + 1;
    }
  };
  try {
    await Promise.all(connections.map(drive));
  } finally {
    isOver = true;
    for (const connection of connections) connection.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(3));
  return { requests: latencies.length, seconds, p50Ms: at(0.5), p99Ms: at(0.99), unwanted };
}

type Connection = {
  /** Sends a whole request and answers with the status once the whole answer is there. */
  ask(request: string): Promise<number>;
  close(): void;
};

function connect(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let waiting: {
      readonly resolve: (status: number) => void;
      readonly reject: (error: Error) => void;
    } | null = null;
    let head = Buffer.alloc(0);
    let status = 0;
    let wanted = -1;
    let received = 0;
    const fail = (error: Error) => {
      waiting?.reject(error);
      reject(error);
    };
    socket.on("error", fail);
    socket.on("close", () => fail(new Error("the server closed a connection")));
    socket.on("data", (chunk) => {
      received += chunk.length;
      if (wanted < 0) {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const headEnd = head.indexOf("\r\n\r\n");
        if (headEnd < 0) return;
        const text = head.toString("latin1", 0, headEnd);
        status = Number(text.slice(9, 12));
        const length = /content-length: (\d+)/i.exec(text)?.[1];
        if (length !== undefined) wanted = headEnd + 4 + Number(length);
        // A streamed answer ends with an empty piece.
        else if (head.toString("latin1", head.length - 7).endsWith("\r\n0\r\n\r\n")) wanted = received;
        else return;
      }
      if (received < wanted) return;
      head = Buffer.alloc(0);
      wanted = -1;
      received = 0;
      waiting?.resolve(status);
    });
    const connection: Connection = {
      ask: (request) =>
        new Promise<number>((answered, failed) => {
          waiting = { resolve: answered, reject: failed };
          socket.write(request);
        }),
      close: () => {
        socket.removeAllListeners("close");
        socket.destroy();
      },
    };
    socket.on("connect", () => {
      connection.ask(HELLO).then(() => resolve(connection), reject);
    });
  });
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
