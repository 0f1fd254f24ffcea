/** What is known about a subject. Each tone always appears as colour, icon and word together. */
export const TONES = ["listed", "warning", "reported", "official", "unknown", "info"] as const;
export type Tone = (typeof TONES)[number];
