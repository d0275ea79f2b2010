// Groups: topics, members and their rights, settings, joining.

import assert from "node:assert/strict";

import { begun, byId, called, claim, control, PNG, until } from "./kit.mjs";
import { lastUpdate } from "./deeds.mjs";

/** Opens the menu of a conversation, and chooses an action. */
async function chooseInChat(page, talk, name) {
  await talk.element.locator(byId("chat-menu")).click();
  await page.page.getByRole("menuitem", { name, exact: true }).click();
}

export function groups(world) {
  const group = (user, more = {}) => control(world.url, "POST", "chats", {
    type: "supergroup", title: `Group ${world.next()}`, members: [user.id], bots: [world.bot.id], ...more,
  });
  const send = (method, params) => called(world, method, params);
  const administrator = (chat) => control(world.url, "POST", "members", { chat_id: chat, user: world.bot.id, status: "administrator" });

  claim(world, "a forum has tabs of its topics, each with its messages", async ({ page, user }) => {
    const { id } = await group(user, { is_forum: true });
    await administrator(id);
    const topic = await send("createForumTopic", { chat_id: id, name: "Tea" });
    await send("sendMessage", { chat_id: id, text: "Hot", message_thread_id: topic.message_thread_id });
    await send("sendMessage", { chat_id: id, text: "Hello all" });
    const talk = await page.conversation(user, { chat: id });
    const tabs = talk.element.getByRole("tablist", { name: "Topics" }).getByRole("tab");
    assert.deepEqual(await tabs.allInnerTexts(), ["All", "General", "Tea"]);
    await tabs.filter({ hasText: "General" }).click();
    await talk.says("Hello all");
    assert.equal(await talk.message("Hot").count(), 0);
    await page.page.keyboard.press("ArrowRight");
    await talk.says("Hot");
    assert.equal(await talk.message("Hello all").count(), 0);
    assert.equal(await tabs.filter({ hasText: "Tea" }).getAttribute("aria-selected"), "true");
  });

  claim(world, "a bot is promoted with chosen rights, and a user restricted and banned", async ({ page, user }) => {
    const friend = await control(world.url, "POST", "users", { first_name: "Grace", last_name: `${world.next()}` });
    const name = `${friend.first_name} ${friend.last_name}`;
    const { id } = await group(user, { members: [user.id, friend.id] });
    const talk = await page.conversation(user, { chat: id });
    const { page: inside } = page;
    await chooseInChat(page, talk, "Members");
    const row = (who) => inside.locator(`${byId("member")}[data-id="${who}"]`);
    const act = async (who, action) => {
      await row(who).locator(byId("member-menu")).click();
      await inside.getByRole("menuitem", { name: action, exact: true }).click();
    };
    await until("the owner", async () => await row(user.id).getAttribute("data-status") === "creator");

    await act(world.bot.id, "Promote…");
    const dialog = inside.getByRole("dialog", { name: `Promote ${world.bot.me.first_name}` });
    for (const box of await dialog.getByRole("checkbox").all()) await box.uncheck();
    await dialog.getByRole("checkbox", { name: "Delete messages" }).check();
    await dialog.locator(byId("form-save")).click();
    await until("the administrator", async () => await row(world.bot.id).getAttribute("data-status") === "administrator");
    const promoted = (await lastUpdate(world, "my_chat_member", (one) => one.chat.id === id)).new_chat_member;
    assert.deepEqual([promoted.status, promoted.can_delete_messages, promoted.can_restrict_members], ["administrator", true, false]);

    await act(friend.id, "Restrict…");
    const restriction = inside.getByRole("dialog", { name: `Restrict ${name}` });
    await restriction.getByRole("checkbox", { name: "Send messages" }).check();
    await restriction.getByLabel("For").selectOption({ label: "A day" });
    await restriction.locator(byId("form-save")).click();
    await until("the restriction", async () => await row(friend.id).getAttribute("data-status") === "restricted");
    const { result: member } = await world.bot.call("getChatMember", { chat_id: id, user_id: friend.id });
    assert.deepEqual([member.can_send_messages, member.can_send_polls, member.until_date > 0], [true, false, true]);

    await act(friend.id, "Ban");
    await until("the ban", async () => await row(friend.id).getAttribute("data-status") === "kicked");
    assert.equal((await world.bot.call("getChatMember", { chat_id: id, user_id: friend.id })).result.status, "kicked");
  });

  claim(world, "a supergroup with topics is made in the dialog", async ({ page, user }) => {
    const { page: inside } = page;
    const title = `Forum ${world.next()}`;
    await inside.locator(byId("group-add")).click();
    await inside.locator(byId("group-title")).fill(title);
    await inside.locator(byId("group-type")).selectOption("supergroup");
    await inside.locator(byId("group-more")).click();
    await inside.locator(byId("group-forum")).check();
    await inside.locator(byId("group-save")).click();
    await inside.getByRole("dialog").waitFor({ state: "detached" });
    const chat = (await control(world.url, "GET", "state")).chats.find((one) => one.title === title);
    assert.equal(chat.is_forum, true);
    const talk = await page.conversation(user, { chat: chat.id });
    await talk.element.locator(byId("topics")).waitFor();
  });

  claim(world, "an administrator makes an invite link, by which another user asks to join and is approved", async ({ page, user }) => {
    const friend = await control(world.url, "POST", "users", { first_name: "Grace", last_name: `${world.next()}` });
    const name = `${friend.first_name} ${friend.last_name}`;
    const { id, title } = await group(user);
    await administrator(id);
    const talk = await page.conversation(user, { chat: id });
    const { page: inside } = page;
    await chooseInChat(page, talk, "New invite link");
    await inside.locator(byId("creates_join_request")).check();
    await inside.locator(byId("form-save")).click();
    const shown = inside.locator(byId("invite-link"));
    const link = await shown.locator("code").textContent();
    assert.match(link, /^https:\/\/t\.me\//);
    await shown.getByRole("button", { name: "Done" }).click();

    await inside.getByRole("button", { name: `${name} joins a chat` }).click();
    await inside.getByLabel("Invite link").fill(link);
    await inside.getByLabel("About the user (optional)").fill("A gardener");
    await inside.locator(byId("form-save")).click();
    await inside.locator(byId("toast"), { hasText: "The request was sent" }).waitFor();
    const asked = await until("the request", () => lastUpdate(world, "chat_join_request", (one) => one.chat.id === id));
    assert.deepEqual([asked.from.id, asked.bio], [friend.id, "A gardener"]);

    await chooseInChat(page, talk, "Join requests");
    const requests = inside.locator(byId("join-request"));
    await requests.getByText("A gardener").waitFor();
    assert.deepEqual(await requests.evaluateAll((all) => all.map((one) => Number(one.dataset.id))), [friend.id]);
    await inside.locator(`${byId("join-request")}[data-id="${friend.id}"]`).getByRole("button", { name: "Approve" }).click();
    await inside.getByText("No requests are pending.").waitFor();
    await inside.getByRole("button", { name: "Done", exact: true }).click();
    const theirs = await page.conversation(friend, { chat: id });
    assert.equal(await theirs.element.getByRole("heading").textContent(), title);
  });

  claim(world, "links of Telegram in messages open a chat to join, a bot and a message", async ({ page, user }) => {
    const friend = await control(world.url, "POST", "users", { first_name: "Grace", last_name: `${world.next()}` });
    const { id, title } = await group(friend);
    await administrator(id);
    const { invite_link } = await send("createChatInviteLink", { chat_id: id });
    const talk = await begun(world, page, user);
    const { page: inside } = page;
    const start = `https://t.me/${world.bot.me.username}?start=tea`;
    await send("sendMessage", {
      chat_id: user.id, text: `Meet us: ${invite_link}`, reply_markup: { inline_keyboard: [[{ text: "Begin", url: start }]] },
    });
    await talk.messages.last().locator(`.text a[href="${invite_link}"]`).click();
    const dialog = inside.getByRole("dialog", { name: `${user.first_name} ${user.last_name} joins` });
    assert.equal(await dialog.getByLabel("Invite link").inputValue(), invite_link);
    await dialog.locator(byId("form-save")).click();
    const joined = await page.conversation(user, { chat: id });
    assert.equal(await joined.element.getByRole("heading").textContent(), title);
    const again = await page.conversation(user);
    await again.element.locator(byId("inline-button")).click();
    assert.equal(await again.input.inputValue(), "/start tea");
    await again.input.fill("");
  });

  claim(world, "a user writes in a group as their channel", async ({ page, user }) => {
    const channel = await control(world.url, "POST", "chats", { type: "channel", title: `Voice ${world.next()}`, members: [user.id] });
    const { id } = await group(user);
    const talk = await page.conversation(user, { chat: id });
    await talk.element.getByRole("button", { name: `Writes as ${user.first_name} ${user.last_name}` }).click();
    await page.page.getByRole("menuitem", { name: `As ${channel.title}` }).click();
    await talk.element.getByRole("button", { name: `Writes as ${channel.title}` }).waitFor();
    await talk.send("In one voice");
    const message = await talk.says("In one voice");
    assert.equal(await message.locator(".sender").textContent(), channel.title);
    const said = await until("the message", () => lastUpdate(world, "message", (one) => one.text === "In one voice" && one.chat.id === id));
    assert.equal(said.sender_chat.id, channel.id);
  });

  claim(world, "a user leaves a public group, and comes back", async ({ page, user }) => {
    const friend = await control(world.url, "POST", "users", { first_name: "Grace", last_name: `${world.next()}` });
    const { id, title } = await group(user, { members: [user.id, friend.id], username: `public${world.next()}` });
    const talk = await page.conversation(friend, { chat: id });
    await chooseInChat(page, talk, "Leave");
    await talk.element.waitFor({ state: "detached" });
    const { page: inside } = page;
    await inside.getByRole("button", { name: `${friend.first_name} ${friend.last_name} joins a chat` }).click();
    await inside.getByLabel("Or a chat").selectOption({ label: title });
    await inside.locator(byId("form-save")).click();
    const again = await page.conversation(friend, { chat: id });
    await again.messages.filter({ hasText: "joined" }).waitFor();
  });

  claim(world, "the settings change the title, the description, the photo and the permissions", async ({ page, user }) => {
    const { id } = await group(user);
    const talk = await page.conversation(user, { chat: id });
    const { page: inside } = page;
    await chooseInChat(page, talk, "Settings");
    await inside.locator(byId("settings-title")).fill("New name");
    await inside.locator(byId("settings-description")).fill("All about it");
    await inside.locator(byId("settings-photo")).setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: PNG });
    await inside.getByRole("checkbox", { name: "Send polls" }).uncheck();
    await inside.locator(byId("form-save")).click();
    await talk.messages.filter({ hasText: "renamed the chat to “New name”" }).waitFor();
    await talk.messages.filter({ hasText: "changed the photo of the chat" }).waitFor();
    const chat = await send("getChat", { chat_id: id });
    assert.deepEqual([chat.title, chat.description, chat.permissions.can_send_polls, chat.permissions.can_send_messages],
      ["New name", "All about it", false, true]);
    assert.ok(chat.photo.big_file_id);
  });

  claim(world, "a channel is made with its discussion group and a chosen id, and its posts appear there", async ({ page, user }) => {
    const { id: discussion, title } = await group(user);
    const { page: inside } = page;
    await page.conversation(user, { chat: discussion });
    const id = -1002000000000 - world.next();
    await inside.locator(byId("group-add")).click();
    await inside.locator(byId("group-title")).fill(`News ${id}`);
    await inside.locator(byId("group-type")).selectOption("channel");
    await inside.locator(byId("group-more")).click();
    await inside.locator(byId("group-id")).fill(`${id}`);
    await inside.locator(byId("group-linked")).selectOption({ label: title });
    await inside.locator(byId("group-save")).click();
    const channel = await page.conversation(user, { chat: id });
    await channel.send("Today's news");
    await channel.says("Today's news");
    const friend = await control(world.url, "POST", "users", { first_name: "Grace", last_name: `${world.next()}` });
    await control(world.url, "POST", "members", { chat_id: id, user: friend.id, status: "member" });
    const reader = await page.conversation(friend, { chat: id });
    await reader.says("Today's news");
    await reader.element.locator(byId("closed-input")).waitFor();
    assert.equal(await reader.input.isVisible(), false);
    const there = await page.conversation(user, { chat: discussion });
    await there.says("Today's news");
  });
}
