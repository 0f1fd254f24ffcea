/** What anyone may know of the transparency log. Times RFC 3339. */
export type LogDescription = {
  readonly vkey: string;
  /** The newest published head; null before the first. */
  readonly head: {
    readonly origin: string;
    readonly size: number;
    /** Base64, as the checkpoint has it. */
    readonly root: string;
    readonly signedAt: string | null;
  } | null;
  readonly firstSignedAt: string | null;
  /** The size at the end of each day, oldest first; null before the log began. Days are YYYY-MM-DD in China. */
  readonly growth: readonly { readonly day: string; readonly size: number | null }[];
  readonly witnesses: readonly {
    readonly name: string;
    readonly vkey: string;
    readonly cosigned: { readonly size: number; readonly at: string } | null;
  }[];
  readonly missed: readonly {
    readonly agency: { readonly nameZh: string; readonly nameEn: string } | null;
    readonly count: number;
  }[];
};
