// Mini Apps in frames, logins and games.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";

import { begun, byId, called, claim, until } from "./kit.mjs";
import { lastUpdate } from "./deeds.mjs";

/** A Mini App: it shows its address, and its buttons send data and open an invoice as Telegram's script does. */
const APP = `<!doctype html><title>App</title><p id="at"></p><button>Order</button><button>Buy</button><script>
  document.getElementById("at").textContent = location.hash;
  const post = (eventType, eventData) => parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
  addEventListener("message", (event) => { document.title = JSON.parse(event.data).eventType; document.body.dataset.theme = event.data; });
  post("web_app_request_theme", {});
  const [order, buy] = document.querySelectorAll("button");
  order.onclick = () => post("web_app_data_send", { data: "order 7" });
  buy.onclick = () => post("web_app_open_invoice", { slug: new URLSearchParams(location.search).get("slug") });
</script>`;

/** The page of the example `web_app`. */
const SHOP = new URL("../../../../examples/web_app/src/page.html", import.meta.url);

/** What that page uses of Telegram's script. */
const SCRIPT = `{
  const initData = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") ?? "";
  const post = (eventType, eventData = {}) => parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
  window.Telegram = { WebApp: {
    initData, initDataUnsafe: Object.fromEntries(new URLSearchParams(initData)), platform: "web",
    ready() {}, close: () => post("web_app_close"), sendData: (data) => post("web_app_data_send", { data }),
  } };
}`;

async function serveApp() {
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(APP));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: server.address().port };
}

