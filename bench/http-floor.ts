import { createServer } from "node:http";
import postgres from "postgres";

/**
 * Servers to measure beside, in a process of their own: bare node:http with an answer of a given size, after reading
 * the body if there is one; with a database url, after one look-up by primary key.
 */
type FloorJob = {
  readonly bytes: number;
  readonly databaseUrl: string | null;
  readonly ids: readonly string[];
};

process.once("message", (job: FloorJob) => {
  const answer = JSON.stringify({ filler: "x".repeat(Math.max(0, job.bytes - 13)) });
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-length": String(answer.length),
  };
  const sql = job.databaseUrl ? postgres(job.databaseUrl, { max: 5, onnotice: () => {} }) : null;
  let next = 0;
  const server = createServer((request, response) => {
    const send = () => {
      response.writeHead(200, headers);
      response.end(answer);
    };
    if (sql) {
      const id = job.ids[next++ % job.ids.length] ?? "";
      sql`select statement from registry_versions where entry_id = ${id} and version = 1`.then(send, () =>
        response.destroy(),
      );
    } else if (request.method === "POST") {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        JSON.parse(Buffer.concat(pieces).toString());
        send();
      });
    } else send();
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
  });
});
process.on("disconnect", () => process.exit(0));
