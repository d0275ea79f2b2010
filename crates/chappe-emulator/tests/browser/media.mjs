// What bots send is shown as in Telegram: media, places, effects, previews.

import assert from "node:assert/strict";

import { begun, byId, called, claim, control, PNG } from "./kit.mjs";

const file = { type: "photo", file: PNG.toString("base64"), file_name: "dot.png", mime_type: "image/png" };

/** A file that a user sent: bots send it again by its id. */
async function fileId({ url, bot }, user, media) {
  const sent = await control(url, "POST", "messages", { bot: bot.id, from: user.id, media });
  const thing = sent[media.type];
  return Array.isArray(thing) ? thing.at(-1).file_id : thing.file_id;
}

export function media(world) {
  const send = (method, params) => called(world, method, params);

  claim(world, "locations, venues, contacts and dice have their facts and a map", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendLocation", { chat_id: user.id, latitude: 48.8584, longitude: 2.2945 });
    await send("sendVenue", { chat_id: user.id, latitude: 48.8584, longitude: 2.2945, title: "Tower", address: "Champ de Mars 5" });
    await send("sendContact", { chat_id: user.id, phone_number: "+33100000000", first_name: "Gustave" });
    const { dice } = await send("sendDice", { chat_id: user.id, emoji: "🎯" });
    const location = talk.element.locator(byId("location"));
    assert.equal(await location.innerText(), "Location\n48.85840, 2.29450");
    assert.match(await location.getAttribute("href"), /^https:\/\/www\.openstreetmap\.org\/\?mlat=48\.8584&mlon=2\.2945/);
    assert.equal(await talk.element.locator(byId("venue")).innerText(), "Tower\nChamp de Mars 5\n48.85840, 2.29450");
    assert.equal(await talk.element.locator(byId("contact")).innerText(), "Gustave\n+33100000000");
    assert.equal(await talk.element.locator(byId("dice")).innerText(), `🎯\n🎯 ${dice.value}`);
  });

  claim(world, "files of every kind are players, pictures or links", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const bytes = Buffer.from("no real sound").toString("base64");
    const sounds = { audio: "audio/mpeg", voice: "audio/ogg", video: "video/mp4", video_note: "video/mp4", document: "text/plain" };
    for (const [type, mime_type] of Object.entries(sounds)) {
      await control(world.url, "POST", "messages", { bot: world.bot.id, from: user.id, media: { type, file: bytes, mime_type } });
    }
    await control(world.url, "POST", "messages", { bot: world.bot.id, from: user.id, media: { ...file, type: "sticker" } });
    // What cannot be played is a file that can be downloaded.
    const links = talk.messages.locator("a.file");
    await links.nth(4).waitFor();
    assert.equal(await links.count(), 5);
    assert.equal(await talk.messages.locator("img.sticker").count(), 1);
  }, { mayComplain: true });

  claim(world, "a photo under a spoiler is covered until it is pressed", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const photo = await fileId(world, user, file);
    await send("sendPhoto", { chat_id: user.id, photo, has_spoiler: true, caption: "Secret" });
    const message = await talk.says("Secret");
    const lid = message.locator(byId("spoiler-lid"));
    assert.match(await message.locator(".photo").evaluate((one) => getComputedStyle(one).filter), /^blur/);
    await lid.focus();
    await page.page.keyboard.press("Enter");
    await lid.waitFor({ state: "detached" });
    assert.equal(await message.locator(".photo").evaluate((one) => getComputedStyle(one).filter), "none");
  });

  claim(world, "an album is a grid of its photos", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const photo = await fileId(world, user, file);
    await send("sendMediaGroup", {
      chat_id: user.id, media: [{ type: "photo", media: photo, caption: "Both" }, { type: "photo", media: photo }],
    });
    await talk.says("Both");
    const album = talk.element.locator(".album");
    assert.equal(await album.count(), 1);
    assert.equal(await album.locator(byId("message")).count(), 2);
  });

  claim(world, "a caption is above its photo if the bot wants so", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const photo = await fileId(world, user, file);
    await send("sendPhoto", { chat_id: user.id, photo, caption: "Above", show_caption_above_media: true });
    const message = await talk.says("Above");
    const [text, picture] = await Promise.all([".text", ".photo"].map((part) => message.locator(part).boundingBox()));
    assert.ok(text.y + text.height <= picture.y, JSON.stringify([text, picture]));
  });

  claim(world, "a link has a preview of its address, which the bot can disable or move above the text", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const link = "https://example.org/a/b";
    await send("sendMessage", { chat_id: user.id, text: `Below ${link}` });
    await send("sendMessage", { chat_id: user.id, text: `Above ${link}`, link_preview_options: { show_above_text: true } });
    await send("sendMessage", { chat_id: user.id, text: "Odd https://example.org/%E0%A4%A" });
    await send("sendMessage", { chat_id: user.id, text: `None ${link}`, link_preview_options: { is_disabled: true } });
    await talk.messages.filter({ hasText: "None" }).waitFor();
    const shown = await talk.messages.evaluateAll((all) => all.map((one) => {
      const [text, preview] = [".text", ".link-preview"].map((part) => one.querySelector(part));
      return preview && [preview.innerText, preview.getBoundingClientRect().top > text.getBoundingClientRect().top];
    }));
    assert.deepEqual(shown.slice(1), [["example.org\n/a/b", true], ["example.org\n/a/b", false], ["example.org\n/%E0%A4%A", true], null]);
  });

  claim(world, "quotes fold, custom emoji are their alternatives, and effects are marked", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    const lines = Array.from({ length: 8 }, (_, at) => `Line ${at}`).join("\n");
    await send("sendMessage", {
      chat_id: user.id, parse_mode: "HTML", message_effect_id: "5046509860389126442",
      text: `<blockquote expandable>${lines}</blockquote><tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>`,
    });
    const message = talk.messages.last();
    const quote = message.locator("blockquote");
    await quote.waitFor();
    const height = () => quote.evaluate((one) => one.clientHeight);
    const folded = await height();
    await quote.focus();
    await page.page.keyboard.press("Enter");
    assert.ok(await height() > folded * 2, `${folded} → ${await height()}`);
    assert.equal(await message.locator(byId("custom-emoji")).textContent(), "👍");
    assert.equal(await message.locator(byId("effect")).textContent(), "🎉");
  });

  claim(world, "a reply with a quote shows the quoted words and the author", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await talk.send("All of the words");
    const id = Number(await (await talk.says("All of the words")).getAttribute("data-message-id"));
    await send("sendMessage", { chat_id: user.id, text: "Indeed", reply_parameters: { message_id: id, quote: "the words", quote_position: 7 } });
    const reply = (await talk.says("Indeed")).locator(byId("reply"));
    assert.equal(await reply.innerText(), `${user.first_name} ${user.last_name}\nthe words`);
  });
}
