// Everything that chats show, its menus and its dialogs, on each screen: it fits, has contrast
// and names.

import assert from "node:assert/strict";

import { assertNamed } from "./access.mjs";
import { pale } from "./contrast.mjs";
import { begun, byId, called, claim, control, PNG } from "./kit.mjs";
import { cutOff, SCREENS } from "./screens.mjs";

/** In the page: the buttons and boxes that are too small to press. */
const small = () => [...document.querySelectorAll("button, summary, .option, .member label")]
  .filter((one) => one.checkVisibility() && !one.closest(".text, .quote, .covered-frame"))
  .map((one) => [one.getAttribute("aria-label") ?? one.textContent, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([name, box]) => `${name} ${box.width}×${box.height}`);

export function features(world) {
  const send = (method, params) => called(world, method, params);

  async function check(inside, what) {
    assert.deepEqual(await inside.evaluate(cutOff), [], `${what} fits`);
    assert.deepEqual(await inside.evaluate(pale), [], `${what} has contrast`);
    assert.deepEqual(await inside.evaluate(small), [], `${what} can be pressed`);
    await assertNamed(inside);
  }

  /** A chat with messages of many kinds. */
  async function fill(chat, user) {
    const options = ["A long option that needs more than one line on a small screen", "Tea"].map((text) => ({ text }));
    const media = { type: "photo", file: PNG.toString("base64"), mime_type: "image/png" };
    const own = await control(world.url, "POST", "messages", { bot: world.bot.id, from: user.id, chat_id: chat, media });
    const react = (message_id, emoji) => control(world.url, "POST", "reactions", { from: user.id, bot: world.bot.id, chat_id: chat, message_id, reaction: [emoji] });
    await react(own.message_id, "🔥");
    await send("sendLocation", { chat_id: chat, latitude: 1, longitude: 2 });
    await send("sendVenue", { chat_id: chat, latitude: 1, longitude: 2, title: "Tower", address: "Champ de Mars 5" });
    await send("sendContact", { chat_id: chat, phone_number: "+33100000000", first_name: "Gustave" });
    await send("sendDice", { chat_id: chat });
    await send("sendMessage", { chat_id: chat, text: "See https://example.org/a/very/long/path/that/goes/on/and/on" });
    await send("sendInvoice", {
      chat_id: chat, title: "A cake", description: "With cherries", payload: "cake", currency: "EUR", provider_token: "1:TEST:a",
      prices: [{ label: "Cake", amount: 500 }], need_name: true, need_email: true, is_flexible: true, max_tip_amount: 200,
    });
    await send("sendPoll", { chat_id: chat, question: "Open?", options });
    const quiz = await send("sendPoll", { chat_id: chat, question: "Which?", options, type: "quiz", correct_option_ids: [0], explanation: "Because" });
    await control(world.url, "POST", "votes", { from: user.id, bot: world.bot.id, chat_id: chat, message_id: quiz.message_id, options: [1] });
    await react(quiz.message_id, "👍");
    await send("pinChatMessage", { chat_id: chat, message_id: quiz.message_id });
  }

  for (const [size, colorScheme, options] of SCREENS) {
    claim(world, `all kinds of content fit, have contrast and names, at ${size}, ${colorScheme}`, async ({ page, user }) => {
      const talk = await begun(world, page, user);
      await fill(user.id, user);
      await talk.element.locator(byId("pinned")).waitFor();
      await talk.element.locator(".result.wrong").waitFor();
      await check(page.page, "the chat");
      await talk.button("Pay").click();
      await page.page.locator(byId("payment")).waitFor();
      await check(page.page, "the checkout");
    }, { page: { ...options, colorScheme } });

    claim(world, `menus and dialogs fit, have contrast and names, at ${size}, ${colorScheme}`, async ({ page, user }) => {
      const { page: inside } = page;
      const { id } = await control(world.url, "POST", "chats", {
        type: "supergroup", title: "Gardeners", members: [user.id], bots: [world.bot.id], is_forum: true,
      });
      const talk = await page.conversation(user, { chat: id });
      await send("sendMessage", { chat_id: id, text: "Words" });
      const message = await talk.says("Words");
      const close = () => inside.keyboard.press("Escape");
      const menus = [
        [message.getByRole("button", { name: "Message menu" }), ["Quote…", "Forward…"]],
        [talk.element.locator(byId("attach-menu")), ["Location", "Venue", "Contact", "Poll", "Dice"]],
        [talk.element.locator(byId("chat-menu")), ["Members", "Settings", "New invite link", "Join requests"]],
      ];
      for (const [button, names] of menus) {
        await button.click();
        await check(inside, "a menu");
        await close();
        for (const name of names) {
          await button.click();
          await inside.getByRole("menuitem", { name, exact: true }).click();
          await inside.getByRole("dialog").waitFor();
          await check(inside, name);
          await close();
          await inside.getByRole("dialog").waitFor({ state: "detached" });
        }
      }
    }, { page: { ...options, colorScheme } });
  }
}
