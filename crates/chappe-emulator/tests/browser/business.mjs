// Stars, paid media, business accounts with checklists, and boosts.

import assert from "node:assert/strict";

import { begun, byId, called, claim, control, PNG, until } from "./kit.mjs";
import { lastUpdate } from "./deeds.mjs";

/** Opens the menu of a conversation, and chooses an action. */
async function chooseInChat(page, talk, name) {
  await talk.element.locator(byId("chat-menu")).click();
  await page.page.getByRole("menuitem", { name, exact: true }).click();
}

export function business(world) {
  const send = (method, params) => called(world, method, params);

  claim(world, "paid media are locked until a user with enough stars buys them", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const media = { type: "photo", file: PNG.toString("base64"), mime_type: "image/png" };
    const sent = await control(world.url, "POST", "messages", { bot: world.bot.id, from: user.id, media });
    await send("sendPaidMedia", {
      chat_id: user.id, star_count: 25, payload: "beach", media: [{ type: "photo", media: sent.photo.at(-1).file_id }], caption: "The beach",
    });
    const message = await talk.says("The beach");
    assert.equal(await message.getByRole("img", { name: "Locked media" }).count(), 1);
    const { page: inside } = page;
    await chooseInChat(page, talk, "Give stars…");
    await inside.getByLabel("Stars", { exact: true }).fill("30");
    await inside.locator(byId("form-save")).click();
    await inside.locator(byId("toast"), { hasText: "30 ⭐" }).waitFor();
    await message.locator(byId("paid-buy")).click();
    await message.getByRole("img", { name: "Photo" }).waitFor();
    assert.equal(await message.locator(byId("paid-buy")).count(), 0);
    const bought = await until("the purchase", () => lastUpdate(world, "purchased_paid_media", (one) => one.from.id === user.id));
    assert.equal(bought.paid_media_payload, "beach");
    await inside.reload();
    await message.getByRole("img", { name: "Photo" }).waitFor();
  });

  claim(world, "a user connects a business account, a customer writes to it, and both see the bot's checklist", async ({ page, user }) => {
    const customer = await control(world.url, "POST", "users", { first_name: "Grace", last_name: `${world.next()}` });
    const talk = await begun(world, page, user);
    const { page: inside } = page;
    await chooseInChat(page, talk, "Connect a business account…");
    await inside.locator(byId("form-save")).click();
    const connection = await until("the connection", () => lastUpdate(world, "business_connection", (one) => one.user.id === user.id));
    assert.deepEqual([connection.is_enabled, connection.rights], [true, { can_reply: true, can_read_messages: true }]);

    const own = await page.conversation(customer);
    await chooseInChat(page, own, "Write to a business account…");
    await inside.getByRole("combobox", { name: "Account" }).selectOption({ label: `${user.first_name} ${user.last_name}` });
    await inside.locator(byId("form-save")).click();
    const chat = inside.locator(`${byId("chat")}[data-user-id="${customer.id}"]`, { has: inside.getByRole("heading", { name: /\(business\)$/ }) });
    await chat.locator(byId("input")).fill("Are you open?");
    await chat.locator(byId("send")).click();
    await until("the message", () => lastUpdate(world, "business_message", (one) => one.text === "Are you open?" && one.from.id === customer.id));
    await send("sendMessage", { business_connection_id: connection.id, chat_id: customer.id, text: "From nine" });
    await chat.getByText("From nine", { exact: true }).waitFor();
    await send("sendChecklist", {
      business_connection_id: connection.id, chat_id: customer.id,
      checklist: { title: "To bring", tasks: [{ id: 1, text: "Cup" }, { id: 2, text: "Spoon" }], others_can_mark_tasks_as_done: true, others_can_add_tasks: true },
    });
    const cup = chat.getByRole("checkbox", { name: "Cup" });
    await cup.check();
    const done = await until("the task", () => lastUpdate(world, "business_message", (one) => one.checklist_tasks_done));
    assert.deepEqual(done.checklist_tasks_done.marked_as_done_task_ids, [1]);
    await chat.getByText("Checklist · 1 of 2 done").waitFor();
    await chat.locator(byId("checklist-add")).click();
    await inside.getByRole("dialog", { name: "New task" }).getByLabel("Text").fill("Plate");
    await inside.locator(byId("form-save")).click();
    await chat.getByText("Checklist · 1 of 3 done").waitFor();
    const added = await until("the new task", () => lastUpdate(world, "business_message", (one) => one.checklist_tasks_added));
    assert.deepEqual(added.checklist_tasks_added.tasks, [{ id: 3, text: "Plate" }]);
    await inside.reload();
    await chat.getByText("From nine", { exact: true }).waitFor();
  });

  claim(world, "a user boosts a chat, and removes the boost", async ({ page, user }) => {
    const { id } = await control(world.url, "POST", "chats", {
      type: "supergroup", title: `Boosted ${world.next()}`, members: [user.id], bots: [world.bot.id],
    });
    await control(world.url, "POST", "members", { chat_id: id, user: world.bot.id, status: "administrator" });
    const talk = await page.conversation(user, { chat: id });
    await chooseInChat(page, talk, "Boost");
    const { boost } = await until("the boost", () => lastUpdate(world, "chat_boost", (one) => one.chat.id === id));
    assert.equal(boost.source.user.id, user.id);
    await chooseInChat(page, talk, "Remove the boost");
    await until("its end", () => lastUpdate(world, "removed_chat_boost", (one) => one.chat.id === id));
  });
}
