"""The steps, with telegrinder; behind a webhook if argv[2] is `webhook`."""

import asyncio
import sys

from aiohttp import web
from fntypes import Error
from telegrinder import (
    API,
    Button,
    CallbackQuery,
    ChatJoinRequest,
    InlineButton,
    InlineKeyboard,
    InlineQuery,
    Keyboard,
    Message,
    Telegrinder,
    Token,
    WaiterMachine,
)
from telegrinder.modules import logger
from telegrinder.msgspec_utils import decoder
from telegrinder.rules import CallbackDataEq, HasText, Text
from telegrinder.types import (
    InlineQueryResultArticle,
    InputFile,
    InputMediaPhoto,
    InputTextMessageContent,
    LabeledPrice,
    Update,
    UpdateType,
)

import scenario

logger.set_level("CRITICAL")
API.API_URL = scenario.URL + "/"
API.API_FILE_URL = scenario.URL + "/file/"
api = API(Token("4747:telegrinder_AAAAAAAAAAAAAAAAAAAAAAAAAA"))
bot = Telegrinder(api)
waiter = WaiterMachine(bot.dispatch)


@bot.on.message(Text("/start"))
async def start(message: Message):
    keyboard = Keyboard(resize_keyboard=True).add(Button("Menu")).get_markup()
    await message.answer("Welcome", reply_markup=keyboard)


@bot.on.message(Text("Menu"))
async def menu(message: Message):
    keyboard = InlineKeyboard().add(InlineButton("Yes", callback_data="yes")).get_markup()
    await message.answer("Sure?", reply_markup=keyboard)


@bot.on.callback_query(CallbackDataEq("yes"))
async def pressed(query: CallbackQuery):
    await query.edit_text("You are sure.")
    await query.answer("Noted", show_alert=True)


@bot.on.message(Text("album"))
async def album(message: Message):
    pictures = [InputMediaPhoto(media=InputFile(f"{name}.png", scenario.PNG)) for name in "ab"]
    (await api.send_media_group(message.chat.id, pictures)).unwrap()


@bot.on.message(Text("html"))
async def html(message: Message):
    await message.answer(scenario.HTML, parse_mode="HTML")


@bot.on.message(Text("/name"))
async def name(message: Message):
    # The waiter is registered before the question is sent.
    waits = waiter.wait_from_event(bot.on.message, message, release=HasText())
    waits = asyncio.create_task(waits)
    await message.answer("Your name?")
    answer, _ = await waits
    await answer.answer(f"Hello, {answer.text.unwrap()}")


@bot.on.message(Text("/buy"))
async def buy(message: Message):
    price = [LabeledPrice(label="Tea", amount=5)]
    (await api.send_invoice(message.chat.id, "Tea", "A cup", "tea", "XTR", price)).unwrap()


@bot.on.raw_event(UpdateType.PRE_CHECKOUT_QUERY)
async def checked_out(update):
    await api.answer_pre_checkout_query(update.pre_checkout_query.unwrap().id, True)


@bot.on.inline_query()
async def queried(query: InlineQuery):
    text = InputTextMessageContent(message_text=f"{query.query}!")
    article = InlineQueryResultArticle(id="1", title=query.query, input_message_content=text)
    await query.answer([article])


@bot.on.message(Text("/topic"))
async def topic(message: Message):
    created = (await api.create_forum_topic(message.chat.id, "News")).unwrap()
    thread = created.message_thread_id
    await api.send_message(message.chat.id, "in the topic", message_thread_id=thread)


@bot.on.chat_join_request()
async def asked_to_join(request: ChatJoinRequest):
    await request.approve()
    await api.send_message(request.chat.id, f"Welcome, {request.from_user.first_name}")


@bot.on.message()
async def other(message: Message):
    if message.photo:
        file = (await api.get_file(message.photo.unwrap()[-1].file_id)).unwrap()
        content = await api.download_file(file.file_path.unwrap())
        await message.answer(scenario.digest(content))
    if message.successful_payment:
        payment = message.successful_payment.unwrap()
        await api.refund_star_payment(message.from_user.id, payment.telegram_payment_charge_id)
        await message.answer(f"refunded {payment.total_amount}")


@bot.on.edited_message()
async def edited(message: Message):
    await message.answer(f"edited: {message.text.unwrap()}")


tasks = set()


class Refused(Exception):
    """Its errors are no `Exception`s."""


class Client:
    features = ["conversation", "payment", "inline", "topic", "join"]

    def __init__(self):
        loop = asyncio.get_running_loop()

        def wait(call):
            result = asyncio.run_coroutine_threadsafe(call, loop).result()
            if isinstance(result, Error):
                raise Refused(result.error)
            return result.unwrap()

        self.me = lambda: wait(api.get_me())
        self.send = lambda chat, text: wait(api.send_message(chat, text))
        self.get_updates = lambda: wait(api.get_updates())
        self.set_webhook = lambda url: wait(api.set_webhook(url))
        self.delete_webhook = lambda: wait(api.delete_webhook())
        self.webhook_url = lambda: wait(api.get_webhook_info()).url

    def refusal(self, refused):
        (error,) = refused.args
        # It drops `parameters`.
        wait = error.error.rpartition("retry after ")[2]
        return error.code, error.error, int(wait) if wait.isdigit() else None


async def poll():
    """`run_forever`, in the loop that the steps run in."""
    async for updates in bot.polling.listen():
        for update in updates:
            tasks.add(asyncio.create_task(bot.dispatch.feed(update, api)))


async def hook(request):
    if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != scenario.SECRET:
        return web.Response(status=401)
    update = decoder.decode(await request.read(), type=Update)
    # A handler that waits for the next update of the chat does not delay the response.
    tasks.add(asyncio.create_task(bot.dispatch.feed(update, api)))
    return web.Response()


async def main():
    if scenario.BY_WEBHOOK:
        app = web.Application()
        app.router.add_post("/hook", hook)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/hook"
        (await api.set_webhook(url, secret_token=scenario.SECRET)).unwrap()
    else:
        polling = asyncio.create_task(poll())
    code = await asyncio.to_thread(scenario.run, Client(), 4747)
    bot.polling.stop()
    if not scenario.BY_WEBHOOK:
        polling.cancel()
    return code


sys.exit(asyncio.run(main()))
