import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { driverFolder, parsePatch, patchDriver, verifyDriver } from "./driver-patch.mjs";
import { assertDriverPatched } from "./verify-driver.ts";

const base = fs.mkdtempSync(path.join(tmpdir(), "mingjian-repair-"));
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

describe("the repair of the driver", () => {
  const copy = () => {
    const folder = fs.mkdtempSync(path.join(base, "driver-"));
    fs.cpSync(driverFolder(), folder, { recursive: true });
    return folder;
  };
  /** The published text again: the patch, backwards. */
  const unpatch = (folder: string) => {
    const hunks = parsePatch(
      fs.readFileSync(new URL("../patches/postgres-3.4.9.patch", import.meta.url), "utf8"),
    );
    for (const build of ["src", "cjs/src", "cf/src"]) {
      for (const { file, before, after } of hunks) {
        const target = path.join(folder, build, file);
        fs.writeFileSync(
          target,
          fs.readFileSync(target, "utf8").replace(after, () => before),
        );
      }
    }
  };

  test("stands in all three builds of the installed driver", () => {
    expect(verifyDriver()).toBe(true);
    expect(() => assertDriverPatched()).not.toThrow();
  });

  test("turns the published text into the repaired one, and again changes nothing", () => {
    const folder = copy();
    unpatch(folder);
    expect(verifyDriver(folder)).toBe(false);
    expect(patchDriver(folder)).toBe(9);
    expect(verifyDriver(folder)).toBe(true);
    expect(patchDriver(folder)).toBe(0);
  });

  test("finishes a repair that stopped half-way", () => {
    const folder = copy();
    unpatch(folder);
    fs.copyFileSync(path.join(driverFolder(), "src", "index.js"), path.join(folder, "src", "index.js"));
    expect(verifyDriver(folder)).toBe(false);
    expect(patchDriver(folder)).toBe(8);
    expect(verifyDriver(folder)).toBe(true);
  });

  test("refuses another version and an unknown text, and then writes nothing", () => {
    const other = copy();
    const manifest = path.join(other, "package.json");
    fs.writeFileSync(manifest, fs.readFileSync(manifest, "utf8").replace('"3.4.9"', '"3.4.10"'));
    expect(() => patchDriver(other)).toThrow(/3\.4\.10 is installed/);

    const edited = copy();
    unpatch(edited);
    const file = path.join(edited, "cf", "src", "query.js");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replaceAll("let prev", "let previous"));
    expect(() => patchDriver(edited)).toThrow(/cf\/src\/query\.js is neither/);
    expect(verifyDriver.bind(null, edited)).toThrow(/neither/);
    expect(fs.readFileSync(path.join(edited, "src", "index.js"), "utf8")).not.toContain("let lost = null");
  });
});
