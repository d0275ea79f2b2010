// What users send besides text, and what buttons of keyboards request.

import assert from "node:assert/strict";

import { begun, byId, called, claim, control, until, PNG } from "./kit.mjs";
import { choose, lastUpdate } from "./deeds.mjs";

export function shares(world) {
  const send = (method, params) => called(world, method, params);
  const heard = (user, kind) => until(`a message with ${kind}`, () => lastUpdate(world, "message", (one) => one.from.id === user.id && one[kind]));

  /** Chooses an entry of the attachment menu, and returns its dialog. */
  async function attach(page, talk, name) {
    await talk.element.locator(byId("attach-menu")).click();
    await page.page.getByRole("menuitem", { name, exact: true }).click();
    return page.page.getByRole("dialog", { name });
  }

  /** Shows a reply keyboard with a button, and presses it. */
  async function press(talk, user, button) {
    await send("sendMessage", { chat_id: user.id, text: "Share it", reply_markup: { keyboard: [[button]], resize_keyboard: true } });
    await talk.element.locator(byId("reply-button"), { hasText: button.text }).click();
  }

  claim(world, "users send locations, venues, contacts, dice and polls from the attachment menu", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const save = () => page.page.locator(byId("form-save")).click();
    let dialog = await attach(page, talk, "Location");
    await dialog.getByLabel("Latitude").fill("48.5");
    await dialog.getByLabel("Live").selectOption({ label: "For an hour" });
    await save();
    const { location } = await heard(user, "location");
    assert.deepEqual([location.latitude, location.live_period], [48.5, 3600]);

    dialog = await attach(page, talk, "Venue");
    await dialog.getByLabel("Title").fill("Tower");
    await dialog.getByLabel("Address").fill("Street 1");
    await save();
    const { venue } = await heard(user, "venue");
    assert.deepEqual([venue.title, venue.address], ["Tower", "Street 1"]);

    dialog = await attach(page, talk, "Contact");
    await dialog.getByLabel("Phone number").fill("+15550100");
    await save();
    const { contact } = await heard(user, "contact");
    assert.deepEqual([contact.phone_number, contact.user_id], ["+15550100", user.id]);

    dialog = await attach(page, talk, "Dice");
    await dialog.getByLabel("Emoji").selectOption("🎳");
    await save();
    assert.equal((await heard(user, "dice")).dice.emoji, "🎳");

    dialog = await attach(page, talk, "Poll");
    await dialog.getByLabel("Question").fill("Tea?");
    await dialog.getByLabel("Options, one a line").fill("Yes\nNo");
    await save();
    const { poll } = await heard(user, "poll");
    assert.deepEqual([poll.question, poll.options.map(({ text }) => text)], ["Tea?", ["Yes", "No"]]);
    await talk.element.locator(byId("poll")).waitFor();
  });

  claim(world, "several photos are sent as an album", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await talk.element.locator(byId("attach")).setInputFiles(["one.png", "two.png"].map((name) => ({ name, mimeType: "image/png", buffer: PNG })));
    await talk.send("Both of them");
    await talk.says("Both of them");
    assert.equal(await talk.element.locator(".album").locator(byId("message")).count(), 2);
    assert.ok((await heard(user, "photo")).media_group_id);
  });

  claim(world, "a picture is sent as a sticker if the user wants so", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await talk.attach("dot.png");
    await talk.element.locator(byId("send-as")).selectOption("sticker");
    await talk.element.locator(byId("send")).click();
    await heard(user, "sticker");
    await talk.messages.locator("img.sticker").waitFor();
  });

  claim(world, "a message is forwarded to another chat, with its author or without", async ({ page, user }) => {
    const title = `Elsewhere ${world.next()}`;
    const { id } = await control(world.url, "POST", "chats", { type: "group", title, members: [user.id], bots: [world.bot.id] });
    const talk = await begun(world, page, user);
    await send("sendMessage", { chat_id: user.id, text: "Spread this" });
    const forward = async (isHidden) => {
      const back = await page.conversation(user);
      await choose(page, await back.says("Spread this"), "Forward…");
      if (isHidden) await page.page.locator(byId("hide-sender")).check();
      await page.page.locator(byId("choice"), { hasText: title }).click();
    };
    await forward(false);
    const there = await page.conversation(user, { chat: id });
    await there.says("Spread this");
    assert.equal(await there.element.locator(byId("origin")).textContent(), `Forwarded from ${world.bot.me.first_name}`);
    await forward(true);
    await until("a second one", async () => await there.message("Spread this").count() === 2);
    assert.equal(await there.element.locator(byId("origin")).count(), 1);
    assert.equal(await talk.element.count(), 0);
  });

  claim(world, "a user pins and unpins a message", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await choose(page, talk.message("Hello"), "Pin");
    const bar = talk.element.locator(byId("pinned"));
    await bar.getByText("Hello", { exact: true }).waitFor();
    await heard(user, "pinned_message");
    await bar.locator(byId("unpin")).click();
    await bar.waitFor({ state: "hidden" });
  });

  claim(world, "buttons of a reply keyboard share the contact, the location, people and a chat", async ({ page, user }) => {
    const title = `Shared ${world.next()}`;
    const { id } = await control(world.url, "POST", "chats", { type: "group", title, members: [user.id] });
    const friend = await control(world.url, "POST", "users", { first_name: "Grace", last_name: `${world.next()}` });
    const talk = await begun(world, page, user);
    const save = () => page.page.locator(byId("form-save")).click();
    await press(talk, user, { text: "My number", request_contact: true });
    await save();
    assert.equal((await heard(user, "contact")).contact.user_id, user.id);
    await press(talk, user, { text: "My place", request_location: true });
    await save();
    await heard(user, "location");
    await press(talk, user, { text: "A friend", request_users: { request_id: 7, max_quantity: 2 } });
    await page.page.getByRole("checkbox", { name: `Grace ${friend.last_name}`, exact: true }).check();
    await save();
    const { users_shared } = await heard(user, "users_shared");
    assert.deepEqual([users_shared.request_id, users_shared.users.map((one) => one.user_id)], [7, [friend.id]]);
    await press(talk, user, { text: "A group", request_chat: { request_id: 8, chat_is_channel: false } });
    await page.page.getByRole("dialog").getByRole("combobox").selectOption({ label: title });
    await save();
    const { chat_shared } = await heard(user, "chat_shared");
    assert.deepEqual([chat_shared.request_id, chat_shared.chat_id], [8, id]);
  });

  claim(world, "a quiz that a button requests is sent", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await press(talk, user, { text: "A quiz", request_poll: { type: "quiz" } });
    await page.page.getByLabel("Question").fill("1 + 1?");
    await page.page.getByLabel("Options, one a line").fill("Two\nThree");
    await page.page.locator(byId("form-save")).click();
    const { poll } = await heard(user, "poll");
    assert.deepEqual([poll.type, poll.question], ["quiz", "1 + 1?"]);
  });
}
