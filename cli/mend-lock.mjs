// `node cli/mend-lock.mjs [package-lock.json]`: run it after every change of the lock.
//
// Some registries mirror the packages of one platform only. There `npm install` leaves the other platforms' optional
// packages (@biomejs/cli-darwin-arm64 and the like) out of the lock, and `npm ci` then refuses the lock it wrote:
// "Missing: … from lock file". This puts them back from what their parents declare. The entries have no integrity hash
// and their os, cpu and libc come from the name; a lock written on a full registry needs no mending.
//
// Plain JavaScript for any Node >= 20.9, like everything that runs around the install.
import fs from "node:fs";

const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(fs.readFileSync(file, "utf8"));

const SYSTEMS = [
  [/darwin/, "darwin"],
  [/win32|windows/, "win32"],
  [/android/, "android"],
  [/freebsd/, "freebsd"],
  [/openharmony/, "openharmony"],
  [/wasm|wasi/, null],
  [/(?:)/, "linux"],
];
const PROCESSORS = [
  [/arm64|aarch64/, "arm64"],
  [/x64|x86_64/, "x64"],
  [/ia32/, "ia32"],
  [/arm/, "arm"],
  [/s390x/, "s390x"],
  [/ppc64/, "ppc64"],
  [/riscv64/, "riscv64"],
  [/wasm|wasi/, "wasm32"],
];

const firstMatch = (table, name) => table.find(([pattern]) => pattern.test(name))?.[1] ?? null;

function platformOf(name) {
  const os = firstMatch(SYSTEMS, name);
  const cpu = firstMatch(PROCESSORS, name);
  const libc = os !== "linux" ? null : /musl/.test(name) ? "musl" : /gnu/.test(name) ? "glibc" : null;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

/** Whether `name` is found from the package at `from`, as Node looks for it: there, then outwards. */
function isLocked(from, name) {
  for (let base = from; ; ) {
    if (lock.packages[`${base ? `${base}/` : ""}node_modules/${name}`]) return true;
    if (!base) return false;
    base = base.slice(0, Math.max(0, base.lastIndexOf("node_modules/") - 1));
  }
}

// Platform packages are declared with an exact version; a range would have to be resolved, so it is left alone.
const isExact = (version) => !/[\^~*x>|]/.test(version.replace(/x64|x86/g, ""));

let added = 0;
for (const [from, parent] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (isLocked(from, name) || !isExact(version)) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      optional: true,
      ...(parent.dev && { dev: true }),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`added ${added}`);
