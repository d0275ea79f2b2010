// The actions of users in their chats.

import assert from "node:assert/strict";

import { byId, claim, control, until } from "./kit.mjs";

export function chat(world) {
  claim(world, "a start is answered", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.element.getByRole("button", { name: "Start", exact: true }).click();
    await talk.says("/start");
    await talk.says("Welcome");
    assert.equal(await talk.button("Change").count(), 1);
  });

  claim(world, "a button edits its message in place", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/start");
    const id = await (await talk.says("Welcome")).getAttribute("data-message-id");
    await talk.button("Change").click();
    const changed = await talk.says("Changed");
    assert.equal(await changed.getAttribute("data-message-id"), id);
    assert.equal(await changed.locator(byId("message-edited")).count(), 1);
    assert.equal(await talk.messages.count(), 2);
    assert.equal(await talk.message("Welcome").count(), 0);
  });

  claim(world, "an alert is a modal dialog that waits", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/start");
    await talk.button("Change").click();
    const alert = page.page.getByRole("alertdialog");
    await alert.waitFor();
    assert.ok(await alert.getByText("It is changed").isVisible());
    assert.ok(await alert.evaluate((box) => box.matches(":modal")));
    await alert.locator(byId("alert-close")).click();
    await alert.waitFor({ state: "detached" });
    assert.equal(await talk.button("Change").getAttribute("aria-busy"), null);
  });

  claim(world, "a toast is shown in its chat, and disappears", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/start");
    await talk.button("Whisper").click();
    const toast = talk.element.getByRole("status").locator(byId("toast"));
    await toast.waitFor();
    assert.equal(await toast.textContent(), "Psst");
    assert.equal(await page.page.getByRole("alertdialog").count(), 0);
    await toast.waitFor({ state: "detached", timeout: 15_000 });
  });

  claim(world, "a reply button sends its text, and the keyboard disappears when the bot removes it", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/keyboard");
    const yes = talk.element.locator(byId("reply-button"), { hasText: "Yes" });
    await yes.click();
    await talk.says("Yes");
    await talk.says("You said yes");
    await yes.waitFor({ state: "detached" });
  });

  claim(world, "a photo is shown and answered", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.attach("dot.png");
    await talk.send("Look");
    const own = await talk.says("Look");
    const back = await talk.says("Yours");
    for (const photo of [own, back]) {
      await until("a picture that is drawn", () => photo.getByRole("img").evaluate((image) => image.naturalWidth === 1));
    }
    assert.equal(await own.getAttribute("data-from"), `${user.id}`);
    assert.equal(await back.getAttribute("data-from"), `${world.bot.id}`);
  });

  claim(world, "a file keeps its name, and can be removed before it is sent", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.attach("unwanted.txt", "text/plain");
    await talk.element.getByRole("button", { name: "Remove unwanted.txt" }).click();
    await talk.attach("notes.txt", "text/plain");
    await talk.element.locator(byId("send")).click();
    const link = talk.messages.getByRole("link", { name: /notes\.txt/ });
    await link.waitFor();
    assert.equal(await link.getAttribute("download"), "notes.txt");
    assert.equal(await talk.messages.count(), 1);
  });

  claim(world, "entities are elements, and hostile text stays text", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const hostile = "<img src=x onerror=alert(1)>";
    await talk.send(hostile);
    await talk.says(hostile);
    await talk.send("/html");
    const words = talk.messages.last().locator(byId("message-text"));
    await words.locator("strong", { hasText: /^bold$/ }).waitFor();
    assert.equal(await words.locator("em").textContent(), "italic");
    assert.equal(await words.locator("code").textContent(), "code");
    const link = words.getByRole("link", { name: "link" });
    assert.equal(await link.getAttribute("href"), "https://example.org/path");
    assert.match(await link.getAttribute("rel"), /noopener/);
    assert.ok((await words.textContent()).endsWith(hostile));
    assert.equal(await talk.messages.locator("img").count(), 0);

    const spoiler = words.getByRole("button", { name: /Spoiler/ });
    assert.equal(await spoiler.evaluate((hidden) => getComputedStyle(hidden).color), "rgba(0, 0, 0, 0)");
    await spoiler.click();
    assert.ok(await words.getByText("secret").evaluate((shown) => getComputedStyle(shown).color !== "rgba(0, 0, 0, 0)"));
  });

  claim(world, "hostile names and data stay text wherever they are shown", async ({ page, user }) => {
    const hostile = "<img src=x onerror=alert(1)>";
    const villain = await control(world.url, "POST", "users", { first_name: hostile });
    const chat = await control(world.url, "POST", "chats", {
      type: "group", title: hostile, members: [user.id, villain.id], bots: [world.bot.id],
    });
    const talk = await page.conversation(user, { chat: chat.id });
    await page.page.locator(byId("inspector-toggle")).click();
    await control(world.url, "POST", "messages", { bot: world.bot.id, from: villain.id, chat_id: chat.id, text: hostile });
    await world.bot.call("sendMessage", {
      chat_id: chat.id, text: "Press", reply_markup: { inline_keyboard: [[{ text: hostile, callback_data: hostile }]] },
    });
    await talk.button(hostile).click();
    await page.page.locator(byId("update")).last().locator(".entry-head").click();
    assert.equal(await page.page.locator("img").count(), 0);
    await talk.element.getByText("Psst").waitFor();
  });

  claim(world, "two people side by side in a group see each other", async ({ page, user }) => {
    const friend = await control(world.url, "POST", "users", { first_name: "Grace" });
    const { id } = await control(world.url, "POST", "chats", {
      type: "group", title: "Two", members: [user.id, friend.id], bots: [world.bot.id],
    });
    const left = await page.conversation(user, { chat: id });
    const right = await page.conversation(friend, { chat: id, beside: true });
    assert.ok(await left.element.isVisible() && await right.element.isVisible());

    await left.send("Hello");
    const heard = await right.says("Hello");
    assert.match(await heard.getAttribute("class"), /other/);
    assert.ok(await heard.getByText("Ada").isVisible());
    assert.match(await (await left.says("Hello")).getAttribute("class"), /own/);
    await right.send("Hello yourself");
    await left.says("Hello yourself");

    await world.bot.call("sendMessage", { chat_id: id, text: "I hear you" });
    await left.says("I hear you");
    await right.says("I hear you");
  });

  claim(world, "an answer to a press in a group is shown to the user who pressed", async ({ page, user }) => {
    const friend = await control(world.url, "POST", "users", { first_name: "Grace" });
    const { id } = await control(world.url, "POST", "chats", {
      type: "group", title: "Whispers", members: [user.id, friend.id], bots: [world.bot.id],
    });
    const left = await page.conversation(user, { chat: id });
    const right = await page.conversation(friend, { chat: id, beside: true });
    await left.send("/start");
    await right.button("Whisper").click();
    await right.element.getByText("Psst").waitFor();
    assert.equal(await left.element.getByText("Psst").count(), 0);
  });

  claim(world, "typing is shown, and ends with the message", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/typing");
    const typing = talk.element.locator(byId("typing"));
    await typing.waitFor();
    assert.match(await typing.textContent(), /typing/);
    await world.bot.call("sendMessage", { chat_id: user.id, text: "Done" });
    await talk.says("Done");
    await typing.waitFor({ state: "detached" });
  });

  claim(world, "typing in a group names the bot", async ({ page, user }) => {
    const { id } = await control(world.url, "POST", "chats", {
      type: "group", title: "Typists", members: [user.id], bots: [world.bot.id],
    });
    const talk = await page.conversation(user, { chat: id });
    await world.bot.call("sendChatAction", { chat_id: id, action: "upload_photo" });
    const typing = talk.element.locator(byId("typing"));
    await typing.waitFor();
    assert.equal(await typing.textContent(), `${world.bot.me.first_name} is sending a photo…`);
  });

  claim(world, "users and bots edit and delete their messages", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("Frist");
    await talk.says("Frist");
    await talk.input.press("ArrowUp");
    assert.equal(await talk.input.inputValue(), "Frist");
    await talk.send("First");
    const first = await talk.says("First");
    assert.equal(await first.locator(byId("message-edited")).count(), 1);

    const { result } = await world.bot.call("sendMessage", { chat_id: user.id, text: "Draft" });
    await talk.says("Draft");
    await world.bot.call("editMessageText", { chat_id: user.id, message_id: result.message_id, text: "Final" });
    const final = await talk.says("Final");
    assert.equal(await final.locator(byId("message-edited")).count(), 1);
    await world.bot.call("deleteMessage", { chat_id: user.id, message_id: result.message_id });
    await final.waitFor({ state: "detached" });

    await first.hover();
    await first.getByRole("button", { name: "Message menu" }).click();
    await page.page.getByRole("menuitem", { name: "Delete" }).click();
    await first.waitFor({ state: "detached" });
    await talk.element.getByText("No messages yet.").waitFor();
  });

  claim(world, "a file that is dropped on a chat is attached to it", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const data = await page.page.evaluateHandle(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(["words"], "dropped.txt", { type: "text/plain" }));
      return dropped;
    });
    await talk.element.dispatchEvent("dragenter", { dataTransfer: data });
    await talk.element.dispatchEvent("drop", { dataTransfer: data });
    await talk.element.getByRole("button", { name: "Remove dropped.txt" }).waitFor();
    await talk.element.locator(byId("send")).click();
    await talk.messages.getByRole("link", { name: /dropped\.txt/ }).waitFor();
  });

  claim(world, "new messages scroll into view, except while older ones are read", async ({ page, user }) => {
    const talk = await page.conversation(user);
    const say = (text) => world.bot.call("sendMessage", { chat_id: user.id, text });
    await talk.send("Hello");
    await talk.says("Hello");
    for (let count = 1; count <= 40; count += 1) await say(`Line ${count}`);
    const isSeen = (text) => talk.message(text).evaluate((one) => {
      const [box, frame] = [one, one.closest(".scroller")].map((element) => element.getBoundingClientRect());
      return box.top >= frame.top && box.bottom <= frame.bottom + 1;
    });
    await talk.says("Line 40");
    await until("the last line in sight", () => isSeen("Line 40"));

    const old = talk.message("Line 5");
    await old.scrollIntoViewIfNeeded();
    await page.page.waitForTimeout(300);
    const before = await old.boundingBox();
    await say("News");
    await talk.says("News");
    assert.ok(Math.abs((await old.boundingBox()).y - before.y) < 2, "what is read stays in its place");
    const down = talk.element.locator(byId("to-end"));
    await down.click();
    await until("the news in sight", () => isSeen("News"));
    await down.waitFor({ state: "hidden" });
    await old.scrollIntoViewIfNeeded();
    await talk.send("Mine");
    await until("my words in sight", () => isSeen("Mine"));
  });

  claim(world, "messages are shown again after a reload", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await talk.send("/start");
    await talk.says("Welcome");
    await page.page.reload();
    await talk.says("Welcome");
    assert.equal(await talk.messages.count(), 2);
  });

  claim(world, "an error of the control API is shown", async ({ page, user }) => {
    const talk = await page.conversation(user);
    await page.page.route("**/emu/v1/messages", (route) =>
      route.fulfill({ status: 400, json: { ok: false, description: "there is no room" } }));
    await talk.send("Anybody?");
    await page.page.locator(byId("toast"), { hasText: "there is no room" }).waitFor();
    assert.equal(await talk.input.inputValue(), "Anybody?");
  }, { mayComplain: true });
}
