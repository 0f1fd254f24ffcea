// Plain JavaScript on purpose: it has to run on any Node to say which one is missing. Usage: node cli/run.mjs NAME [args]
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `This is Node ${process.versions.node}; the project runs on the Node 24 among its packages, whose install script has not run.\n` +
      "Run `npm ci` without --ignore-scripts, or `npm rebuild node`. （Node 24 的安装脚本没有执行：请运行 npm rebuild node。）\n",
  );
  process.exit(1);
}
// Compiled modules are kept: a second start then takes two thirds of the time. Where the folder cannot be written, nothing is.
const { enableCompileCache } = await import("node:module");
enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/compiled`);
const [name] = process.argv.splice(2, 1);
const { patchDriver } = await import("../db/driver-patch.mjs");
patchDriver();
await import(`./${name}.ts`);