export function webApps(world) {
  const send = (method, params) => called(world, method, params);

  /** The app under an address with TLS, which the Bot API requires: requests of the page go to the server. */
  async function withApp(page, run) {
    const { server, port } = await serveApp();
    await page.context.route("https://app.test/**", async (route) => {
      const response = await fetch(`http://127.0.0.1:${port}/`);
      await route.fulfill({ body: await response.text(), contentType: "text/html" });
    });
    try {
      await run();
    } finally {
      server.close();
      page.requests = page.requests.filter((request) => !request.startsWith("https://app.test/"));
    }
  }

  claim(world, "a Mini App of the reply keyboard runs in a frame, knows the theme, and sends its data", async ({ page, user }) => {
    await withApp(page, async () => {
      const talk = await begun(world, page, user);
      await send("sendMessage", {
        chat_id: user.id, text: "Order", reply_markup: { keyboard: [[{ text: "Shop", web_app: { url: "https://app.test/shop" } }]] },
      });
      await talk.element.locator(byId("reply-button"), { hasText: "Shop" }).click();
      const frame = page.page.frameLocator(byId("web-app"));
      await frame.getByText(/tgWebApp/).waitFor();
      const theme = await until("the theme", () => frame.locator("body").getAttribute("data-theme"));
      assert.match(JSON.parse(theme).eventData.theme_params.bg_color, /^#[0-9a-f]{6}$/);
      await frame.getByRole("button", { name: "Order" }).click();
      await page.page.locator(byId("web-app")).waitFor({ state: "detached" });
      const { web_app_data } = await until("the data", () => lastUpdate(world, "message", (one) => one.from.id === user.id && one.web_app_data));
      assert.deepEqual(web_app_data, { data: "order 7", button_text: "Shop" });
    });
  });

  claim(world, "an inline button opens its Mini App with the user's signed data", async ({ page, user }) => {
    await withApp(page, async () => {
      const talk = await begun(world, page, user);
      await send("sendMessage", {
        chat_id: user.id, text: "Open it", reply_markup: { inline_keyboard: [[{ text: "Open", web_app: { url: "https://app.test/" } }]] },
      });
      await talk.button("Open").click();
      const shown = page.page.frameLocator(byId("web-app")).locator("#at");
      assert.match(await shown.textContent(), new RegExp(`tgWebAppData=.*${user.id}`));
    });
  });

  claim(world, "a Mini App opens an invoice, and learns that it was paid", async ({ page, user }) => {
    await withApp(page, async () => {
      const talk = await begun(world, page, user);
      const link = await send("createInvoiceLink", {
        title: "A cake", description: "With cherries", payload: "cake", currency: "XTR", prices: [{ label: "Cake", amount: 5 }],
      });
      const slug = link.split("$")[1];
      await send("sendMessage", {
        chat_id: user.id, text: "Open it", reply_markup: { inline_keyboard: [[{ text: "Open", web_app: { url: `https://app.test/?slug=${slug}` } }]] },
      });
      await talk.button("Open").click();
      const frame = page.page.frameLocator(byId("web-app"));
      await frame.getByRole("button", { name: "Buy" }).click();
      await page.page.locator(byId("payment-pay")).click();
      const query = await until("a checkout", () => lastUpdate(world, "pre_checkout_query", (one) => one.from.id === user.id));
      await send("answerPreCheckoutQuery", { pre_checkout_query_id: query.id, ok: true });
      await page.page.locator(byId("payment")).waitFor({ state: "detached" });
      const learned = async () => JSON.parse(await frame.locator("body").getAttribute("data-theme") ?? "{}");
      const closed = await until("the event", async () => ((one) => one.eventType === "invoice_closed" && one)(await learned()));
      assert.deepEqual(closed.eventData, { slug, status: "paid" });
    });
  });

  claim(world, "the page of the example orders for its user, with the signed data", async ({ page, user }) => {
    const orders = [];
    await page.context.route("https://telegram.org/js/**", (route) => route.fulfill({ body: SCRIPT, contentType: "text/javascript" }));
    await page.context.route("https://shop.test/**", async (route) => {
      const request = route.request();
      if (request.method() !== "POST") return route.fulfill({ body: await readFile(SHOP, "utf8"), contentType: "text/html" });
      const [scheme, data] = request.headers().authorization.split(" ");
      const pairs = new URLSearchParams(data);
      orders.push([scheme, JSON.parse(pairs.get("user")).id, pairs.get("hash").length, request.postData()]);
      const content = { message_text: `${request.postData()}, please` };
      const result = { type: "article", id: "1", title: "Order", input_message_content: content };
      await send("answerWebAppQuery", { web_app_query_id: pairs.get("query_id"), result });
      return route.fulfill({ body: "Tea comes." });
    });
    try {
      const talk = await begun(world, page, user);
      await send("sendMessage", {
        chat_id: user.id, text: "Hungry?", reply_markup: { inline_keyboard: [[{ text: "Menu", web_app: { url: "https://shop.test/" } }]] },
      });
      await talk.button("Menu").click();
      await page.page.frameLocator(byId("web-app")).getByRole("button", { name: "Tea" }).click();
      await page.page.locator(byId("web-app")).waitFor({ state: "detached" });
      await talk.element.getByText("Tea, please").waitFor();
      assert.deepEqual(orders, [["tma", user.id, 64, "Tea"]]);
    } finally {
      const isOutside = (request) => /^https:\/\/(shop\.test|telegram\.org)\//.test(request);
      page.requests = page.requests.filter((request) => !isOutside(request));
    }
  });

  claim(world, "a login asks before it opens its signed address", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendMessage", {
      chat_id: user.id, text: "Log in", reply_markup: { inline_keyboard: [[{ text: "Enter", login_url: { url: "https://login.test/in" } }]] },
    });
    await talk.button("Enter").click();
    const link = page.page.locator(byId("link-dialog")).getByRole("link", { name: "Open" });
    const { origin, searchParams } = new URL(await link.getAttribute("href"));
    assert.deepEqual([origin, searchParams.get("id"), searchParams.get("hash").length], ["https://login.test", `${user.id}`, 64]);
  });

  claim(world, "a game is opened at the address that the bot answers", async ({ page, user }) => {
    const talk = await begun(world, page, user);
    await send("sendGame", { chat_id: user.id, game_short_name: "jump" });
    await talk.element.locator(byId("inline-button")).click();
    const query = await until("a callback query", () => lastUpdate(world, "callback_query", (one) => one.from.id === user.id && one.game_short_name));
    await world.bot.call("answerCallbackQuery", { callback_query_id: query.id, url: "https://game.test/" });
    const link = page.page.locator(byId("alert")).getByRole("link", { name: "Open link" });
    assert.equal(await link.getAttribute("href"), "https://game.test/");
  });
}
