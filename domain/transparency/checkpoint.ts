import { fromBase64, parseDecimal, toBase64 } from "./bytes.ts";

/** C2SP tlog-checkpoint: the tree head as the text of a signed note. The portal writes no extension lines. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Null when it is not a checkpoint's text. Extension lines of others are allowed and mean nothing here. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith("\n")) return null;
  const [origin, sizeLine, rootLine, ...extensions] = text.slice(0, -1).split("\n");
  if (!origin || sizeLine === undefined || rootLine === undefined) return null;
  if (extensions.some((line) => line === "")) return null;
  const size = parseDecimal(sizeLine);
  const root = fromBase64(rootLine);
  return size === null || root?.length !== 32 ? null : { origin, size, root };
}

/** The origin of a log that is served under `publicUrl`: its address without the scheme. */
export function originOf(publicUrl: string): string {
  return `${new URL(publicUrl).host}/log`;
}
