// The chat page in a browser, at the URL in argv[2].
//
// By default, the script plays the bot itself. With `--bot-is-running` it runs a single
// test of the page with a bot that is already running.
//
// BROWSER    the browser; defaults to /usr/bin/chromium
// EMULATOR   the emulator's program; without it, nothing that needs an emulator of its own is tested
// BOT        a bot's program; without it, its restart is not tested

import { after, before } from "node:test";

import { access } from "./access.mjs";
import { startBot } from "./bot.mjs";
import { business } from "./business.mjs";
import { chat } from "./chat.mjs";
import { deeds } from "./deeds.mjs";
import { failures } from "./failures.mjs";
import { features } from "./features.mjs";
import { groups } from "./groups.mjs";
import { inspector } from "./inspector.mjs";
import { launch } from "./kit.mjs";
import { looks } from "./looks.mjs";
import { media } from "./media.mjs";
import { payments } from "./payments.mjs";
import { restart } from "./restart.mjs";
import { running } from "./running.mjs";
import { screens } from "./screens.mjs";
import { shares } from "./shares.mjs";
import { special } from "./special.mjs";
import { webApps } from "./web-apps.mjs";

const [url, mode] = process.argv.slice(2);
if (!url) throw new Error("usage: page.mjs URL [--bot-is-running]");

let people = 0;
const world = { url: url.replace(/\/$/, ""), browser: null, bot: null, next: () => (people += 1) };
const isRunning = mode === "--bot-is-running";

before(async () => {
  world.browser = await launch();
  if (!isRunning) world.bot = await startBot(world.url);
});
after(async () => {
  await world.browser?.close();
  await world.bot?.stop();
});

if (isRunning) {
  running(world);
} else {
  chat(world);
  media(world);
  deeds(world);
  groups(world);
  payments(world);
  shares(world);
  webApps(world);
  special(world);
  business(world);
  features(world);
  inspector(world);
  access(world);
  looks(world);
  failures(world);
  screens(world);
  restart(world);
}
