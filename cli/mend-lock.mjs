// Registries that mirror only this platform make npm drop the other platforms' optional packages from the lock,
// and then `npm ci` refuses it ("Missing: … from lock file"). Put them back from the parents' optionalDependencies.
import fs from "node:fs";

const f = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(fs.readFileSync(f, "utf8"));
let n = 0;
const guess = (name) => {
  const os = /darwin/.test(name)
    ? "darwin"
    : /win32|windows/.test(name)
      ? "win32"
      : /android/.test(name)
        ? "android"
        : /freebsd/.test(name)
          ? "freebsd"
          : /openharmony/.test(name)
            ? "openharmony"
            : /wasm|wasi/.test(name)
              ? null
              : "linux";
  const cpu = /arm64|aarch64/.test(name)
    ? "arm64"
    : /x64|x86_64/.test(name)
      ? "x64"
      : /ia32/.test(name)
        ? "ia32"
        : /arm/.test(name)
          ? "arm"
          : /s390x/.test(name)
            ? "s390x"
            : /ppc64/.test(name)
              ? "ppc64"
              : /riscv64/.test(name)
                ? "riscv64"
                : /wasm|wasi/.test(name)
                  ? "wasm32"
                  : null;
  return {
    ...(os && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(os === "linux" && /musl/.test(name) && { libc: ["musl"] }),
    ...(os === "linux" && /gnu/.test(name) && !/musl/.test(name) && { libc: ["glibc"] }),
  };
};
for (const [path, p] of Object.entries({ ...lock.packages }))
  for (const [dep, ver] of Object.entries(p.optionalDependencies ?? {})) {
    const segs = path ? path.split("/node_modules/").length : 0;
    let found = false,
      base = path;
    for (;;) {
      const k = (base ? base + "/" : "") + "node_modules/" + dep;
      if (lock.packages[k]) {
        found = true;
        break;
      }
      if (!base) break;
      const i = base.lastIndexOf("node_modules/");
      base = base.slice(0, Math.max(0, i - 1));
    }
    if (found || /[\^~*x>|]/.test(ver.replace(/x64|x86/g, ""))) continue;
    const k = "node_modules/" + dep;
    lock.packages[k] = { version: ver, ...guess(dep), optional: true, ...(p.dev && { dev: true }) };
    n++;
  }
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
fs.writeFileSync(f, JSON.stringify(lock, null, 2) + "\n");
console.log("added", n);
