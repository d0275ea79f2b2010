// The page with a keyboard and a screen reader.

import assert from "node:assert/strict";

import { byId, claim, control } from "./kit.mjs";

const ENOUGH = 200;

/** Presses a key until the focused element matches. */
async function reach(page, key, selector) {
  for (let tries = 0; tries < ENOUGH; tries += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} does not reach ${selector}`);
}

const focused = (page, selector) => page.evaluate((wanted) => Boolean(document.activeElement?.matches(wanted)), selector);

/** Roles and names, as a screen reader reads them. */
async function tree(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes.filter((node) => !node.ignored)
    .map((node) => ({ role: node.role?.value, name: node.name?.value ?? "" }));
}

const NAMED = ["button", "link", "textbox", "searchbox", "combobox", "checkbox", "spinbutton", "menuitem", "dialog", "alertdialog", "img", "option"];

export async function assertNamed(page) {
  const found = await tree(page);
  assert.deepEqual(found.filter(({ role, name }) => NAMED.includes(role) && !name.trim()), []);
  return found;
}

export function access(world) {
  claim(world, "the keyboard is enough to add a person, write, and press a button", async ({ page }) => {
    const { keyboard } = page.page;
    const name = `Linus ${world.next()}`;
    await reach(page.page, "Tab", byId("person-add"));
    await keyboard.press("Enter");
    await page.page.getByRole("dialog").waitFor();
    assert.ok(await focused(page.page, byId("person-name")));
    await keyboard.type(name);
    await keyboard.press("Enter");
    await page.page.getByRole("dialog").waitFor({ state: "detached" });
    const row = page.page.getByRole("region", { name }).locator(byId("conversation")).first();
    await row.waitFor();
    const user = await row.getAttribute("data-user-id");

    await reach(page.page, "Tab", byId("conversation"));
    await keyboard.press("End");
    await reach(page.page, "ArrowUp", `${byId("conversation")}[data-user-id="${user}"][data-bot-id="${world.bot.id}"]`);
    await keyboard.press("Enter");
    assert.ok(await focused(page.page, byId("input")));
    await keyboard.type("/start");
    await keyboard.press("Enter");
    await page.page.locator(byId("inline-button")).first().waitFor();

    await reach(page.page, "Shift+Tab", byId("inline-button"));
    for (let tries = 0; tries < 3 && !(await focused(page.page, '[title="change"]')); tries += 1) {
      await keyboard.press("Shift+Tab");
    }
    await keyboard.press("Enter");
    await page.page.getByRole("alertdialog").waitFor();
    assert.ok(await focused(page.page, byId("alert-close")));
    await keyboard.press("Escape");
    await page.page.getByRole("alertdialog").waitFor({ state: "detached" });
    assert.ok(await focused(page.page, '[title="change"]'), "the focus is where it was, also after the edit");
  });

  claim(world, "arrows walk through the messages, and a message has its menu", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("One");
    await talk.says("One");
    await talk.send("Two");
    await talk.says("Two");
    const { keyboard } = page.page;
    await keyboard.press("Control+ArrowUp");
    await keyboard.press("ArrowUp");
    await keyboard.press("Enter");
    await page.page.getByRole("menuitem", { name: "Reply" }).waitFor();
    await keyboard.press("Enter");
    await keyboard.type("To one");
    await keyboard.press("Enter");
    const reply = await talk.says("To one");
    await reply.getByText("One", { exact: true }).waitFor();
    assert.ok(await focused(page.page, byId("input")));
  });

  claim(world, "the inspector is used with keys", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("One");
    await talk.send("Two");
    await talk.says("Two");
    const { keyboard } = page.page;
    await reach(page.page, "Tab", byId("inspector-toggle"));
    await keyboard.press("Enter");
    await page.page.locator(byId("inspector")).waitFor();
    await reach(page.page, "Tab", ".entry-head");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await page.page.locator(byId("update-json")).waitFor();
    await keyboard.press("Escape");
    await page.page.locator(byId("inspector")).waitFor({ state: "hidden" });
    assert.ok(await focused(page.page, byId("inspector-toggle")));
  });

  claim(world, "commands are suggested while one is typed, and selected with keys", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.input.focus();
    const { keyboard } = page.page;
    await keyboard.type("/st");
    await page.page.getByRole("listbox", { name: "Commands" }).getByRole("option").waitFor();
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await talk.says("Welcome");
  });

  claim(world, "every button and input has a name", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/start");
    await talk.says("Welcome");
    await talk.send("/keyboard");
    await talk.says("Yes or no?");
    await talk.send("/html");
    await talk.attach("dot.png");
    await page.page.locator(byId("inspector-toggle")).click();
    await page.page.locator(".entry-head").last().click();
    await page.page.locator(byId("faults")).locator("summary").click();
    await assertNamed(page.page);
  });

  claim(world, "dialogs are dialogs, with names", async ({ page, user }) => {
    await page.page.locator(byId("person-add")).click();
    assert.ok((await assertNamed(page.page)).some(({ role, name }) => role === "dialog" && name === "New person"));
    await page.page.keyboard.press("Escape");
    await page.page.locator(byId("group-add")).click();
    assert.ok((await assertNamed(page.page)).some(({ role, name }) => role === "dialog" && name === "New group"));
    await page.page.keyboard.press("Escape");
    const talk = await page.conversation(user);
    await talk.send("/start");
    await talk.button("Change").click();
    await page.page.locator(byId("alert")).waitFor();
    const found = await assertNamed(page.page);
    assert.ok(found.some(({ role, name }) => role === "alertdialog" && name.includes(world.bot.me.first_name)));
  });

  claim(world, "a group is created in its dialog, and its members are changed", async ({ page, user }) => {
    const { page: inside } = page;
    const title = `Group ${world.next()}`;
    await inside.locator(byId("group-add")).click();
    await inside.locator(byId("group-title")).fill(title);
    await inside.locator(byId("group-save")).click();
    await inside.getByRole("dialog").waitFor({ state: "detached" });
    const { chats } = await control(world.url, "GET", "state");
    const chat = chats.find((one) => one.title === title);
    const talk = await page.conversation(user, { chat: chat.id });
    await talk.element.locator(byId("chat-menu")).click();
    await inside.getByRole("menuitem", { name: "Members" }).click();
    await inside.getByRole("dialog").getByRole("checkbox", { name: world.bot.me.first_name }).uncheck();
    await inside.getByRole("button", { name: "Done", exact: true }).click();
    // The owner removes it.
    const removed = new RegExp(` removed ${world.bot.me.first_name}`);
    await talk.messages.filter({ hasText: removed }).waitFor();
  });

  claim(world, "changes are announced: messages are a log, toasts a status", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/start");
    await talk.says("Welcome");
    const log = talk.element.getByRole("log", { name: "Messages" });
    assert.match(await log.ariaSnapshot(), /Welcome/);
    const live = await talk.element.evaluate((element) =>
      [...element.querySelectorAll('[role="log"], [role="status"]')].map((one) => one.getAttribute("aria-live") ?? one.role));
    assert.deepEqual(live, ["log", "polite"]);
    assert.equal(await page.page.getByRole("main").count(), 1);
    assert.equal(await page.page.getByRole("navigation").count(), 1);
  });
}
