// Helpers of the tests: the browser, pages, users, and the checks of every page.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { defineContrast } from "./contrast.mjs";

// The browser's driver is resolved from the working directory.
const require = createRequire(`${process.cwd()}/package.json`);
const { chromium } = require("playwright-core");

export const byId = (id) => `[data-testid="${id}"]`;

export const PNG = Buffer.from(
  "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082",
  "hex",
);

export const launch = () => chromium.launch({
  executablePath: process.env.BROWSER ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

/** A call of the control API. */
export async function control(url, method, path, body) {
  const response = await fetch(`${url}/emu/v1/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  assert.ok(response.ok, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Waits until `probe` returns a truthy value. */
export async function until(what, probe, patience = 15_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) assert.fail(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

// The sockets of a page are kept, so that a test can inject an event.
function keepSockets() {
  const Real = window.WebSocket;
  window.sockets = [];
  window.WebSocket = class extends Real {
    constructor(...given) {
      super(...given);
      window.sockets.push(this);
    }
  };
}

/** A page that records its requests and errors. */
export class Page {
  static async open(browser, url, options = {}, script = () => {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const self = new Page(context, page, url);
    page.setDefaultTimeout(15_000);
    page.on("request", (request) => self.requests.push(request.url()));
    page.on("websocket", (socket) => self.requests.push(socket.url()));
    page.on("console", (line) => line.type() === "error" && self.errors.push(line.text()));
    page.on("pageerror", (error) => self.errors.push(String(error)));
    await page.addInitScript(keepSockets);
    await page.addInitScript(defineContrast);
    await page.addInitScript(script);
    await page.goto(url);
    // A phone that opens the only conversation does not show the list.
    await page.locator(byId("conversation")).first().waitFor({ state: "attached", timeout: 20_000 });
    return self;
  }

  constructor(context, page, url) {
    Object.assign(this, { context, page, url, requests: [], errors: [] });
  }

  /** A user's conversation: with the bot, or in a chat. */
  async conversation(user, { chat = user.id, beside = false, bot } = {}) {
    const whose = bot === undefined ? "" : `[data-bot-id="${bot}"]`;
    const place = `[data-user-id="${user.id}"][data-chat-id="${chat}"]${whose}`;
    const row = this.page.locator(`${byId("conversation")}${place}`).first();
    const element = this.page.locator(`${byId("chat")}${place}`);
    // A phone may show the chat, and not the list.
    if ((await row.isVisible()) || !(await element.isVisible())) await row.click(beside ? { modifiers: ["Control"] } : {});
    await element.waitFor();
    return new Conversation(element);
  }

  /** Injects an event, as if the emulator had sent it. */
  inject(event) {
    return this.page.evaluate((data) => {
      window.sockets.at(-1).dispatchEvent(new MessageEvent("message", { data }));
    }, JSON.stringify(event));
  }

  /** The requests to other servers. */
  strays() {
    const own = new URL(this.url).host;
    return this.requests.filter((request) => !/^(blob|data):/.test(request) && new URL(request).host !== own);
  }

  async close() {
    await this.context.close();
  }
}

/** An open conversation of a page. */
export class Conversation {
  constructor(element) {
    this.element = element;
    this.input = element.locator(byId("input"));
    this.messages = element.locator(byId("message"));
  }

  async send(text) {
    await this.input.fill(text);
    await this.input.press("Enter");
  }

  async attach(name, mimeType = "image/png") {
    await this.element.locator(byId("attach")).setInputFiles({ name, mimeType, buffer: PNG });
  }

  /** The message with a text. */
  message(text) {
    return this.messages.filter({ has: this.element.page().getByText(text, { exact: true }) });
  }

  async says(text) {
    const found = this.message(text);
    await found.waitFor();
    return found;
  }

  button(text) {
    return this.element.locator(byId("inline-button"), { hasText: text });
  }
}

/** The conversation of a user who has written to the bot: bots cannot write first. */
export async function begun({ url, bot }, page, user) {
  await control(url, "POST", "messages", { bot: bot.id, from: user.id, text: "Hello" });
  const talk = await page.conversation(user);
  await talk.says("Hello");
  return talk;
}

/** A call of the bot, which must succeed. Returns its result. */
export async function called({ bot }, method, params) {
  const answer = await bot.call(method, params);
  assert.ok(answer.ok, `${method}: ${JSON.stringify(answer)}`);
  return answer.result;
}

/**
 * A test with a new page, which must not have sent requests to other servers or logged
 * errors.
 */
export function claim(world, name, body, { page: options = {}, mayComplain = false } = {}) {
  test(name, { timeout: 60_000 }, async (t) => {
    const user = await control(world.url, "POST", "users", { first_name: "Ada", last_name: `${world.next()}` });
    const page = await Page.open(world.browser, world.url, options);
    try {
      await body({ page, user, t });
      assert.deepEqual(page.strays(), [], "requests elsewhere");
      if (!mayComplain) assert.deepEqual(page.errors, [], "complaints");
    } finally {
      await page.close();
      await control(world.url, "DELETE", "faults");
    }
  });
}
