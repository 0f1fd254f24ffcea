import net from "node:net";
import { startEmbedded } from "#db/embedded.ts";

/**
 * A process that owns an embedded server, to be signalled and killed by tests. Its argument is JSON; its first line of
 * output is JSON too: what was started, or why not. With `httpPort` it listens there as a portal would.
 * SIGTERM and SIGINT stop it in order, SIGUSR2 makes it exit without that.
 */
const { httpPort, ...options } = JSON.parse(process.argv[2] ?? "{}");
try {
  const server = await startEmbedded(options);
  if (httpPort) {
    await new Promise<void>((resolve, reject) => {
      net.createServer().once("error", reject).listen(httpPort, "127.0.0.1", resolve);
    });
  }
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    process.once(name, () => void server.stop().then(() => process.exit(0)));
  }
  process.once("SIGUSR2", () => process.exit(3));
  const { url, port, isFresh } = server;
  process.stdout.write(`${JSON.stringify({ url, port, isFresh, pid: server.pid() })}\n`);
} catch (error) {
  const { code, message } = error as { code?: string; message?: string };
  process.stdout.write(`${JSON.stringify({ code, message })}\n`);
  process.exitCode = 1;
}
