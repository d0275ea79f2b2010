// Failures in the conversations while the inspector is closed.

import assert from "node:assert/strict";
import { createServer } from "node:http";

import { byId, claim, control, until } from "./kit.mjs";

const REFUSED = "sendMessage failed: 400 Bad Request: message to be replied not found";

/** A new bot that does nothing by itself. */
async function quietBot(url, id) {
  const call = async (method, params = {}) => {
    const response = await fetch(`${url}/bot${id}:browser_CCCCCCCCCCCCCCCCCCCCCCCCCCCCC/${method}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(params),
    });
    return response.json();
  };
  const { result } = await call("getMe");
  return { id, name: result.first_name, call };
}

/** All lines of a conversation: their texts, their roles, and the message above each. */
const linesOf = (talk) => talk.element.locator(".failure").evaluateAll((all) => all.map((line) => {
  let above = line.previousElementSibling;
  while (above?.matches(".failure")) above = above.previousElementSibling;
  return {
    kind: line.dataset.testid,
    role: line.getAttribute("role"),
    text: [...line.querySelectorAll("span")].map((part) => part.textContent).filter(Boolean).join(" "),
    under: above?.querySelector('[data-testid="message-text"]')?.textContent ?? null,
  };
}));

const failure = (text, under) => ({ kind: "failure", role: "alert", text, under });

/** Waits until the lines are exactly these. */
async function untilLines(talk, expected) {
  let found;
  try {
    await until("the lines", async () => {
      found = await linesOf(talk);
      return JSON.stringify(found) === JSON.stringify(expected);
    });
  } catch {
    assert.deepEqual(found, expected);
  }
}

export function failures(world) {
  /** Sends a text. Returns the id of its update. */
  async function updateOf(talk, text, bot = world.bot.id) {
    const from = Number(await talk.element.getAttribute("data-user-id"));
    await talk.send(text);
    const update = await until("an update", async () => {
      const { updates } = await control(world.url, "GET", `updates?bot=${bot}`);
      return updates.findLast(({ update: { message } }) => message?.from.id === from && message.text === text);
    });
    return update.update.update_id;
  }

  const trace = (given) =>
    control(world.url, "POST", "traces", { bot: world.bot.id, took_ms: 1.5, steps: [], ...given });

  /** Sends a text that the bot's handler fails at. */
  async function fails(talk, text, error) {
    const id = await updateOf(talk, text);
    await trace({ update_id: id, outcome: "failed", handler: "store", error });
    return id;
  }

  const failedCount = async (page) => {
    const text = await page.page.locator(byId("inspector-toggle")).textContent();
    return Number(text.match(/ · (\d+) failed$/)?.[1] ?? 0);
  };

  /** The count of earlier failures. Events are shown once the page has loaded them. */
  const earlierFailures = async (page, talk) => {
    await trace({ update_id: await updateOf(talk, "Ready"), outcome: "handled", handler: "ready" });
    await talk.says("Ready");
    return failedCount(page);
  };

  claim(world, "the failure of a handler is shown below its message, and a click opens the update", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const { page: inside } = page;
    const before = await earlierFailures(page, talk);
    const id = await fails(talk, "Keep this", "there is no room on the disk");
    await untilLines(talk, [failure("The bot failed: there is no room on the disk", "Keep this")]);
    await until("one more that failed", async () => await failedCount(page) === before + 1);
    assert.equal(await inside.locator(byId("inspector")).isVisible(), false);

    await talk.element.locator(byId("failure")).getByRole("button").click();
    const row = inside.locator(`${byId("update")}[data-update-id="${id}"]`);
    await row.locator(byId("update-error"), { hasText: "there is no room on the disk" }).waitFor();
    assert.ok(await row.locator(".entry-head").evaluate((head) => {
      const [box, frame] = [head, head.closest(".scroller")].map((one) => one.getBoundingClientRect());
      return head === document.activeElement && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
    }), "the update is in sight and has the focus");
    await talk.element.locator(byId("failure")).getByRole("button").click();
    await row.locator(byId("update-error")).waitFor();
  });

  claim(world, "a refused call is shown with its method and description", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/refused");
    await untilLines(talk, [failure(REFUSED, "/refused")]);
  });

  claim(world, "a failure of a button is shown below the message with the button", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/start");
    await talk.says("Welcome");
    await talk.send("Thanks");
    await talk.says("Thanks");
    await control(world.url, "POST", "faults", { method: "answerCallbackQuery", then: { status: 400, description: "Bad Request: query is too old" } });
    await talk.button("Whisper").click();
    await untilLines(talk, [failure("answerCallbackQuery failed: 400 Bad Request: query is too old", "Welcome")]);
  });

  claim(world, "neither successes nor handled errors are shown", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const before = await earlierFailures(page, talk);
    const first = await updateOf(talk, "/start");
    await talk.says("Welcome");
    await trace({ update_id: first, outcome: "handled", handler: "welcome" });
    const second = await updateOf(talk, "Divide");
    const steps = [{ kind: "handler", name: "divide", router: "app", depth: 0, verdict: "failed", error: "by zero" }];
    await trace({ update_id: second, outcome: "handled", handler: "sorry", steps });
    const third = await updateOf(talk, "Enough");
    await trace({ update_id: third, outcome: "cancelled" });
    // Events arrive in order: earlier ones have been applied when this one is shown.
    await fails(talk, "And this", "no disk");
    await untilLines(talk, [failure("The bot failed: no disk", "And this")]);
    assert.equal(await failedCount(page), before + 1);
  });

  claim(world, "an unhandled update has a hint, and is not counted as a failure", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const before = await earlierFailures(page, talk);
    await trace({ update_id: await updateOf(talk, "Hm"), outcome: "unhandled" });
    await untilLines(talk, [{ kind: "hint", role: "status", text: "Nothing handled this", under: "Hm" }]);
    assert.equal(await failedCount(page), before);
  });

  claim(world, "the same failure is one line with a count, under the newest message", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const before = await earlierFailures(page, talk);
    const storm = await updateOf(talk, "/storm");
    await untilLines(talk, [failure(`${REFUSED} ×30`, "/storm")]);
    await trace({ update_id: storm, outcome: "handled", handler: "storm" });
    await fails(talk, "Other", "no disk");
    await talk.send("/refused");
    await untilLines(talk, [failure("The bot failed: no disk", "Other"), failure(`${REFUSED} ×31`, "/refused")]);
    assert.equal(await failedCount(page), before + 3);
  });

  claim(world, "an error with the description of a refused call is shown once", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const id = await updateOf(talk, "/refused");
    await trace({ update_id: id, outcome: "failed", handler: "refused", error: "sendMessage: 400 Bad Request: message to be replied not found" });
    await fails(talk, "Another", "no disk");
    await untilLines(talk, [failure(REFUSED, "/refused"), failure("The bot failed: no disk", "Another")]);
  });

  claim(world, "flood errors with different waits are one line", async ({ page, user }) => {
    const talk = await page.conversation(user);
    for (const wait of [9, 8]) {
      await control(world.url, "POST", "faults", { method: "sendMessage", times: 1, then: { retry_after: wait } });
      await talk.send("/start");
      await talk.element.locator(byId("failure"), { hasText: `retry after ${wait}` }).waitFor();
    }
    await untilLines(talk, [failure("sendMessage failed: 429 Too Many Requests: retry after 8 ×2", "/start")]);
  });

  claim(world, "a failure of getUpdates is not shown", async ({ page, user }) => {
    const bot = await quietBot(world.url, 4501);
    const talk = await page.conversation(user, { bot: bot.id });
    await bot.call("getUpdates", { limit: "many" });
    await control(world.url, "POST", "faults", { method: "getUpdates", times: 1, then: { status: 409 } });
    await bot.call("getUpdates");
    assert.equal((await bot.call("sendMessage", { chat_id: user.id })).ok, false);
    await untilLines(talk, [failure("sendMessage failed: 400 Bad Request: message text is empty", null)]);
  });

  claim(world, "a call without a chat is shown only in the conversations of its bot", async ({ page, user }) => {
    const [bot, other] = [await quietBot(world.url, 4502), await quietBot(world.url, 4503)];
    const own = await page.conversation(user, { bot: bot.id });
    const foreign = await page.conversation(user, { bot: other.id, beside: true });
    await own.send("Before");
    await own.says("Before");
    const { description } = await bot.call("setMyCommands", { commands: [{ command: "No!", description: "" }] });
    await other.call("noSuchMethod");
    await untilLines(own, [failure(`setMyCommands failed: 400 ${description}`, "Before")]);
    await untilLines(foreign, [failure("noSuchMethod failed: 404 Not Found: method not found", null)]);
    const call = page.page.locator(`${byId("call")}[data-method="setMyCommands"]`);
    await own.element.locator(byId("failure")).getByRole("button").click();
    await until("the call, opened", () => call.last().evaluate((one) => one.open && one.firstElementChild === document.activeElement));
  });

  claim(world, "a failed delivery to a webhook is shown with its status", async ({ page, user }) => {
    const bot = await quietBot(world.url, 4504);
    const server = createServer((request, response) => {
      request.resume();
      request.on("end", () => {
        response.statusCode = 502;
        response.end();
      });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${server.address().port}/`;
    const talk = await page.conversation(user, { bot: bot.id });
    const text = async () => (await linesOf(talk)).map((line) => line.text.replace(/ ×\d+$/, ""));
    try {
      await bot.call("setWebhook", { url });
      await talk.send("Deliver this");
      await until("the status", async () => (await text()).join() === "The webhook answered 502");
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await bot.call("setWebhook", { url, drop_pending_updates: true });
    await talk.send("And this");
    await until("both", async () => (await text()).join() === "The webhook answered 502,The webhook failed: Connection refused");
    await bot.call("deleteWebhook");
    assert.deepEqual((await linesOf(talk)).map((line) => line.under), ["Deliver this", "And this"]);
  });

  claim(world, "in a group of two bots a line names the bot", async ({ page, user }) => {
    const bot = await quietBot(world.url, 4505);
    const chat = await control(world.url, "POST", "chats", {
      type: "group", title: "Both", members: [user.id], bots: [world.bot.id, bot.id],
    });
    await bot.call("setMyCommands", { commands: [] });
    const talk = await page.conversation(user, { chat: chat.id });
    const id = await updateOf(talk, "/hello", bot.id);
    await trace({ bot: bot.id, update_id: id, outcome: "failed", error: "no disk" });
    await untilLines(talk, [failure(`${bot.name} · The bot failed: no disk`, "/hello")]);
  });

  claim(world, "the messages of an album stay together above their failure", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const { id: bot, me } = world.bot;
    // The state contains whole seconds: the next one is after the conversation was opened.
    const at = (await control(world.url, "GET", "state")).now + 1;
    const chat_id = user.id;
    const part = (message_id) => page.inject({
      type: "message", bot, chat_id, at,
      message: { message_id, date: Math.floor(at), chat: { id: chat_id, type: "private" }, from: me, media_group_id: "7", text: `Part ${message_id}` },
    });
    await part(900001);
    await page.inject({
      type: "call", bot, at, seq_call: 1e9, method: "sendPhoto", params: { chat_id }, ok: false, error_code: 400, description: "Bad Request: wrong file",
    });
    await untilLines(talk, [failure("sendPhoto failed: 400 Bad Request: wrong file", "Part 900001")]);
    await part(900002);
    await talk.says("Part 900002");
    const shown = await talk.element.locator(".messages").evaluate((list) => [...list.children].map((one) => `${one.className} ${one.children.length}`));
    assert.deepEqual(shown, ["day 1", "album 2", "failure bad 1"]);
  });

  claim(world, "failures are shown after a reload without an announcement, until they are cleared", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await fails(talk, "Once", "no disk");
    await talk.send("/start");
    await talk.says("Welcome");
    await untilLines(talk, [failure("The bot failed: no disk", "Once")]);
    await page.page.reload();
    await untilLines(talk, [{ kind: "failure", role: null, text: "The bot failed: no disk", under: "Once" }]);
    await page.page.locator(byId("inspector-toggle")).click();
    await page.page.getByRole("button", { name: "Clear", exact: true }).click();
    await untilLines(talk, []);
    await until("no count", async () => await failedCount(page) === 0);
  });

  claim(world, "a failure is opened and left with keys", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await fails(talk, "Keep this", "no disk");
    const line = talk.element.getByRole("alert").getByRole("button", { name: "The bot failed: no disk" });
    await line.waitFor();
    const { keyboard } = page.page;
    const isOnLine = () => line.evaluate((button) => button === document.activeElement);
    await talk.input.focus();
    for (let tries = 0; tries < 10 && !(await isOnLine()); tries += 1) await keyboard.press("Shift+Tab");
    assert.ok(await isOnLine());
    await keyboard.press("Enter");
    await page.page.locator(byId("update-error")).waitFor();
    assert.ok(await page.page.evaluate(() => document.activeElement.matches('.entry-head[aria-expanded="true"]')));
    await keyboard.press("Escape");
    await page.page.locator(byId("inspector")).waitFor({ state: "hidden" });
    assert.ok(await isOnLine(), "the focus is where it was");
  });

  claim(world, "hostile errors stay text, and long ones are cut", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await fails(talk, "Short", "<img src=x onerror=alert(1)>");
    await fails(talk, "Long", "Longword".repeat(300));
    const lines = talk.element.locator(byId("failure"));
    await lines.nth(1).waitFor();
    assert.equal(await lines.nth(0).getByRole("button").textContent(), "The bot failed: <img src=x onerror=alert(1)>");
    assert.equal(await talk.element.locator("img").count(), 0);
    const { height, width } = await lines.nth(1).boundingBox();
    assert.ok(height < 90 && width <= 360, `${width}×${height}`);
  }, { page: { viewport: { width: 360, height: 640 } } });
}
