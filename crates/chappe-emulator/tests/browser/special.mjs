// Topics that users make, drafts that grow, rich and ephemeral messages, live locations.

import assert from "node:assert/strict";

import { begun, byId, called, claim, control, until } from "./kit.mjs";
import { choose, lastUpdate } from "./deeds.mjs";

export function special(world) {
  const send = (method, params) => called(world, method, params);

  claim(world, "a user makes a topic, writes in it, renames, closes and deletes it", async ({ page, user }) => {
    const { id } = await control(world.url, "POST", "chats", {
      type: "supergroup", title: `Forum ${world.next()}`, is_forum: true, members: [user.id], bots: [world.bot.id],
    });
    const talk = await page.conversation(user, { chat: id });
    const { page: inside } = page;
    const tab = (name) => talk.element.getByRole("tab", { name, exact: true });
    await talk.element.locator(byId("topic-add")).click();
    await inside.getByRole("dialog", { name: "New topic" }).getByLabel("Name").fill("Cakes");
    await inside.locator(byId("form-save")).click();
    await tab("Cakes").click();
    await talk.send("With cherries");
    await talk.says("With cherries");
    const said = await until("the message", () => lastUpdate(world, "message", (one) => one.text === "With cherries" && one.chat.id === id));
    assert.equal(said.is_topic_message, true);

    const act = async (name) => {
      await talk.element.locator(byId("chat-menu")).click();
      await inside.getByRole("menuitem", { name, exact: true }).click();
    };
    await act("Rename the topic");
    await inside.getByRole("dialog").getByLabel("Name").fill("Pies");
    await inside.locator(byId("form-save")).click();
    await tab("Pies").waitFor();
    await act("Close the topic");
    await tab("Pies (closed)").waitFor();
    await act("Delete the topic");
    await tab("Pies (closed)").waitFor({ state: "detached" });
  });

  claim(world, "a draft grows until the message replaces it", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const draft = talk.element.locator(byId("draft"));
    await send("sendMessageDraft", { chat_id: user.id, draft_id: 1, text: "Once" });
    await draft.getByText("Once", { exact: true }).waitFor();
    await send("sendMessageDraft", { chat_id: user.id, draft_id: 1, text: "Once upon a time" });
    await draft.getByText("Once upon a time", { exact: true }).waitFor();
    assert.equal(await draft.count(), 1);
    await send("sendMessage", { chat_id: user.id, text: "Once upon a time there was a bot" });
    await talk.says("Once upon a time there was a bot");
    await draft.waitFor({ state: "detached" });
  });

  claim(world, "a user stops a draft, and the bot learns it", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendMessageDraft", { chat_id: user.id, draft_id: 5, text: "And so on", can_stop: true });
    await talk.element.locator(byId("draft-stop")).click();
    await talk.element.locator(byId("draft")).waitFor({ state: "detached" });
    const stopped = await until("the stop", () => lastUpdate(world, "stopped_message_generation", (one) => one.chat.id === user.id));
    assert.equal(stopped.draft_id, 5);
  });

  claim(world, "a rich message has headings, lists, tables, folded details and formulas", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const paragraph = (text) => ({ type: "paragraph", text });
    await send("sendRichMessage", {
      chat_id: user.id, rich_message: {
        blocks: [
          { type: "heading", text: "Menu", size: 1 },
          paragraph([{ type: "bold", text: "Today" }, " only"]),
          { type: "list", items: [{ blocks: [paragraph("Soup")], has_checkbox: true, is_checked: true }, { blocks: [paragraph("Cake")] }] },
          { type: "table", cells: [[{ text: "Soup", align: "left", valign: "top", is_header: true }, { text: "5", align: "right", valign: "top" }]], is_bordered: true },
          { type: "details", summary: "Allergens", blocks: [paragraph("Nuts")] },
          { type: "mathematical_expression", expression: "e = mc^2" },
          { type: "divider" },
        ],
      },
    });
    const rich = talk.element.locator(byId("rich"));
    await rich.getByRole("heading", { name: "Menu" }).waitFor();
    assert.equal(await rich.locator("strong").textContent(), "Today");
    assert.deepEqual(await rich.locator("li p").allTextContents(), ["Soup", "Cake"]);
    assert.equal(await rich.getByRole("checkbox", { name: "Done" }).isChecked(), true);
    assert.deepEqual([await rich.locator("th").textContent(), await rich.locator("td").textContent()], ["Soup", "5"]);
    const nuts = rich.getByText("Nuts");
    assert.equal(await nuts.isVisible(), false);
    await rich.getByText("Allergens").click();
    assert.equal(await nuts.isVisible(), true);
    assert.equal(await rich.locator(".formula").textContent(), "e = mc^2");
    assert.equal(await rich.locator("hr").count(), 1);
  });

  claim(world, "an ephemeral message is shown to its receiver only, also after a reload", async ({ page, user }) => {
    const friend = await control(world.url, "POST", "users", { first_name: "Grace" });
    const { id } = await control(world.url, "POST", "chats", {
      type: "supergroup", title: "Secrets", members: [user.id, friend.id], bots: [world.bot.id],
    });
    await control(world.url, "POST", "members", { chat_id: id, user: world.bot.id, status: "administrator" });
    const left = await page.conversation(user, { chat: id });
    const right = await page.conversation(friend, { chat: id, beside: true });
    await send("sendMessage", { chat_id: id, text: "Whispered", ephemeral_message_parameters: { receiver_user_id: user.id } });
    await send("sendMessage", { chat_id: id, text: "Said aloud" });
    await right.says("Said aloud");
    const whispered = await left.says("Whispered");
    assert.equal(await whispered.locator(byId("ephemeral")).textContent(), "only for you");
    assert.equal(await right.message("Whispered").count(), 0);
    await page.page.reload();
    await left.says("Whispered");
    await right.says("Said aloud");
    assert.equal(await right.message("Whispered").count(), 0);
  });

  claim(world, "a button of an ephemeral message is pressed and answered", async ({ page, user }) => {
    const { id } = await control(world.url, "POST", "chats", {
      type: "supergroup", title: "Secrets", members: [user.id], bots: [world.bot.id],
    });
    await control(world.url, "POST", "members", { chat_id: id, user: world.bot.id, status: "administrator" });
    const talk = await page.conversation(user, { chat: id });
    const reply_markup = { inline_keyboard: [[{ text: "Psst", callback_data: "whisper" }]] };
    await send("sendMessage", { chat_id: id, text: "Only you", reply_markup, ephemeral_message_parameters: { receiver_user_id: user.id } });
    await talk.button("Psst").click();
    await talk.element.locator(byId("toast"), { hasText: "Psst" }).waitFor();
    const query = await lastUpdate(world, "callback_query", (one) => one.from.id === user.id);
    assert.deepEqual([query.data, query.message.text], ["whisper", "Only you"]);
  });

  claim(world, "a live location is moved by its user", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await control(world.url, "POST", "messages", { from: user.id, bot: world.bot.id, location: { latitude: 1, longitude: 2, live_period: 900 } });
    await talk.element.locator(byId("location")).waitFor();
    await choose(page, talk.messages.last(), "Move the live location…");
    await page.page.getByLabel("Latitude").fill("3");
    await page.page.getByLabel("Longitude").fill("4");
    await page.page.locator(byId("form-save")).click();
    await talk.element.locator(byId("location")).getByText("3.00000, 4.00000").waitFor();
    const moved = await until("the edit", () => lastUpdate(world, "edited_message", (one) => one.from.id === user.id));
    assert.deepEqual([moved.location.latitude, moved.location.longitude], [3, 4]);
  });
}
