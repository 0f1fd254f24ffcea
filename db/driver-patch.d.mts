export const REPAIR_MARK: string;
export function driverFolder(): string;
export function parsePatch(diff: string): { file: string; at: string; before: string; after: string }[];
export function verifyDriver(folder?: string): boolean;
export function patchDriver(folder?: string): number;
