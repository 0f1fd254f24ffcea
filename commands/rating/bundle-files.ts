import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import type { StoredFile } from "#adapters/storage.ts";

/** How a bundle is stored: as it is, and as HTTP clients like it. */
export const BUNDLE_CODINGS = ["identity", "zstd", "gzip"] as const;
export type BundleCoding = (typeof BUNDLE_CODINGS)[number];
const ENDINGS: Readonly<Record<BundleCoding, string>> = { identity: "", zstd: ".zst", gzip: ".gz" };

export const bundlePath = (batchId: string, coding: BundleCoding): string =>
  `ratings/${batchId}/bundle.json${ENDINGS[coding]}`;

/** The files of one bundle; what they hold never changes. */
export function bundleFiles(batchId: string, bytes: Buffer): readonly StoredFile[] {
  const coded: Readonly<Record<BundleCoding, Buffer>> = {
    identity: bytes,
    zstd: zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 12 } }),
    gzip: gzipSync(bytes, { level: 9 }),
  };
  return BUNDLE_CODINGS.map((coding) => ({ path: bundlePath(batchId, coding), bytes: coded[coding] }));
}
