// What users do with messages: vote, react, pin, inline mode.

import assert from "node:assert/strict";

import { begun, byId, called, claim, control, until } from "./kit.mjs";

/** Opens the menu of a message, and chooses an action. */
export async function choose(page, message, name) {
  await message.hover();
  await message.getByRole("button", { name: "Message menu" }).click();
  await page.page.getByRole("menuitem", { name, exact: true }).click();
}

/** The last update of a kind that the bot received from a user. */
export async function lastUpdate({ url, bot }, kind, isWanted = () => true) {
  const { updates } = await control(url, "GET", `updates?bot=${bot.id}&wait=2000`);
  return updates.map(({ update }) => update[kind]).findLast((one) => one && isWanted(one));
}

export function deeds(world) {
  const send = (method, params) => called(world, method, params);

  claim(world, "a vote shows the results with the user's choice, and can be retracted", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendPoll", { chat_id: user.id, question: "Tea or coffee?", options: [{ text: "Tea" }, { text: "Coffee" }], is_anonymous: false });
    const poll = talk.element.locator(byId("poll"));
    await poll.locator(byId("poll-option"), { hasText: "Coffee" }).click();
    const results = poll.locator(byId("poll-result"));
    await results.first().waitFor();
    assert.deepEqual(await results.allInnerTexts().then((all) => all.map((one) => one.split("\n")[0])), ["0 %", "100 %"]);
    assert.deepEqual(await poll.locator("progress").evaluateAll((all) => all.map((bar) => bar.value)), [0, 100]);
    assert.equal(await poll.locator('[data-chosen]').innerText().then((text) => text.includes("Coffee")), true);
    const answer = await lastUpdate(world, "poll_answer", (one) => one.user.id === user.id);
    assert.deepEqual(answer.option_ids, [1]);

    await page.page.reload();
    await results.first().waitFor();
    await choose(page, talk.messages.last(), "Retract the vote");
    await poll.locator(byId("poll-option")).first().waitFor();
    assert.equal(await results.count(), 0);
  });

  claim(world, "several answers are chosen with boxes, and sent together", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendPoll", {
      chat_id: user.id, question: "Which?", options: [{ text: "One" }, { text: "Two" }, { text: "Three" }],
      allows_multiple_answers: true, is_anonymous: false,
    });
    const vote = talk.element.locator(byId("poll-vote"));
    assert.equal(await vote.isDisabled(), true);
    await talk.element.getByRole("checkbox", { name: "One" }).check();
    await talk.element.getByRole("checkbox", { name: "Three" }).check();
    await vote.click();
    await talk.element.locator(byId("poll-result")).first().waitFor();
    const answer = await lastUpdate(world, "poll_answer", (one) => one.user.id === user.id);
    assert.deepEqual(answer.option_ids, [0, 2]);
  });

  claim(world, "a quiz shows what was right and wrong, and its explanation", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendPoll", {
      chat_id: user.id, question: "2 + 2?", options: [{ text: "Three" }, { text: "Four" }], type: "quiz",
      correct_option_ids: [1], explanation: "Count it",
    });
    await talk.element.locator(byId("poll-option"), { hasText: "Three" }).click();
    await talk.element.locator(".result.wrong", { hasText: "Three" }).waitFor();
    await talk.element.locator(".result.right", { hasText: "Four" }).waitFor();
    assert.equal(await talk.element.locator(byId("explanation")).textContent(), "Count it");
  });

  claim(world, "reactions are chosen from the menu, counted, and removed by a press", async ({ page, user }) => {
    const friend = await control(world.url, "POST", "users", { first_name: "Grace" });
    const { id } = await control(world.url, "POST", "chats", {
      type: "supergroup", title: "Reactions", members: [user.id, friend.id], bots: [world.bot.id],
    });
    const left = await page.conversation(user, { chat: id });
    const right = await page.conversation(friend, { chat: id, beside: true });
    await left.send("Like this");
    const [mine, theirs] = [await left.says("Like this"), await right.says("Like this")];
    await choose(page, theirs, "React with 👍");
    const reaction = mine.locator(byId("reaction"));
    await reaction.waitFor();
    assert.equal(await reaction.textContent(), "👍 1");
    assert.equal(await reaction.getAttribute("aria-pressed"), "false");
    await reaction.click();
    await until("two", async () => await reaction.textContent() === "👍 2");
    assert.equal(await reaction.getAttribute("aria-pressed"), "true");
    assert.equal(await theirs.locator(byId("reaction")).textContent(), "👍 2");
    await page.page.reload();
    await until("two after a reload", async () => await reaction.textContent() === "👍 2");
    await reaction.click();
    await until("one", async () => await reaction.textContent() === "👍 1");
  });

  claim(world, "a reaction of a bot is shown below the message", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await talk.send("Praise me");
    const message = await talk.says("Praise me");
    const message_id = Number(await message.getAttribute("data-message-id"));
    await send("setMessageReaction", { chat_id: user.id, message_id, reaction: [{ type: "emoji", emoji: "🔥" }] });
    const reaction = message.locator(byId("reaction"));
    await reaction.waitFor();
    assert.equal(await reaction.getAttribute("aria-label"), `🔥 1, by ${world.bot.me.first_name}`);
    await send("setMessageReaction", { chat_id: user.id, message_id, reaction: [] });
    await reaction.waitFor({ state: "detached" });
  });

  claim(world, "what a bot pins is in the bar, which shows the message", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const first = await send("sendMessage", { chat_id: user.id, text: "Rules" });
    for (let count = 0; count < 30; count += 1) await send("sendMessage", { chat_id: user.id, text: `Line ${count}` });
    await send("pinChatMessage", { chat_id: user.id, message_id: first.message_id });
    const bar = talk.element.locator(byId("pinned"));
    await bar.getByText("Rules").waitFor();
    await bar.getByRole("button", { name: /Pinned message/ }).click();
    await until("the message in sight", () => talk.message("Rules").evaluate((one) => one === document.activeElement));
    await page.page.reload();
    await bar.getByText("Rules").waitFor();
    await send("unpinChatMessage", { chat_id: user.id, message_id: first.message_id });
    await bar.waitFor({ state: "hidden" });
  });

  claim(world, "inline mode shows the results of a bot, and a chosen one is sent", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await talk.input.fill(`@${world.bot.me.username} tea`);
    const query = await until("an inline query", () => lastUpdate(world, "inline_query", (one) => one.from.id === user.id && one.query === "tea"));
    await send("answerInlineQuery", {
      inline_query_id: query.id,
      results: ["Green", "Black"].map((title) => ({
        type: "article", id: title, title, description: `${title} tea`, input_message_content: { message_text: `I drink ${title.toLowerCase()}` },
      })),
    });
    const results = page.page.getByRole("listbox", { name: "Results of the bot" }).getByRole("option");
    await results.first().waitFor();
    assert.deepEqual(await results.allInnerTexts(), ["Green\nGreen tea", "Black\nBlack tea"]);
    await page.page.keyboard.press("ArrowDown");
    await page.page.keyboard.press("ArrowDown");
    await page.page.keyboard.press("Enter");
    const sent = await talk.says("I drink black");
    assert.ok(await sent.getByText(`via @${world.bot.me.username}`).isVisible());
    assert.equal(await talk.input.inputValue(), "");
    assert.equal((await lastUpdate(world, "chosen_inline_result", (one) => one.from.id === user.id)).result_id, "Black");
  });

  claim(world, "a reply with a part of a message quotes it", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendMessage", { chat_id: user.id, text: "Red or blue?" });
    await choose(page, await talk.says("Red or blue?"), "Quote…");
    await page.page.locator(byId("quote-text")).evaluate((area) => area.setSelectionRange(7, 11));
    await page.page.locator(byId("form-save")).click();
    await talk.send("That one");
    await talk.says("That one");
    const heard = await lastUpdate(world, "message", (one) => one.from.id === user.id);
    assert.deepEqual([heard.reply_to_message.text, heard.quote], ["Red or blue?", { text: "blue", position: 7, is_manual: true }]);
  });
}
