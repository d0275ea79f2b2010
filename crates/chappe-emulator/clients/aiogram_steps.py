"""The twelve steps, with aiogram; behind a webhook if argv[2] is `webhook`."""

import asyncio
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramRetryAfter
from aiogram.filters import Command, CommandStart
from aiogram.fsm.scene import Scene, SceneRegistry, on
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    ChatJoinRequest,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    KeyboardButton,
    LabeledPrice,
    Message,
    PreCheckoutQuery,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

import scenario

TOKEN = "4242:aiogram_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
FEATURES = ["conversation", "payment", "inline", "topic", "join"]
dispatcher = Dispatcher()


class Name(Scene, state="name"):
    """A conversation."""

    @on.message.enter()
    async def entered(self, message: Message):
        await message.answer("Your name?")

    @on.message(F.text)
    async def named(self, message: Message):
        await message.answer(f"Hello, {message.text}")
        await self.wizard.exit()


@dispatcher.message(CommandStart())
async def start(message: Message):
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Menu")]], resize_keyboard=True)
    await message.answer("Welcome", reply_markup=keyboard)


@dispatcher.message(F.text == "Menu")
async def menu(message: Message):
    button = InlineKeyboardButton(text="Yes", callback_data="yes")
    await message.answer("Sure?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))


@dispatcher.callback_query(F.data == "yes")
async def pressed(query: CallbackQuery):
    await query.message.edit_text("You are sure.")
    await query.answer("Noted", show_alert=True)


@dispatcher.message(F.photo)
async def photo(message: Message):
    downloaded = await message.bot.download(message.photo[-1])
    await message.answer(scenario.digest(downloaded.read()))


@dispatcher.message(F.text == "album")
async def album(message: Message):
    pictures = [InputMediaPhoto(media=BufferedInputFile(scenario.PNG, f"{n}.png")) for n in "ab"]
    await message.answer_media_group(pictures)


@dispatcher.message(F.text == "html")
async def html(message: Message):
    await message.answer(scenario.HTML, parse_mode="HTML")


@dispatcher.edited_message()
async def edited(message: Message):
    await message.answer(f"edited: {message.text}")


@dispatcher.message(Command("buy"))
async def buy(message: Message):
    price = [LabeledPrice(label="Tea", amount=5)]
    await message.answer_invoice("Tea", "A cup", "tea", "XTR", price)


@dispatcher.pre_checkout_query()
async def checked_out(query: PreCheckoutQuery):
    await query.answer(ok=True)


@dispatcher.message(F.successful_payment)
async def paid(message: Message):
    payment = message.successful_payment
    charge = payment.telegram_payment_charge_id
    await message.bot.refund_star_payment(message.from_user.id, charge)
    await message.answer(f"refunded {payment.total_amount}")


@dispatcher.inline_query()
async def queried(query: InlineQuery):
    text = InputTextMessageContent(message_text=f"{query.query}!")
    article = InlineQueryResultArticle(id="1", title=query.query, input_message_content=text)
    await query.answer([article])


@dispatcher.message(Command("topic"))
async def topic(message: Message):
    created = await message.bot.create_forum_topic(message.chat.id, "News")
    thread = created.message_thread_id
    await message.bot.send_message(message.chat.id, "in the topic", message_thread_id=thread)


@dispatcher.chat_join_request()
async def asked_to_join(request: ChatJoinRequest):
    await request.approve()
    await request.bot.send_message(request.chat.id, f"Welcome, {request.from_user.first_name}")


class Client:
    features = FEATURES

    def __init__(self, bot):
        loop = asyncio.get_running_loop()

        def wait(call):
            return asyncio.run_coroutine_threadsafe(call, loop).result()

        self.me = lambda: wait(bot.get_me())
        self.send = lambda chat, text: wait(bot.send_message(chat, text))
        self.get_updates = lambda: wait(bot.get_updates())
        self.set_webhook = lambda url: wait(bot.set_webhook(url))
        self.delete_webhook = lambda: wait(bot.delete_webhook())
        self.webhook_url = lambda: wait(bot.get_webhook_info()).url

    def refusal(self, error):
        codes = {TelegramRetryAfter: 429, TelegramBadRequest: 400, TelegramConflictError: 409}
        return codes.get(type(error)), str(error), getattr(error, "retry_after", None)


async def main():
    session = AiohttpSession(api=TelegramAPIServer.from_base(scenario.URL))
    bot = Bot(TOKEN, session=session)
    steps = lambda: asyncio.to_thread(scenario.run, Client(bot), 4242)
    if scenario.BY_WEBHOOK:
        app = web.Application()
        handler = SimpleRequestHandler(dispatcher, bot, secret_token=scenario.SECRET)
        handler.register(app, path="/hook")
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=scenario.SECRET)
        code = await steps()
        await runner.cleanup()
    else:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        code = await steps()
        await dispatcher.stop_polling()
        await asyncio.wait([polling], timeout=10)
    await bot.session.close()
    return code


if __name__ == "__main__":
    SceneRegistry(dispatcher).add(Name)
    dispatcher.message.register(Name.as_handler(), Command("name"))
    sys.exit(asyncio.run(main()))
