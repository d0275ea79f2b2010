// Programs that a test starts and stops: an emulator, or a bot with its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Starts a program whose first line ends with its URL. */
export async function start(program, args = [], env = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env } });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, url: line.split(" ").at(-1).trim().replace(/\/$/, "") };
}

/** Starts an emulator on a port; 0 is any. */
export const startEmulator = (program, port) => start(program, ["--port", `${port}`, "--seed", "1"]);

/** Stops a program without a shutdown. */
export async function stop({ child }) {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
